/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/lists.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/acctshelf.h"
#include "protocol/sms/listkeys.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/cap/publisher.h"
#include "server/director/client/enrolled.h"
#include "server/director/director.h"
#include "server/timer.h"
#include "store/accountlist.h"

#define RETRY_MS	10000
#define BLOB_MAX	16384
#define SHELF_MAX	(2 * (size_t)ACCTSHELF_SIZE_MAX)
#define KEYS_MAX	(KEYS_HEAD_SIZE + (size_t)KEYS_RECORDS_MAX *	\
			    KEYS_RECORD_SIZE)

enum lists_state { LISTS_IDLE, LISTS_MAKING, LISTS_WRAPPING, LISTS_STORING };

/* The list of a cohort, and keys.dat for it. */
struct part {
	unsigned	 cohort;
	struct buf	 key, form, keys;
	uint32_t	 count;		/* clients in keys */
	uint32_t	 generation[MSG_LIST_ACCOUNTS_MAX];
	size_t		 ngeneration;
};

/*
 * Of one publication.  `key' and `form' are as the store keeps them: of all
 * parts; so is `keys', of all clients.
 */
struct list {
	uint64_t	 serial;	/* 0: there is none */
	uint8_t		 digest[ACCOUNTLIST_DIGEST_SIZE];
	struct buf	 key, form, site_form, keys;
	struct part	 part[COHORTS_MAX];	/* the first of cohort 0 */
	size_t		 nparts;
};

struct lists {
	struct director	*d;
	enum lists_state state;
	bool		 wanted;
	bool		 ready;		/* now.keys is there */
	struct list	 now, next;
	size_t		 at;		/* MAKING, WRAPPING: that part */
	/* WRAPPING: the page that the keeper was asked for. */
	struct enrolled	*page;
	uint16_t	 npage;
	uint32_t	 count;
	uint64_t	 task;
	struct event	 retry;
};

/* In the order in which a set is written. */
const char	*const list_paths[LIST_FILES] = {
	"clidata.box/accounts.site", "clidata.box/keys.dat",
	"clidata.box/accounts.dat"
};

static void	begin(struct lists *);

/* --- lists --- */

static void
part_init(struct part *p, unsigned cohort)
{
	memset(p, 0, sizeof(*p));
	p->cohort = cohort;
	buf_init(&p->key, BLOB_MAX);
	buf_init(&p->form, BLOB_MAX);
	buf_init(&p->keys, KEYS_MAX);
}

static void
list_init(struct list *l)
{
	memset(l, 0, sizeof(*l));
	buf_init(&l->key, BLOB_MAX);
	buf_init(&l->form, SHELF_MAX);
	buf_init(&l->site_form, BLOB_MAX);
	buf_init(&l->keys, KEYS_MAX);
}

static void
list_free(struct list *l)
{
	size_t	 i;

	for (i = 0; i < l->nparts; i++) {
		buf_free(&l->part[i].key);
		buf_free(&l->part[i].form);
		buf_free(&l->part[i].keys);
	}
	buf_free(&l->key);
	buf_free(&l->form);
	buf_free(&l->site_form);
	buf_free(&l->keys);
	list_init(l);
}

static bool
add_part(struct list *l, unsigned cohort, struct rd key, struct rd form)
{
	struct part	*p = &l->part[l->nparts++];

	part_init(p, cohort);
	buf_add(&p->key, key.base, key.len);
	buf_add(&p->form, form.base, form.len);
	return buf_ok(&p->key) && buf_ok(&p->form);
}

/* As the store has it; false: no memory, or it makes no sense. */
static bool
list_take(struct list *l, struct rd key, struct rd form, struct rd site_form)
{
	struct acctshelf	 shelf, keys;
	size_t			 i;

	buf_add(&l->key, key.base, key.len);
	buf_add(&l->form, form.base, form.len);
	buf_add(&l->site_form, site_form.base, site_form.len);
	if (!buf_ok(&l->key) || !buf_ok(&l->form) || !buf_ok(&l->site_form))
		return false;
	if (!acctshelf_get(form, &shelf))
		return add_part(l, 0, key, form);
	if (!acctshelf_get(key, &keys) || keys.n != shelf.n ||
	    shelf.list[0].cohort != 0)
		return false;
	for (i = 0; i < shelf.n; i++)
		if (!add_part(l, shelf.list[i].cohort, keys.list[i].sealed,
		    shelf.list[i].sealed))
			return false;
	return true;
}

