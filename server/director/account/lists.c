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
#define KEYS_MAX	(KEYS_HEAD_SIZE + (size_t)KEYS_RECORDS_MAX *	\
			    KEYS_RECORD_SIZE)

enum lists_state { LISTS_IDLE, LISTS_MAKING, LISTS_WRAPPING, LISTS_STORING };

/* A list as the store keeps it, and keys.dat, which is made from it. */
struct list {
	uint64_t	 serial;	/* 0: there is none */
	uint8_t		 digest[ACCOUNTLIST_DIGEST_SIZE];
	struct buf	 key, list_form, site_form, keys;
	uint32_t	 generation[MSG_LIST_ACCOUNTS_MAX];
	size_t		 ngeneration;
};

struct lists {
	struct director	*d;
	enum lists_state state;
	bool		 wanted;
	bool		 ready;		/* now.keys is there */
	struct list	 now, next;
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
list_init(struct list *l)
{
	memset(l, 0, sizeof(*l));
	buf_init(&l->key, BLOB_MAX);
	buf_init(&l->list_form, BLOB_MAX);
	buf_init(&l->site_form, BLOB_MAX);
	buf_init(&l->keys, KEYS_MAX);
}

static void
list_free(struct list *l)
{
	buf_free(&l->key);
	buf_free(&l->list_form);
	buf_free(&l->site_form);
	buf_free(&l->keys);
	list_init(l);
}

static bool
list_fill(struct list *l, struct rd key, struct rd list_form,
    struct rd site_form)
{
	buf_add(&l->key, key.base, key.len);
	buf_add(&l->list_form, list_form.base, list_form.len);
	buf_add(&l->site_form, site_form.base, site_form.len);
	return buf_ok(&l->key) && buf_ok(&l->list_form) &&
	    buf_ok(&l->site_form);
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
sort_accounts(const struct director *d,
    const struct account_entry *out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	const struct account_entry	*a = NULL;
	size_t				 n = 0, i;

	*left_out = 0;
	while ((a = accounts_next(d->accounts, a)) != NULL) {
		if (a->kind != ACCOUNT_CLIENT || a->state != ACCOUNT_ENABLED ||
		    !rotation_lists(d, a))
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
lists_accounts(const struct director *d,
    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	const struct account_entry	*a[MSG_LIST_ACCOUNTS_MAX];
	size_t				 i, n;

	n = sort_accounts(d, a, left_out);
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

static void
put_accounts(const struct director *d, struct wr *w)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 i, n, left_out;

	n = lists_accounts(d, rows, &left_out);
	for (i = 0; i < n; i++)
		msg_put_list_account(w, &rows[i]);
}

/* Of all that the list depends on; false: no memory. */
static bool
make_digest(const struct director *d,
    uint8_t out[static ACCOUNTLIST_DIGEST_SIZE])
{
	EVP_MD_CTX		*ctx = EVP_MD_CTX_new();
	const struct enrolled	*e = NULL;
	uint8_t			 accounts[BLOB_MAX];
	struct wr		 w = wr_over(accounts, sizeof(accounts));
	const char		*domain = d->env->config.domain;
	bool			 ok;

	put_accounts(d, &w);
	ok = ctx != NULL && wr_ok(&w) &&
	    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(ctx, domain, strlen(domain) + 1) == 1 &&
	    EVP_DigestUpdate(ctx, accounts, w.pos) == 1;
	while (ok && (e = enrolled_next(d, e == NULL ? NULL : &e->guid)) !=
	    NULL)
		ok = EVP_DigestUpdate(ctx, e->guid.b, sizeof(e->guid.b)) ==
		    1 && EVP_DigestUpdate(ctx, e->agreement,
		    sizeof(e->agreement)) == 1;
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static void
note_generations(const struct director *d, struct list *l)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 i, n, left_out;

	n = lists_accounts(d, rows, &left_out);
	l->ngeneration = 0;
	for (i = 0; i < n; i++)
		if (rows[i].generation != 0)
			l->generation[l->ngeneration++] = rows[i].generation;
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
		.list_form = { l->next.list_form.data,
		    l->next.list_form.len },
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
fill_head(struct lists *l)
{
	struct keys_head	 h = { .serial = l->next.serial,
				    .n = l->count };
	struct wr		 w = wr_over(l->next.keys.data,
				    KEYS_HEAD_SIZE);

	memcpy(h.site, l->d->site.code, sizeof(h.site));
	keys_put_head(&w, &h);
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

/* The clients behind the last page; false: there are no more. */
static bool
take_page(struct lists *l)
{
	const struct enrolled	*e;
	struct guid		 last;

	if (l->npage > 0)
		last = l->page[l->npage - 1].guid;
	e = enrolled_next(l->d, l->npage > 0 ? &last : NULL);
	for (l->npage = 0; e != NULL && l->npage < MSG_LIST_CLIENTS_MAX &&
	    l->count + l->npage < KEYS_RECORDS_MAX; l->npage++) {
		l->page[l->npage] = *e;
		e = enrolled_next(l->d, &e->guid);
	}
	return l->npage > 0;
}

static void
wrap_next(struct lists *l)
{
	struct chan		*keeper = director_keeper(l->d);
	struct msg_list_wrap	 m = { .serial = l->next.serial,
				    .key = buf_reader(&l->next.key) };
	struct wr		*w;

	if (keeper == NULL) {
		give_up(l, "the keeper is away");
		return;
	}
	l->state = LISTS_WRAPPING;
	if (!take_page(l)) {
		fill_head(l);
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
start_wrapping(struct lists *l)
{
	l->npage = 0;
	l->count = 0;
	if (buf_space(&l->next.keys, KEYS_HEAD_SIZE) == NULL)
		give_up(l, "out of memory");
	else
		wrap_next(l);
}

static void
ask_list(struct lists *l)
{
	struct chan		*keeper = director_keeper(l->d);
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	struct msg_list_make	 m = { .serial = l->next.serial };
	size_t			 i, left_out;
	struct wr		*w;

	memcpy(m.site, l->d->site.code, sizeof(m.site));
	m.n = (uint16_t)lists_accounts(l->d, rows, &left_out);
	l->state = LISTS_MAKING;
	w = chan_begin(keeper, MSG_LIST_MAKE, ++l->task);
	msg_put_list_make(w, &m);
	for (i = 0; i < m.n; i++)
		msg_put_list_account(w, &rows[i]);
	if (chan_end(keeper) != 0)
		give_up(l, "the keeper does not listen");
}

static void
begin(struct lists *l)
{
	if (l->state != LISTS_IDLE || director_keeper(l->d) == NULL)
		return;
	l->wanted = false;
	list_free(&l->next);
	if (!make_digest(l->d, l->next.digest)) {
		give_up(l, "out of memory");
		return;
	}
	note_generations(l->d, &l->next);
	if (l->now.serial == 0 || memcmp(l->next.digest, l->now.digest,
	    sizeof(l->now.digest)) != 0) {
		l->next.serial = next_serial(l);
		ask_list(l);
	} else if (!l->ready) {
		l->next.serial = l->now.serial;
		if (list_fill(&l->next, buf_reader(&l->now.key),
		    buf_reader(&l->now.list_form),
		    buf_reader(&l->now.site_form)))
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
	else if (!list_fill(&l->next, a.key, a.list_form, a.site_form))
		give_up(l, "out of memory");
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
	struct wr		 w;
	uint16_t		 i;

	for (i = 0; i < l->npage; i++) {
		msg_get_list_wrapped(r, &a);
		if (!rd_ok(r))
			return;
		k.guid = l->page[i].guid;
		memcpy(k.wrapped, a.wrapped, sizeof(k.wrapped));
		w = wr_over(buf_space(&l->next.keys, KEYS_RECORD_SIZE),
		    KEYS_RECORD_SIZE);
		if (!buf_ok(&l->next.keys))
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
	struct batch	*b;

	if (l->state != LISTS_WRAPPING || m->id != l->task)
		return;
	if (n != l->npage) {
		give_up(l, "the keeper could not wrap its key");
		return;
	}
	b = store_batch_new();
	take_rows(l, &m->body, b);
	if (!rd_end(&m->body) || !buf_ok(&l->next.keys)) {
		store_batch_free(&b);
		if (buf_ok(&l->next.keys))
			chan_malformed(ch, m);
		give_up(l, "what the keeper wrapped cannot be taken");
		return;
	}
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
	out[2].content = buf_reader(&l->now.list_form);
	for (i = 0; i < LIST_FILES; i++)
		out[i].path = list_paths[i];
	return true;
}

size_t
lists_generations(const struct director *d,
    uint32_t out[MSG_LIST_ACCOUNTS_MAX])
{
	const struct list	*l = &d->lists->now;

	memcpy(out, l->generation, l->ngeneration * sizeof(out[0]));
	return l->ngeneration;
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
	now->serial = row->serial;
	memcpy(now->digest, row->digest, sizeof(now->digest));
	if (!list_fill(now, rd_over(row->key.data, row->key.len),
	    rd_over(row->list_form.data, row->list_form.len),
	    rd_over(row->site_form.data, row->site_form.len)))
		(void)err_set(&x->e, ENOMEM, "account list: out of memory");
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
