/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/push_book.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/rpc/win32.h"
#include "server/director/account/accounts.h"
#include "server/director/account/book.h"
#include "server/director/ccm/ccm.h"
#include "server/director/director.h"
#include "store/request.h"

/* A change on its way: to the keeper, then to the store. */
struct push_change {
	TAILQ_ENTRY(push_change) link;
	struct director		*d;
	struct push_account	*fresh;		/* becomes the account */
	char			 name[PUSH_ACCOUNT_SIZE];
	enum push_wish		 wish;
	uint64_t		 task;
	struct audit_row	 audit;
	char			 who[64], verb[32];
	push_book_done		*done;
	void			*arg;
};

struct push_book {
	LIST_HEAD(, push_account) accounts;
	TAILQ_HEAD(, push_change) sealing;
};

/* --- what there is --- */

struct push_account *
push_book_find(const struct director *d, const char *name)
{
	struct push_account	*a;

	LIST_FOREACH(a, &d->push_book->accounts, link)
		if (text_casecmp(a->name, name) == 0)
			return a;
	return NULL;
}

struct push_account *
push_book_get(struct director *d, int64_t id)
{
	struct push_account	*a;

	LIST_FOREACH(a, &d->push_book->accounts, link)
		if (a->row.id == id)
			return a;
	return NULL;
}

struct push_account *
push_book_next(struct director *d, const struct push_account *a)
{
	return a == NULL ? LIST_FIRST(&d->push_book->accounts) :
	    LIST_NEXT(a, link);
}

static struct push_account *
account_new(const struct push_account_row *row)
{
	struct push_account	*a;

	if (row->password.len > PUSH_SEALED_MAX)
		return NULL;
	a = calloc(1, sizeof(*a));
	if (a == NULL)
		return NULL;
	a->row = *row;
	text_copy(a->name, sizeof(a->name), row->name);
	a->row.name = a->name;
	if (row->password.len > 0)
		memcpy(a->sealed, row->password.data, row->password.len);
	a->row.password.data = a->sealed;
	return a;
}

struct loading {
	struct director	*d;
	struct err	*e;
	int		 rc;
};

static void
loaded(void *arg, const struct err *failed,
    const struct push_account_list *list)
{
	struct loading		*l = arg;
	struct push_account	*a;
	size_t			 i;

	if (failed != NULL) {
		*l->e = *failed;
		l->rc = -failed->code;
		return;
	}
	for (i = 0; i < list->n && l->rc == 0; i++) {
		a = account_new(&list->rows[i]);
		if (a == NULL) {
			l->rc = err_set(l->e, ENOMEM, "push accounts: out of "
			    "memory");
			break;
		}
		LIST_INSERT_HEAD(&l->d->push_book->accounts, a, link);
		push_book_unheard(l->d, a);
	}
}

int
push_book_new(struct director *d, struct err *e)
{
	struct loading	 l = { d, e, 0 };
	int		 rc;

	d->push_book = calloc(1, sizeof(*d->push_book));
	if (d->push_book == NULL)
		return err_set(e, ENOMEM, "out of memory");
	LIST_INIT(&d->push_book->accounts);
	TAILQ_INIT(&d->push_book->sealing);
	rc = store_push_accounts(d->store, loaded, &l);
	if (rc != 0)
		return err_set(e, -rc, "push accounts: %s", strerror(-rc));
	store_wait(d->store);
	return l.rc;
}

static void
change_free(struct push_change *c)
{
	free(c->fresh);
	free(c);
}

void
push_book_free(struct director *d)
{
	struct push_account	*a;
	struct push_change	*c;

	if (d->push_book == NULL)
		return;
	while ((c = TAILQ_FIRST(&d->push_book->sealing)) != NULL) {
		TAILQ_REMOVE(&d->push_book->sealing, c, link);
		change_free(c);
	}
	while ((a = LIST_FIRST(&d->push_book->accounts)) != NULL) {
		LIST_REMOVE(a, link);
		free(a);
	}
	free(d->push_book);
	d->push_book = NULL;
}

/* --- its budget --- */

enum push_leave
push_book_may(const struct push_account *a)
{
	if (a->row.is_closed)
		return PUSH_MAY_NOT;
	if (a->row.is_proven)
		return PUSH_MAY;
	return a->row.failures + a->on_its_way < PUSH_BUDGET ? PUSH_MAY :
	    PUSH_WAIT;
}

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_warn("push: what a machine said to a password is not "
		    "stored: %s", failed->text);
}

static int
submit_judged(struct director *d, const struct push_account *a,
    push_book_done *done, void *arg)
{
	struct batch	*b = store_batch_new();

	store_push_account_judge(b, &a->row);
	return store_submit(d->store, &b, done, arg);
}

static void
store_judged(struct director *d, const struct push_account *a)
{
	(void)submit_judged(d, a, stored, NULL);
}