/* Of the parts, as the store shall have it. */
static bool
list_gather(struct list *l)
{
	struct acctshelf	 forms = { .n = l->nparts }, keys = forms;
	const struct part	*p;
	size_t			 i;

	buf_clear(&l->key);
	buf_clear(&l->form);
	for (i = 0; i < l->nparts; i++) {
		p = &l->part[i];
		forms.list[i].cohort = keys.list[i].cohort = p->cohort;
		forms.list[i].sealed = buf_reader(&p->form);
		keys.list[i].sealed = buf_reader(&p->key);
	}
	if (l->nparts > 1) {
		acctshelf_put(&l->key, &keys);
		acctshelf_put(&l->form, &forms);
	} else {
		p = &l->part[0];
		buf_add(&l->key, p->key.data, p->key.len);
		buf_add(&l->form, p->form.data, p->form.len);
	}
	return buf_ok(&l->key) && buf_ok(&l->form);
}

/* In which list a client of that cohort finds its own. */
static size_t
part_of(const struct list *l, unsigned cohort)
{
	size_t	 i;

	for (i = 1; i < l->nparts; i++)
		if (l->part[i].cohort == cohort)
			return i;
	return 0;
}

/* --- what it is made from --- */

/* The newest first: by generation, then by when they were made. */
static bool
is_newer(const struct account_entry *a, const struct account_entry *b)
{
	return a->generation != b->generation ?
	    a->generation > b->generation :
	    a->created.us != b->created.us ?
	    a->created.us > b->created.us : a->rid > b->rid;
}

static size_t
sort_accounts(const struct director *d, unsigned cohort,
    const struct account_entry *out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	const struct account_entry	*a = NULL;
	size_t				 n = 0, i;

	*left_out = 0;
	while ((a = accounts_next(d->accounts, a)) != NULL) {
		if (a->kind != ACCOUNT_CLIENT || a->state != ACCOUNT_ENABLED ||
		    a->cohort != cohort || !rotation_lists(d, a))
			continue;
		if (a->password_len == 0 || n == MSG_LIST_ACCOUNTS_MAX) {
			++*left_out;
			continue;
		}
		for (i = n++; i > 0 && is_newer(a, out[i - 1]); i--)
			out[i] = out[i - 1];
		out[i] = a;
	}
	return n;
}

size_t
lists_accounts_of(const struct director *d, unsigned cohort,
    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	const struct account_entry	*a[MSG_LIST_ACCOUNTS_MAX];
	size_t				 i, n;

	n = sort_accounts(d, cohort, a, left_out);
	for (i = 0; i < n; i++) {
		out[i] = (struct msg_list_account){
			.id = a[i]->id,
			.generation = a[i]->generation,
			.is_generated = a[i]->secret == SECRET_GENERATED,
			.password = rd_over(a[i]->password,
			    a[i]->password_len),
		};
		text_copy(out[i].name, sizeof(out[i].name), a[i]->name);
	}
	return n;
}

size_t
lists_accounts(const struct director *d,
    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	return lists_accounts_of(d, 0, out, left_out);
}

static void
put_accounts(const struct director *d, unsigned cohort, struct wr *w)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 i, n, left_out;

	n = lists_accounts_of(d, cohort, rows, &left_out);
	for (i = 0; i < n; i++)
		msg_put_list_account(w, &rows[i]);
}

static bool
digest_part(EVP_MD_CTX *ctx, const struct director *d, const struct part *p)
{
	uint8_t		 accounts[BLOB_MAX];
	struct wr	 w = wr_over(accounts, sizeof(accounts));

	put_accounts(d, p->cohort, &w);
	if (p->cohort != 0)
		wr_u8(&w, (uint8_t)p->cohort);
	return wr_ok(&w) && EVP_DigestUpdate(ctx, accounts, w.pos) == 1;
}

static bool
digest_client(EVP_MD_CTX *ctx, const struct list *l,
    const struct enrolled *e)
{
	uint8_t	 part = (uint8_t)part_of(l, e->cohort);

	return EVP_DigestUpdate(ctx, e->guid.b, sizeof(e->guid.b)) == 1 &&
	    EVP_DigestUpdate(ctx, e->agreement, sizeof(e->agreement)) == 1 &&
	    EVP_DigestUpdate(ctx, &part, part != 0) == 1;
}

