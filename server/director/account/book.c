/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/book.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/rotation.h"
#include "server/director/account/tries.h"
#include "server/director/domain/domain.h"

static int
book_compare_ids(struct account_entry *a, struct account_entry *b)
{
	return a->id < b->id ? -1 : a->id > b->id;
}

/* A name of users of the domain can have been several's, one by one. */
static int
book_compare_names(struct account_entry *a, struct account_entry *b)
{
	int	 c = strcmp(a->folded, b->folded);

	return c != 0 ? c : a->rid < b->rid ? -1 : a->rid > b->rid;
}

static int
book_compare_rids(struct account_entry *a, struct account_entry *b)
{
	return a->rid < b->rid ? -1 : a->rid > b->rid;
}

RB_GENERATE(entries_by_id, account_entry, by_id, book_compare_ids)
RB_GENERATE(entries_by_name, account_entry, by_name, book_compare_names)
RB_GENERATE(entries_by_rid, account_entry, by_rid, book_compare_rids)

struct account_entry *
book_get(struct accounts *book, int64_t id)
{
	struct account_entry	 key = { .id = id };

	return RB_FIND(entries_by_id, &book->ids, &key);
}

const struct account_entry *
accounts_first_named(struct accounts *book, const char *name)
{
	struct account_entry	 key = { .rid = 0 };
	struct account_entry	*e;

	if (text_fold(name, key.folded, sizeof(key.folded)) != 0)
		return NULL;
	e = RB_NFIND(entries_by_name, &book->names, &key);
	return e != NULL && strcmp(e->folded, key.folded) == 0 ? e : NULL;
}

const struct account_entry *
accounts_next_named(struct accounts *book, const struct account_entry *a)
{
	struct account_entry	*e;

	e = RB_NEXT(entries_by_name, &book->names, book_get(book, a->id));
	return e != NULL && strcmp(e->folded, a->folded) == 0 ? e : NULL;
}

/* Whoever has the name is the last that was given it. */
struct account_entry *
book_find(struct accounts *book, const char *name)
{
	struct account_entry	 key = { .rid = UINT32_MAX };
	struct account_entry	*e;

	if (text_fold(name, key.folded, sizeof(key.folded)) != 0)
		return NULL;
	e = RB_NFIND(entries_by_name, &book->names, &key);
	e = e == NULL ? RB_MAX(entries_by_name, &book->names) :
	    RB_PREV(entries_by_name, &book->names, e);
	return e != NULL && strcmp(e->folded, key.folded) == 0 ? e : NULL;
}

const struct account_entry *
accounts_find(struct accounts *book, const char *name)
{
	return book_find(book, name);
}

const struct account_entry *
accounts_by_id(struct accounts *book, int64_t id)
{
	return book_get(book, id);
}

const struct account_entry *
accounts_by_rid(struct accounts *book, uint32_t rid)
{
	struct account_entry	 key = { .rid = rid };

	return RB_FIND(entries_by_rid, &book->rids, &key);
}

const struct account_entry *
accounts_next_rid(struct accounts *book, const struct account_entry *after)
{
	struct account_entry	 key = { .rid = after == NULL ? 0 :
				    after->rid + 1 };

	return RB_NFIND(entries_by_rid, &book->rids, &key);
}

const struct account_entry *
accounts_next(struct accounts *book, const struct account_entry *after)
{
	struct account_entry	*e;

	if (after == NULL)
		return RB_MIN(entries_by_name, &book->names);
	e = book_get(book, after->id);
	return e == NULL ? NULL : RB_NEXT(entries_by_name, &book->names, e);
}

struct account_entry *
book_entry_new(const char *name)
{
	struct account_entry	*e = calloc(1, sizeof(*e));

	if (e == NULL || text_fold(name, e->folded, sizeof(e->folded)) != 0) {
		free(e);
		return NULL;
	}
	text_copy(e->name, sizeof(e->name), name);
	return e;
}

void
book_forget_secrets(struct account_entry *e)
{
	free(e->verifier);
	free(e->previous);
	free(e->password);
	e->verifier = e->previous = e->password = NULL;
	e->verifier_len = e->previous_len = e->password_len = 0;
	book_free_old(e);
}

void
book_entry_free(struct account_entry *e)
{
	if (e == NULL)
		return;
	book_forget_secrets(e);
	free(e->tries);
	free(e);
}

void
book_insert(struct accounts *book, struct account_entry *e)
{
	RB_INSERT(entries_by_id, &book->ids, e);
	RB_INSERT(entries_by_name, &book->names, e);
	RB_INSERT(entries_by_rid, &book->rids, e);
	book->changes++;
	book->users += e->kind == ACCOUNT_DOMAIN &&
	    e->state != ACCOUNT_DELETED;
}

bool
book_set_blob(uint8_t **dst, size_t *len, const void *src, size_t n)
{
	uint8_t	*copy = NULL;

	if (n > 0) {
		copy = malloc(n);
		if (copy == NULL)
			return false;
		memcpy(copy, src, n);
	}
	free(*dst);
	*dst = copy;
	*len = n;
	return true;
}

