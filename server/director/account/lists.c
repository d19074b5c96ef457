/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/list.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "server/director/account/accounts.h"
#include "server/director/cap/publisher.h"
#include "server/director/client/enrolled.h"
#include "server/director/director.h"
#include "server/timer.h"

#define RETRY_MS	10000

enum lists_state { LISTS_IDLE, LISTS_MAKING, LISTS_WRAPPING, LISTS_STORING };

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

	while (e != NULL && list_part_of(&l->next, e->cohort) != l->at)
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
	list_note_generations(l->d, &l->next.part[l->at]);
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
	if (!list_fill(&l->next, buf_reader(&l->now.key),
	    buf_reader(&l->now.form), buf_reader(&l->now.site_form)))
		return false;
	for (i = 0; i < l->next.nparts; i++)
		list_note_generations(l->d, &l->next.part[i]);
	return true;
}

static void
begin(struct lists *l)
{
	if (l->state != LISTS_IDLE || director_keeper(l->d) == NULL)
		return;
	l->wanted = false;
	list_free(&l->next);
	list_plan(l->d, &l->next);
	if (!list_digest(l->d, &l->next)) {
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
	if (!list_fill(now, rd_over(row->key.data, row->key.len),
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