/* Of all that the list depends on; false: no memory. */
static bool
make_digest(const struct director *d, struct list *l)
{
	EVP_MD_CTX		*ctx = EVP_MD_CTX_new();
	const struct enrolled	*e = NULL;
	const char		*domain = d->env->config.domain;
	size_t			 i;
	bool			 ok;

	ok = ctx != NULL &&
	    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(ctx, domain, strlen(domain) + 1) == 1;
	for (i = 0; i < l->nparts && ok; i++)
		ok = digest_part(ctx, d, &l->part[i]);
	while (ok && (e = enrolled_next(d, e == NULL ? NULL : &e->guid)) !=
	    NULL)
		ok = digest_client(ctx, l, e);
	ok = ok && EVP_DigestFinal_ex(ctx, l->digest, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static void
note_generations(const struct director *d, struct part *p)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 i, n, left_out;

	n = lists_accounts_of(d, p->cohort, rows, &left_out);
	p->ngeneration = 0;
	for (i = 0; i < n; i++)
		if (rows[i].generation != 0)
			p->generation[p->ngeneration++] = rows[i].generation;
}

/* A cohort has a list when it has accounts enough to stay with. */
static void
plan_parts(const struct director *d, struct list *l)
{
	unsigned	 c, n = rotation_cohorts(d);

	for (c = 0; c < n; c++)
		if (rotation_is_ready(d, c))
			part_init(&l->part[l->nparts++], c);
}

/* It rises after a restore from a backup, too, that knows of lower ones. */
static uint64_t
next_serial(const struct lists *l)
{
	uint64_t	 seconds = (uint64_t)(wall_now().us / 1000000);

	return seconds > l->now.serial ? seconds : l->now.serial + 1;
}

/* --- the round --- */

static void
give_up(struct lists *l, const char *why)
{
	static struct log_limit	 limit = { .burst = 1 };

	log_limited(&limit, LVL_ERROR, "account list: the one of before "
	    "stays: %s", why);
	list_free(&l->next);
	l->state = LISTS_IDLE;
	l->wanted = true;
	timer_after(&l->retry, RETRY_MS);
}

static void
finish(struct lists *l)
{
	list_free(&l->now);
	l->now = l->next;
	list_init(&l->next);
	l->ready = true;
	l->state = LISTS_IDLE;
	log_debug("account list: serial %llu is there for %u clients",
	    (unsigned long long)l->now.serial, l->count);
	publisher_lists_ready(l->d);
	if (l->wanted)
		begin(l);
}

static void
stored(void *arg, const struct err *failed)
{
	struct lists	*l = arg;

	if (failed != NULL)
		give_up(l, failed->text);
	else
		finish(l);
}

static void
store(struct lists *l)
{
	struct accountlist_row	 row = {
		.serial = l->next.serial,
		.key = { l->next.key.data, l->next.key.len },
		.list_form = { l->next.form.data, l->next.form.len },
		.site_form = { l->next.site_form.data,
		    l->next.site_form.len },
	};
	struct batch		*b;

	if (l->next.serial == l->now.serial) {
		finish(l);
		return;
	}
	memcpy(row.digest, l->next.digest, sizeof(row.digest));
	l->state = LISTS_STORING;
	b = store_batch_new();
	store_accountlist_set(b, &row);
	if (store_submit(l->d->store, &b, stored, l) != 0)
		give_up(l, "out of memory");
}

/* The head comes when the number of records is known. */
static void
fill_head(const struct lists *l, struct buf *keys, uint32_t count)
{
	struct keys_head	 h = { .serial = l->next.serial, .n = count };
	struct wr		 w = wr_over(keys->data, KEYS_HEAD_SIZE);

	memcpy(h.site, l->d->site.code, sizeof(h.site));
	keys_put_head(&w, &h);
}

/* The record that comes first of those which no part has given yet. */
static const uint8_t *
first_record(const struct list *l, size_t done[static COHORTS_MAX])
{
	const uint8_t	*first = NULL, *p;
	size_t		 i, from = 0;

	for (i = 0; i < l->nparts; i++) {
		if (done[i] == l->part[i].count)
			continue;
		p = l->part[i].keys.data + KEYS_HEAD_SIZE +
		    done[i] * KEYS_RECORD_SIZE;
		if (first == NULL || memcmp(p, first,
		    sizeof(((struct guid *)0)->b)) < 0) {
			first = p;
			from = i;
		}
	}
	if (first != NULL)
		done[from]++;
	return first;
}

/* All records, for those who may have to move. */
static bool
merge_keys(struct lists *l)
{
	struct list	*to = &l->next;
	size_t		 done[COHORTS_MAX] = { 0 };
	const uint8_t	*p;

	if (buf_space(&to->keys, KEYS_HEAD_SIZE) == NULL)
		return false;
	while ((p = first_record(to, done)) != NULL)
		buf_add(&to->keys, p, KEYS_RECORD_SIZE);
	if (!buf_ok(&to->keys))
		return false;
	fill_head(l, &to->keys, l->count);
	return true;
}

static void
put_page(struct lists *l, struct wr *w)
{
	struct msg_list_client	 c;
	uint16_t		 i;

	for (i = 0; i < l->npage; i++) {
		c = (struct msg_list_client){ .guid = l->page[i].guid,
		    .has_kek = l->page[i].has_kek };
		memcpy(c.agreement, l->page[i].agreement,
		    sizeof(c.agreement));
		memcpy(c.kek, l->page[i].kek, sizeof(c.kek));
		msg_put_list_client(w, &c);
	}
}

/* The next client behind that of the part; NULL: there is none. */
static const struct enrolled *
next_client(const struct lists *l, const struct guid *after)
{
	const struct enrolled	*e = enrolled_next(l->d, after);

	while (e != NULL && part_of(&l->next, e->cohort) != l->at)
		e = enrolled_next(l->d, &e->guid);
	return e;
}

/* The clients behind the last page; false: there are no more. */
static bool
take_page(struct lists *l)
{
	const struct enrolled	*e;
	struct guid		 last;

	if (l->npage > 0)
		last = l->page[l->npage - 1].guid;
	e = next_client(l, l->npage > 0 ? &last : NULL);
	for (l->npage = 0; e != NULL && l->npage < MSG_LIST_CLIENTS_MAX &&
	    l->count + l->npage < KEYS_RECORDS_MAX; l->npage++) {
		l->page[l->npage] = *e;
		e = next_client(l, &e->guid);
	}
	return l->npage > 0;
}

/* That was the last client of the part; true: there is another part. */
static bool
next_part(struct lists *l)
{
	struct part	*p = &l->next.part[l->at];

	fill_head(l, &p->keys, p->count);
	if (l->at + 1 == l->next.nparts)
		return false;
	l->at++;
	return true;
}

static void	start_part(struct lists *);

static void
wrap_next(struct lists *l)
{
	struct part		*p = &l->next.part[l->at];
	struct chan		*keeper = director_keeper(l->d);
	struct msg_list_wrap	 m = { .serial = l->next.serial,
				    .key = buf_reader(&p->key) };
	struct wr		*w;

	if (keeper == NULL) {
		give_up(l, "the keeper is away");
		return;
	}
	l->state = LISTS_WRAPPING;
	if (!take_page(l)) {
		if (next_part(l))
			start_part(l);
		else if (!list_gather(&l->next) || !merge_keys(l))
			give_up(l, "out of memory");
		else
			store(l);
		return;
	}
	memcpy(m.site, l->d->site.code, sizeof(m.site));
	m.n = l->npage;
	w = chan_begin(keeper, MSG_LIST_WRAP, ++l->task);
	msg_put_list_wrap(w, &m);
	put_page(l, w);
	if (chan_end(keeper) != 0)
		give_up(l, "the keeper does not listen");
}

static void
start_part(struct lists *l)
{
	struct part	*p = &l->next.part[l->at];

	l->npage = 0;
	p->count = 0;
	if (buf_space(&p->keys, KEYS_HEAD_SIZE) == NULL)
		give_up(l, "out of memory");
	else
		wrap_next(l);
}

static void
start_wrapping(struct lists *l)
{
	l->at = 0;
	l->count = 0;
	start_part(l);
}

/* Accounts may have changed since the part before was made. */
static void
ask_list(struct lists *l)
{
	struct chan		*keeper = director_keeper(l->d);
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	struct msg_list_make	 m = { .serial = l->next.serial };
	size_t			 i, left_out;
	struct wr		*w;

	if (keeper == NULL) {
		give_up(l, "the keeper is away");
		return;
	}
	memcpy(m.site, l->d->site.code, sizeof(m.site));
	m.n = (uint16_t)lists_accounts_of(l->d, l->next.part[l->at].cohort,
	    rows, &left_out);
	note_generations(l->d, &l->next.part[l->at]);
	l->state = LISTS_MAKING;
	w = chan_begin(keeper, MSG_LIST_MAKE, ++l->task);
	msg_put_list_make(w, &m);
	for (i = 0; i < m.n; i++)
		msg_put_list_account(w, &rows[i]);
	if (chan_end(keeper) != 0)
		give_up(l, "the keeper does not listen");
}

/* The one of before, as it is; its keys are made from it again. */
static bool
take_again(struct lists *l)
{
	size_t	 i;

	list_free(&l->next);
	memcpy(l->next.digest, l->now.digest, sizeof(l->next.digest));
	l->next.serial = l->now.serial;
	if (!list_take(&l->next, buf_reader(&l->now.key),
	    buf_reader(&l->now.form), buf_reader(&l->now.site_form)))
		return false;
	for (i = 0; i < l->next.nparts; i++)
		note_generations(l->d, &l->next.part[i]);
	return true;
}

static void
begin(struct lists *l)
{
	if (l->state != LISTS_IDLE || director_keeper(l->d) == NULL)
		return;
	l->wanted = false;
	list_free(&l->next);
	plan_parts(l->d, &l->next);
	if (!make_digest(l->d, &l->next)) {
		give_up(l, "out of memory");
		return;
	}
	if (l->now.serial == 0 || memcmp(l->next.digest, l->now.digest,
	    sizeof(l->now.digest)) != 0) {
		l->next.serial = next_serial(l);
		l->at = 0;
		ask_list(l);
	} else if (!l->ready) {
		if (take_again(l))
			start_wrapping(l);
		else
			give_up(l, "out of memory");
	}
}

void
lists_wanted(struct director *d, const char *why)
{
	log_debug("account list: %s", why);
	d->lists->wanted = true;
	begin(d->lists);
}

static void
on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct lists	*l = arg;

	(void)fd;
	(void)what;
	if (l->wanted)
		begin(l);
}