int
push_book_show(struct director *d, struct push_account *a,
    push_book_done *done, void *arg)
{
	int	 rc;

	a->row.failures++;
	rc = submit_judged(d, a, done, arg);
	if (rc == 0)
		a->shown++;
	else
		a->row.failures--;
	return rc;
}

/* Its tries are over, whatever came of them. */
static bool
is_spent(const struct push_account *a)
{
	return !a->row.is_proven &&
	    a->row.failures >= PUSH_BUDGET + a->shown;
}

void
push_book_proven(struct director *d, struct push_account *a, bool counted)
{
	a->shown -= counted && a->shown > 0;
	if (a->row.is_proven && a->row.failures == 0)
		return;
	a->row.is_proven = true;
	a->row.failures = 0;
	store_judged(d, a);
}

/* Cleared, or proven by another machine meanwhile: nothing is left to take. */
void
push_book_spared(struct director *d, struct push_account *a)
{
	a->shown -= a->shown > 0;
	if (a->row.is_proven || a->row.failures == 0)
		return;
	a->row.failures--;
	store_judged(d, a);
}

void
push_book_unheard(struct director *d, struct push_account *a)
{
	a->shown -= a->shown > 0;
	if (a->row.is_closed || !is_spent(a))
		return;
	a->row.is_closed = true;
	log_error("push account \"%s\" is tried no more: what machines said "
	    "to it was not heard", VIS(a->name));
	store_judged(d, a);
}

/* It says so of the account, on whatever machine. */
static bool
closes(uint32_t error)
{
	static const uint32_t	numbers[] = {
		WIN32_ACCOUNT_RESTRICTION, WIN32_PASSWORD_EXPIRED,
		WIN32_ACCOUNT_DISABLED, WIN32_PASSWORD_MUST_CHANGE,
		WIN32_ACCOUNT_LOCKED_OUT
	};
	size_t			 i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i] == error)
			return true;
	return false;
}

/* What closes an account closes it for all.  A proven one that a machine does
   not take may have been changed in its domain: each more that refuses counts
   there, so that it has to be proven anew. */
void
push_book_refused(struct director *d, struct push_account *a, uint32_t error,
    bool counted)
{
	if (error != WIN32_LOGON_FAILURE && !closes(error)) {
		if (counted)
			push_book_spared(d, a);
		return;
	}
	a->shown -= counted && a->shown > 0;
	a->row.is_proven = a->row.is_proven && error != WIN32_LOGON_FAILURE;
	a->row.failures += !counted || a->row.failures == 0;
	a->row.error = error;
	a->row.failed = wall_now();
	a->row.is_closed = closes(error) || is_spent(a);
	if (a->row.is_closed)
		log_error("push account \"%s\" is tried no more: %s "
		    "[error=%u]", VIS(a->name), win32_text(error), error);
	store_judged(d, a);
}

/* --- changes --- */

static struct push_change *
change_new(struct director *d, const char *name,
    const struct audit_row *audit)
{
	struct push_change	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->d = d;
	text_copy(c->name, sizeof(c->name), name);
	c->audit = *audit;
	text_copy(c->who, sizeof(c->who), audit->who);
	text_copy(c->verb, sizeof(c->verb), audit->verb);
	c->audit.who = c->who;
	c->audit.verb = c->verb;
	c->audit.object = c->name;
	c->audit.detail = "";
	c->audit.at = wall_now();
	c->audit.outcome = AUDIT_DONE;
	return c;
}

static void
end(struct push_change *c, const struct err *failed)
{
	c->done(c->arg, failed);
	change_free(c);
}

/* Whom the accounts refused may be asked again. */
static void
take_over(struct push_change *c)
{
	struct director		*d = c->d;
	struct push_account	*a = push_book_find(d, c->name);

	if (a != NULL && c->wish == PUSH_CLEAR) {
		a->row.is_closed = false;
		a->row.failures = 0;
	} else if (a != NULL) {
		LIST_REMOVE(a, link);
		free(a);
	}
	if (c->fresh != NULL)
		LIST_INSERT_HEAD(&d->push_book->accounts, c->fresh, link);
	c->fresh = NULL;
	ccm_push_changed(d);
}

static void
committed(void *arg, const struct err *failed)
{
	struct push_change	*c = arg;

	if (failed == NULL)
		take_over(c);
	end(c, failed);
}

static void
submit(struct push_change *c, struct batch *b)
{
	struct err	 e;
	int		 rc;

	if (c->wish != PUSH_REMOVE)
		store_requests_unpark(b, HOLD_REFUSED);
	(void)store_audit(b, &c->audit);
	rc = store_submit(c->d->store, &b, committed, c);
	if (rc == 0)
		return;
	(void)err_set(&e, -rc, "not stored: %s", strerror(-rc));
	end(c, &e);
}