enum msg_account_state
book_wire_state(enum account_state state)
{
	return state == ACCOUNT_ENABLED ? MSG_ACCOUNT_ENABLED :
	    state == ACCOUNT_DISABLED ? MSG_ACCOUNT_DISABLED :
	    MSG_ACCOUNT_DELETED;
}

/* --- what the clerk is told --- */

/* It has it before whoever is told something next. */
void
accounts_tell_clerk_of(struct director *d, enum msg_type what, int64_t account)
{
	struct chan	*clerk = env_peer(d->env, ROLE_CLERK, 0);

	if (clerk == NULL)
		return;
	wr_le64(chan_begin(clerk, what, 0), (uint64_t)account);
	(void)chan_end(clerk);
	(void)chan_flush(clerk);
}

/* On every server: a replica that is late may let somebody in still. */
static bool
is_shut(const struct director *d, const struct account_entry *e)
{
	struct msg_account_view	 late[MSG_VIEWS_MAX];
	bool			 was_open = e->verifier_len > 0 ||
				    (e->kind == ACCOUNT_DOMAIN &&
				    e->state == ACCOUNT_DELETED);

	return e->state != ACCOUNT_ENABLED && was_open &&
	    domain_views(d, e, late) == 0;
}

void
accounts_tell_clerk_if_shut(struct director *d, const struct account_entry *e)
{
	if (rotation_seals(d, e) || is_shut(d, e))
		accounts_tell_clerk_of(d, MSG_ACCOUNT_END, e->id);
}

void
accounts_tell_clerk(struct director *d)
{
	struct account_entry	*e;

	RB_FOREACH(e, entries_by_id, &d->accounts->ids)
		accounts_tell_clerk_if_shut(d, e);
}

/* --- from the store --- */

struct loading {
	struct director	*d;
	struct err	*e;
	int		 rc;
	bool		 more;
	char		 after[MSG_NAME_SIZE];
	int64_t		 after_id;
};

static int
take_row(struct accounts *book, const struct account_row *row)
{
	struct account_entry	*e = book_entry_new(row->name);

	if (e == NULL ||
	    !book_set_blob(&e->verifier, &e->verifier_len,
	    row->verifier.data, row->verifier.len) ||
	    !book_set_blob(&e->previous, &e->previous_len,
	    row->previous.data, row->previous.len) ||
	    !book_set_blob(&e->password, &e->password_len,
	    row->password.data, row->password.len)) {
		book_entry_free(e);
		return -ENOMEM;
	}
	e->id = row->id;
	e->rid = row->rid;
	e->generation = row->generation;
	e->cohort = row->cohort;
	e->kind = row->kind;
	e->secret = row->secret;
	e->state = row->state;
	e->locked_until = row->locked_until;
	e->is_locked = row->locked_until.boot[0] != '\0';
	tries_loaded(e);
	e->created = row->created;
	e->changed = row->changed;
	e->last_logon = row->last_logon;
	e->deleted = row->deleted;
	e->password_at = row->password_at;
	text_copy(e->comment, sizeof(e->comment), row->comment);
	book_insert(book, e);
	return 0;
}

static void
loaded(void *arg, const struct err *failed, const struct account_list *list)
{
	struct loading	*l = arg;
	size_t		 i;

	if (failed != NULL) {
		*l->e = *failed;
		l->rc = -failed->code;
		return;
	}
	for (i = 0; i < list->n && l->rc == 0; i++)
		l->rc = take_row(l->d->accounts, &list->rows[i]);
	if (l->rc != 0)
		(void)err_set(l->e, -l->rc, "accounts: out of memory");
	l->more = list->more;
	if (list->n == 0)
		return;
	text_copy(l->after, sizeof(l->after), list->rows[list->n - 1].name);
	l->after_id = list->rows[list->n - 1].id;
}

int
accounts_new(struct director *d, struct err *e)
{
	struct loading		 l = { .d = d, .e = e };
	struct account_query	 q = { 0 };

	d->accounts = calloc(1, sizeof(*d->accounts));
	if (d->accounts == NULL)
		return err_set(e, ENOMEM, "accounts: out of memory");
	TAILQ_INIT(&d->accounts->sealing);
	telling_init(&d->accounts->telling);
	do {
		q.after = l.after[0] == '\0' ? NULL : l.after;
		q.after_id = l.after_id;
		l.more = false;
		l.rc = store_accounts(d->store, &q, loaded, &l);
		if (l.rc == 0)
			store_wait(d->store);
		else
			(void)err_set(e, -l.rc, "accounts: %s",
			    strerror(-l.rc));
	} while (l.rc == 0 && l.more);
	return l.rc;
}

void
accounts_free(struct accounts **bookp)
{
	struct accounts		*book = *bookp;
	struct account_entry	*e;

	if (book == NULL)
		return;
	*bookp = NULL;
	while ((e = RB_ROOT(&book->ids)) != NULL) {
		RB_REMOVE(entries_by_id, &book->ids, e);
		book_entry_free(e);
	}
	free(book);
}