/* --- what the keeper says --- */

/* The site's form, which is as good as public, has cohort 0 only. */
static bool
take_part(struct lists *l, const struct msg_list_made *a)
{
	struct part	*p = &l->next.part[l->at];

	buf_add(&p->key, a->key.base, a->key.len);
	buf_add(&p->form, a->list_form.base, a->list_form.len);
	if (p->cohort == 0)
		buf_add(&l->next.site_form, a->site_form.base,
		    a->site_form.len);
	return buf_ok(&p->key) && buf_ok(&p->form) &&
	    buf_ok(&l->next.site_form);
}

void
lists_made(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct lists		*l = d->lists;
	struct msg_list_made	 a;

	msg_get_list_made(&m->body, &a);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	if (l->state != LISTS_MAKING || m->id != l->task)
		return;
	if (a.key.len == 0)
		give_up(l, "the keeper could not make it");
	else if (!take_part(l, &a))
		give_up(l, "out of memory");
	else if (++l->at < l->next.nparts)
		ask_list(l);
	else
		start_wrapping(l);
}

static void
kek_stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("account list: keys of clients are not stored, they "
		    "are made again: %s", failed->text);
}

/* A key that was derived is kept; a record for each client of the page. */
static void
take_rows(struct lists *l, struct rd *r, struct batch *b)
{
	struct msg_list_wrapped	 a;
	struct keys_record	 k;
	struct enrolled_row	 row;
	struct buf		*keys = &l->next.part[l->at].keys;
	struct wr		 w;
	uint16_t		 i;

	for (i = 0; i < l->npage; i++) {
		msg_get_list_wrapped(r, &a);
		if (!rd_ok(r))
			return;
		k.guid = l->page[i].guid;
		memcpy(k.wrapped, a.wrapped, sizeof(k.wrapped));
		w = wr_over(buf_space(keys, KEYS_RECORD_SIZE),
		    KEYS_RECORD_SIZE);
		if (!buf_ok(keys))
			return;
		keys_put_record(&w, &k);
		if (!a.has_kek)
			continue;
		enrolled_has_kek(l->d, &l->page[i], a.kek);
		row = (struct enrolled_row){ .guid = k.guid,
		    .kek = { a.kek, sizeof(a.kek) } };
		memcpy(row.agreement, l->page[i].agreement,
		    sizeof(row.agreement));
		store_enrolled_kek(b, &row);
	}
}