int
push_book_wish(struct director *d, enum push_wish wish, const char *name,
    const struct audit_row *audit, push_book_done *done, void *arg,
    struct err *e)
{
	const struct push_account	*a = push_book_find(d, name);
	struct push_account_row		 row;
	struct push_change		*c;
	struct batch			*b;

	if (a == NULL)
		return err_set(e, ENOENT, "no password of \"%s\" is known",
		    VIS(name));
	c = change_new(d, name, audit);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->wish = wish;
	c->done = done;
	c->arg = arg;
	row = a->row;
	row.is_closed = false;
	row.failures = 0;
	b = store_batch_new();
	if (wish == PUSH_REMOVE)
		store_push_account_remove(b, name);
	else
		store_push_account_judge(b, &row);
	submit(c, b);
	return 0;
}

/* --- a password comes --- */

/* DOMAIN\name, exactly: no other domain is ever put before it (Q257269). */
static int
judge_name(const char *name, struct err *e)
{
	const char	*slash = strchr(name, '\\');

	if (strlen(name) >= PUSH_ACCOUNT_SIZE || slash == NULL ||
	    slash == name || slash[1] == '\0' ||
	    strchr(slash + 1, '\\') != NULL || strpbrk(name, "\n\r") != NULL)
		return err_set(e, EINVAL, "an account that installs clients "
		    "is DOMAIN\\name, of 63 characters at most");
	return 0;
}

static int
ask_keeper(struct push_change *c, int *fd, struct err *e)
{
	struct chan		*keeper = director_keeper(c->d);
	struct msg_secret	 m = { .task = SECRET_PUSH,
				    .account = c->fresh->row.id };
	int			 pair[2], rc;

	if (keeper == NULL)
		return err_set(e, EAGAIN, "the keeper is not there: try "
		    "again");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "cannot make a channel for the secret");
	text_copy(m.name, sizeof(m.name), c->name);
	c->task = ++c->d->accounts->next_task;
	msg_put_secret(chan_begin(keeper, MSG_SECRET_TASK, c->task), &m);
	rc = chan_end_fd(keeper, pair[0]);
	if (rc != 0) {
		(void)close(pair[1]);
		return err_set(e, -rc, "the keeper cannot be asked: %s",
		    strerror(-rc));
	}
	TAILQ_INSERT_TAIL(&c->d->push_book->sealing, c, link);
	*fd = pair[1];
	return 0;
}

int
push_book_add(struct director *d, const char *name,
    const struct audit_row *audit, int *secret_fd, push_book_done *done,
    void *arg, struct err *e)
{
	const struct push_account_row	 row = { .id = store_new_id(),
					    .name = name };
	struct push_change		*c;
	int				 rc = judge_name(name, e);

	if (rc != 0)
		return rc;
	c = change_new(d, name, audit);
	if (c != NULL)
		c->fresh = account_new(&row);
	if (c == NULL || c->fresh == NULL) {
		free(c);
		return err_set(e, ENOMEM, "out of memory");
	}
	c->done = done;
	c->arg = arg;
	rc = ask_keeper(c, secret_fd, e);
	if (rc != 0)
		change_free(c);
	return rc;
}

static void
keep(struct push_change *c, struct rd sealed)
{
	struct push_account	*a = c->fresh;
	struct batch		*b = store_batch_new();

	memcpy(a->sealed, sealed.base, sealed.len);
	a->row.password.len = sealed.len;
	a->row.changed = wall_now();
	store_push_account_put(b, &a->row);
	submit(c, b);
}

bool
push_book_sealed(struct director *d, uint64_t id,
    const struct msg_secret_sealed *m)
{
	struct push_change	*c;
	struct err		 e;

	TAILQ_FOREACH(c, &d->push_book->sealing, link)
		if (c->task == id)
			break;
	if (c == NULL || c->fresh->row.id != m->account)
		return false;
	TAILQ_REMOVE(&d->push_book->sealing, c, link);
	if (m->why[0] == '\0' && m->password.len > 0 &&
	    m->password.len <= PUSH_SEALED_MAX) {
		keep(c, m->password);
		return true;
	}
	(void)err_set(&e, EINVAL, "account \"%s\": %s", VIS(c->name),
	    m->why);
	end(c, &e);
	return true;
}

void
push_book_keeper_lost(struct director *d)
{
	struct push_change	*c;
	struct err		 e;

	while ((c = TAILQ_FIRST(&d->push_book->sealing)) != NULL) {
		TAILQ_REMOVE(&d->push_book->sealing, c, link);
		(void)err_set(&e, EAGAIN, "account \"%s\": the keeper ended "
		    "before the secret was sealed; nothing was changed, try "
		    "again", VIS(c->name));
		end(c, &e);
	}
}