void
lists_wrapped(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct lists	*l = d->lists;
	uint16_t	 n = rd_le16(&m->body);
	struct part	*p = &l->next.part[l->at];
	struct batch	*b;

	if (l->state != LISTS_WRAPPING || m->id != l->task)
		return;
	if (n != l->npage) {
		give_up(l, "the keeper could not wrap its key");
		return;
	}
	b = store_batch_new();
	take_rows(l, &m->body, b);
	if (!rd_end(&m->body) || !buf_ok(&p->keys)) {
		store_batch_free(&b);
		if (buf_ok(&p->keys))
			chan_malformed(ch, m);
		give_up(l, "what the keeper wrapped cannot be taken");
		return;
	}
	p->count += n;
	l->count += n;
	(void)store_submit(d->store, &b, kek_stored, NULL);
	wrap_next(l);
}

void
lists_keeper_ready(struct director *d)
{
	begin(d->lists);
}

void
lists_keeper_lost(struct director *d)
{
	struct lists	*l = d->lists;

	if (l->state != LISTS_MAKING && l->state != LISTS_WRAPPING)
		return;
	list_free(&l->next);
	l->state = LISTS_IDLE;
	l->wanted = true;
}

/* --- the rest of the house --- */

bool
lists_files(const struct director *d, struct list_file out[LIST_FILES])
{
	const struct lists	*l = d->lists;
	size_t			 i;

	if (!l->ready)
		return false;
	out[0].content = buf_reader(&l->now.site_form);
	out[1].content = buf_reader(&l->now.keys);
	out[2].content = buf_reader(&l->now.form);
	for (i = 0; i < LIST_FILES; i++)
		out[i].path = list_paths[i];
	return true;
}

bool
lists_view(const struct director *d, size_t i, unsigned *cohort,
    struct list_file out[LIST_FILES])
{
	const struct part	*p = &d->lists->now.part[i];

	if (!lists_files(d, out) || i >= d->lists->now.nparts)
		return false;
	*cohort = p->cohort;
	if (i > 0) {
		out[1].content = buf_reader(&p->keys);
		out[2].content = buf_reader(&p->form);
	}
	return true;
}

size_t
lists_generations(const struct director *d, size_t i,
    uint32_t out[MSG_LIST_ACCOUNTS_MAX])
{
	const struct part	*p = &d->lists->now.part[i];

	memcpy(out, p->generation, p->ngeneration * sizeof(out[0]));
	return p->ngeneration;
}

uint64_t
lists_serial(const struct director *d)
{
	return d->lists->now.serial;
}

/* --- life --- */

struct loading {
	struct lists	*l;
	struct err	 e;
};

static void
take_row(void *arg, const struct err *failed,
    const struct accountlist_row *row)
{
	struct loading	*x = arg;
	struct list	*now = &x->l->now;

	if (failed != NULL) {
		x->e = *failed;
		return;
	}
	if (row == NULL)
		return;
	memcpy(now->digest, row->digest, sizeof(now->digest));
	if (!list_take(now, rd_over(row->key.data, row->key.len),
	    rd_over(row->list_form.data, row->list_form.len),
	    rd_over(row->site_form.data, row->site_form.len)))
		list_free(now);		/* made anew: its digest fits nothing */
	now->serial = row->serial;
}

int
lists_new(struct director *d, struct err *e)
{
	struct lists	*l = calloc(1, sizeof(*l));
	struct loading	 x = { .l = l };

	if (l != NULL)
		l->page = calloc(MSG_LIST_CLIENTS_MAX, sizeof(*l->page));
	if (l == NULL || l->page == NULL) {
		free(l);
		return err_set(e, ENOMEM, "out of memory");
	}
	d->lists = l;
	l->d = d;
	list_init(&l->now);
	list_init(&l->next);
	(void)event_assign(&l->retry, d->env->base, -1, 0, on_retry, l);
	if (store_accountlist(d->store, take_row, &x) != 0)
		return err_set(e, ENOMEM, "out of memory");
	store_wait(d->store);
	*e = x.e;
	return -x.e.code;
}

void
lists_free(struct director *d)
{
	struct lists	*l = d->lists;

	if (l == NULL)
		return;
	(void)event_del(&l->retry);
	list_free(&l->now);
	list_free(&l->next);
	free(l->page);
	free(l);
	d->lists = NULL;
}
