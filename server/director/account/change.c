/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change - what operators do to accounts: judged, sealed where a secret is in
 * it, committed with its audit record, then told to keeper and clerk.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/names.h"
#include "server/director/account/book.h"
#include "server/director/account/lists.h"
#include "server/director/account/rotation.h"
#include "server/director/account/tries.h"
#include "server/director/cap/publisher.h"
#include "server/director/ccm/lease.h"
#include "server/director/ccm/push_book.h"
#include "server/director/domain/domain.h"
#include "server/director/domain/policy.h"
#include "server/director/domain/sam.h"

static void
change_free(struct change *c)
{
	free(c->as.verifier);
	free(c->as.password);
	if (c->counted)
		c->d->accounts->adding--;
	if (c->is_new)
		book_entry_free(c->entry);
	else if (c->as.state != 0)
		c->entry->leaving = false;
	free(c);
}

static void
change_end(struct change *c, const struct err *failed)
{
	accounts_done	*done = c->done;
	void		*arg = c->arg;

	change_free(c);
	done(arg, failed);
}

static struct change *
change_new(struct director *d, const struct account_wish *w,
    accounts_done *done, void *arg)
{
	struct change	*c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->d = d;
	c->done = done;
	c->arg = arg;
	c->as.secret = w->secret;
	c->audit = *w->audit;
	text_copy(c->who, sizeof(c->who), w->audit->who);
	text_copy(c->verb, sizeof(c->verb), w->audit->verb);
	text_copy(c->object, sizeof(c->object), w->name);
	text_copy(c->detail, sizeof(c->detail), w->audit->detail == NULL ?
	    "" : w->audit->detail);
	c->audit.who = c->who;
	c->audit.verb = c->verb;
	c->audit.object = c->object;
	c->audit.detail = c->detail;
	c->audit.outcome = AUDIT_DONE;
	return c;
}

/* --- may it be? --- */

/* Client accounts of a cohort, and those whose adding is under way. */
static size_t
count_clients(struct accounts *book, unsigned cohort)
{
	struct account_entry	*e;
	size_t			 n = book->adding;

	RB_FOREACH(e, entries_by_id, &book->ids)
		if (e->kind == ACCOUNT_CLIENT && e->cohort == cohort &&
		    e->state != ACCOUNT_DELETED)
			n++;
	return n;
}

/* Those that will still be enabled when all is committed. */
static size_t
count_enabled_clients(struct accounts *book)
{
	struct account_entry	*e;
	size_t			 n = 0;

	RB_FOREACH(e, entries_by_id, &book->ids)
		if (e->kind == ACCOUNT_CLIENT && !e->leaving &&
		    e->state == ACCOUNT_ENABLED)
			n++;
	return n;
}

static int
find(struct director *d, const struct account_wish *w,
    struct account_entry **out, struct err *e)
{
	*out = book_find(d->accounts, w->name);
	if (*out == NULL)
		return err_set(e, ENOENT, "there is no account \"%s\"",
		    VIS(w->name));
	if ((*out)->state == ACCOUNT_DELETED)
		return err_set(e, EPERM, "account \"%s\" was deleted: its "
		    "name is never used again", VIS(w->name));
	return 0;
}

static int
check_name(const struct director *d, const char *name, struct err *e)
{
	char		 full[512];
	const char	*expected;

	(void)snprintf(full, sizeof(full), "%s\\%s", d->env->config.domain,
	    name);
	expected = name_account(full);
	if (expected == NULL && (expected = name_distinct(name)) != NULL)
		return err_set(e, EINVAL, "\"%s\" cannot be the name of an "
		    "account; expected is %s", VIS(name), expected);
	if (expected != NULL)
		return err_set(e, EINVAL, "\"%s\" cannot be the name of an "
		    "account; expected is the part behind the backslash of "
		    "%s", VIS(name), expected);
	return 0;
}

bool
accounts_is_namesake(const struct director *d, const char *name)
{
	const struct config	*c = &d->env->config;
	char			 host[128] = "";

	/* An empty server_name is the host's: see server/worker/worker.c. */
	(void)gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ".")] = '\0';
	return text_casecmp(name, c->site) == 0 ||
	    text_casecmp(name, c->domain) == 0 ||
	    text_casecmp(name, c->server_name[0] != '\0' ? c->server_name :
	    host) == 0;
}

static int
check_namesake(const struct director *d, const char *name, struct err *e)
{
	return !accounts_is_namesake(d, name) ? 0 : err_set(e, EINVAL,
	    "\"%s\" is the name of the site, server or domain; an account "
	    "needs its own", VIS(name));
}

/* Which accounts were made, disabled or deleted since is not known here. */
static int
guard_safe(const struct director *d, enum account_kind kind, struct err *e)
{
	const char	*why = rotation_safe_mode(d);

	return why == NULL || kind != ACCOUNT_CLIENT ? 0 :
	    err_set(e, EBUSY, SAFE_MODE_REFUSAL, why);
}

int
accounts_may_add(struct director *d, const struct account_wish *w,
    struct err *e)
{
	const struct policy_row	 policy = policy_in_force(d);
	struct account_entry	*old = book_find(d->accounts, w->name);
	int			 rc;

	rc = guard_safe(d, w->kind, e);
	if (rc == 0 && w->kind != ACCOUNT_DOMAIN)
		rc = check_name(d, w->name, e);
	if (rc == 0)
		rc = check_namesake(d, w->name, e);
	if (rc != 0)
		return rc;
	if (old != NULL && (old->kind != ACCOUNT_DOMAIN ||
	    old->state != ACCOUNT_DELETED))
		return err_set(e, EEXIST, old->state == ACCOUNT_DELETED ?
		    "account \"%s\" was deleted: its name is never used "
		    "again, take another" : "account \"%s\" exists",
		    VIS(w->name));
	if (w->kind == ACCOUNT_CLIENT && count_clients(d->accounts,
	    w->cohort) >= ACCOUNTS_CLIENT_MAX)
		return err_set(e, ENOSPC, "there are %d client connection "
		    "accounts already, more hang clients (Q280518): delete "
		    "one first", ACCOUNTS_CLIENT_MAX);
	if (director_keeper(d) == NULL)
		return err_set(e, EAGAIN, "the keeper is not there: try "
		    "again");
	return policy_judge_made(&policy, e);
}

/* Clients that know only this account would be orphans (Q260824). */
static int
guard_last(struct director *d, const struct account_entry *a, bool force,
    struct err *e)
{
	if (a->kind != ACCOUNT_CLIENT || a->state != ACCOUNT_ENABLED ||
	    force || count_enabled_clients(d->accounts) > 1)
		return 0;
	return err_set(e, EBUSY, "\"%s\" is the last enabled client "
	    "connection account: no client could reach the site any more. "
	    "Add another and let clients fetch it first, or say --force",
	    VIS(a->name));
}

/* The rotation alone knows when nobody needs it any more. */
static int
guard_rotation(struct director *d, const struct account_entry *a,
    struct err *e)
{
	const struct generation	*g = rotation_generation(d, a);

	if (g == NULL)
		return 0;
	return err_set(e, EBUSY, "\"%s\" is generation %u of the rotation, "
	    "%s%s", VIS(a->name), g->number, pool_state_name(g->state),
	    g->leaked ? ", its password known to others: sitectl rotation "
	    "emergency says when it goes, and it does not come back" :
	    ": it goes when nobody needs it any more. See sitectl rotation "
	    "status; sitectl account undo takes its last step back");
}

int
accounts_may_passwd(struct director *d, const struct account_wish *w,
    struct err *e)
{
	const struct policy_row	 policy = policy_in_force(d);
	struct account_entry	*a;
	int			 rc = find(d, w, &a, e);

	if (rc == 0)
		rc = guard_safe(d, a->kind, e);
	if (rc == 0)
		rc = guard_rotation(d, a, e);
	if (rc == 0 && !w->force && a->kind != ACCOUNT_DOMAIN)
		rc = err_set(e, EBUSY, "changing the password of \"%s\" in "
		    "place locks out every client that still holds the old "
		    "one (Q227033, Q236052). Add a new account and retire "
		    "this one instead, or say --force", VIS(w->name));
	if (rc == 0)
		rc = policy_judge_made(&policy, e);
	return rc != 0 ? rc : policy_judge_change(d, a->password_at, e);
}

int
accounts_may_unlock(struct director *d, const struct account_wish *w,
    struct err *e)
{
	struct account_entry	*a;
	int			 rc = find(d, w, &a, e);

	if (rc == 0 && !a->is_locked && !tries_lock_anywhere(d, a))
		rc = err_set(e, EALREADY, "account \"%s\" is not locked",
		    VIS(w->name));
	return rc;
}

int
accounts_may_set_state(struct director *d, const struct account_wish *w,
    enum account_state state, struct err *e)
{
	struct account_entry	*a;
	int			 rc = find(d, w, &a, e);

	if (rc != 0)
		return rc;
	if (a->state == state)
		return err_set(e, EALREADY, "account \"%s\" is %s already",
		    VIS(w->name), state == ACCOUNT_ENABLED ? "enabled" :
		    "disabled");
	/* What it is a member of goes with it, and that is known there. */
	if (a->kind == ACCOUNT_DOMAIN && state == ACCOUNT_DELETED)
		return err_set(e, EPERM, "\"%s\" is a user of the domain that "
		    "was made over samr: delete it there, as with net rpc "
		    "user delete", VIS(w->name));
	rc = state == ACCOUNT_ENABLED ? 0 : guard_safe(d, a->kind, e);
	if (rc == 0)
		rc = guard_rotation(d, a, e);
	return rc != 0 || state == ACCOUNT_ENABLED ? rc :
	    guard_last(d, a, w->force, e);
}

/* --- after the commit --- */

static void
apply_secret(struct director *d, struct account_entry *a,
    struct book_effect *as)
{
	const struct policy_row	 policy = policy_in_force(d);

	if (as->verifier == NULL)
		return;
	a->password_at = wall_now();
	if (policy.history > 2 && !book_add_old(a, a->previous,
	    a->previous_len, (size_t)policy.history - 2))
		log_error("account \"%s\": a password that it had is "
		    "forgotten until the next start: out of memory",
		    VIS(a->name));
	free(a->previous);
	a->previous = a->verifier;
	a->previous_len = a->verifier_len;
	a->verifier = as->verifier;
	a->verifier_len = as->verifier_len;
	a->secret = as->secret;
	as->verifier = NULL;
	free(a->password);
	a->password = as->password;
	a->password_len = as->password_len;
	as->password = NULL;
}

void
book_apply(struct director *d, struct account_entry *a,
    struct book_effect *as)
{
	bool	 unlock = as->unlock || as->verifier != NULL;

	apply_secret(d, a, as);
	if (unlock) {
		a->is_locked = false;
		tries_unlocked(a);
	}
	if (as->state != 0)
		a->state = as->state;
	d->accounts->changes++;
	a->changed = wall_now();
	if (as->state == ACCOUNT_DELETED)
		a->deleted = rotation_clock(d);
	if (as->state == ACCOUNT_DELETED && a->kind == ACCOUNT_DOMAIN) {
		book_forget_secrets(a);
		d->accounts->users--;
	}
	/* Before anybody can be let in by the keeper: his session counts. */
	if (as->state == ACCOUNT_ENABLED)
		accounts_tell_clerk_of(d, MSG_ACCOUNT_BACK, a->id);
	telling_change(d, a);
	if (as->state != 0 && as->state != ACCOUNT_ENABLED)
		accounts_tell_clerk_of(d, MSG_ACCOUNT_END, a->id);
	if (as->state == ACCOUNT_DISABLED && a->leaked)
		accounts_tell_clerk_of(d, MSG_ACCOUNT_END, -a->id);
}

static void
take_effect(void *arg)
{
	struct change		*c = arg;
	struct account_entry	*a = c->entry;
	struct director		*d = c->d;

	if (c->is_new) {
		book_insert(d->accounts, a);
		c->is_new = false;
	}
	book_apply(d, a, &c->as);
	if (a->kind == ACCOUNT_CLIENT) {
		publisher_wanted(d, "accounts changed");
		lists_wanted(d, "accounts changed");
	}
	if (c->verb[0] != '\0')
		log_info("account \"%s\": %s by %s", VIS(a->name), c->verb,
		    c->who);
	change_end(c, NULL);
}

/* What replicas show later is known before the keeper hears of it. */
static void
committed(void *arg, const struct err *failed)
{
	struct change	*c = arg;

	if (failed != NULL) {
		change_end(c, failed);
		return;
	}
	if (c->is_new)
		c->entry->rid = *c->rid;	/* the batch goes now */
	domain_sync(c->d, take_effect, c);
}

static void
submit(struct change *c, struct batch *b)
{
	struct err	 e;
	int		 rc;

	if (c->audit.verb[0] != '\0')
		(void)store_audit(b, &c->audit);
	rc = store_submit(c->d->store, &b, committed, c);
	if (rc != 0) {
		(void)err_set(&e, -rc, "account \"%s\": not stored: %s",
		    c->object, strerror(-rc));
		change_end(c, &e);
	}
}

static void
submit_new(struct change *c)
{
	struct account_entry	*a = c->entry;
	struct batch		*b = store_batch_new();
	struct account_row	 row = {
		.id = a->id,
		.guid = guid_random(),
		.name = a->name,
		.kind = a->kind,
		.secret = c->as.secret,
		.state = ACCOUNT_ENABLED,
		.generation = a->generation,
		.cohort = a->cohort,
		.verifier = { c->as.verifier, c->as.verifier_len },
		.password = { c->as.password, c->as.password_len },
		.created = wall_now(),
		.changed = wall_now(),
		.comment = a->comment,
	};

	a->created = row.created;
	a->state = ACCOUNT_ENABLED;
	c->rid = store_account_add(b, &row);
	submit(c, b);
}

static void
submit_passwd(struct change *c)
{
	struct batch			*b = store_batch_new();
	struct account_new_secret	 s = {
		.secret = c->as.secret,
		.verifier = { c->as.verifier, c->as.verifier_len },
		.password = { c->as.password, c->as.password_len },
	};

	store_account_passwd(b, c->entry->id, &s, wall_now());
	if (c->entry->is_locked)
		store_account_lock(b, c->entry->id, NULL);
	submit(c, b);
}

/* --- secrets --- */

/* By its account too: a task of the director before us may end only now. */
static struct change *
find_sealing(struct accounts *book, uint64_t id, int64_t account)
{
	struct change	*c;

	TAILQ_FOREACH(c, &book->sealing, link)
		if (c->id == id && c->entry->id == account)
			return c;
	return NULL;
}

void
accounts_sealed(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct msg_secret_sealed s;
	struct change		*c;
	struct err		 e;

	msg_get_secret_sealed(&m->body, &s);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	c = find_sealing(d->accounts, m->id, s.account);
	if (c == NULL) {
		if (!sam_sealed(d, m->id, &s) &&
		    !lease_sealed(d, m->id, &s) &&
		    !push_book_sealed(d, m->id, &s))
			rotation_sealed(d, m->id, &s);
		return;
	}
	TAILQ_REMOVE(&d->accounts->sealing, c, link);
	if (s.why[0] != '\0') {
		(void)err_set(&e, EINVAL, "account \"%s\": %s", c->object,
		    s.why);
		change_end(c, &e);
		return;
	}
	if (!book_set_blob(&c->as.verifier, &c->as.verifier_len,
	    s.verifier.base, s.verifier.len) ||
	    !book_set_blob(&c->as.password, &c->as.password_len,
	    s.password.base, s.password.len)) {
		(void)err_set(&e, ENOMEM, "account \"%s\": out of memory",
		    c->object);
		change_end(c, &e);
	} else if (c->is_new)
		submit_new(c);
	else
		submit_passwd(c);
}

void
accounts_keeper_lost(struct director *d)
{
	struct change	*c;
	struct err	 e;

	while ((c = TAILQ_FIRST(&d->accounts->sealing)) != NULL) {
		TAILQ_REMOVE(&d->accounts->sealing, c, link);
		(void)err_set(&e, EAGAIN, "account \"%s\": the keeper ended "
		    "before the secret was sealed; nothing was changed, try "
		    "again", c->object);
		change_end(c, &e);
	}
}

/* The keeper gets one end of a socket pair, sitectl the other. */
static int
ask_keeper(struct change *c, int *secret_fd, struct err *e)
{
	struct chan		*keeper = director_keeper(c->d);
	struct msg_secret	 m = {
		.task = c->as.secret == SECRET_GENERATED ? SECRET_MAKE :
		    SECRET_TAKE,
		.account = c->entry->id,
	};
	const struct policy_row	 policy = policy_in_force(c->d);
	int			 pair[2], rc;

	if (keeper == NULL)
		return err_set(e, EAGAIN, "the keeper is not there: try "
		    "again");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "cannot make a channel for the secret");
	text_copy(m.name, sizeof(m.name), c->entry->name);
	if (!c->is_new)
		book_list_old(c->entry, (size_t)policy.history, &m);
	c->id = ++c->d->accounts->next_task;
	msg_put_secret(chan_begin(keeper, MSG_SECRET_TASK, c->id), &m);
	rc = chan_end_fd(keeper, pair[0]);
	if (rc != 0) {
		(void)close(pair[1]);
		return err_set(e, -rc, "the keeper cannot be asked: %s",
		    strerror(-rc));
	}
	TAILQ_INSERT_TAIL(&c->d->accounts->sealing, c, link);
	*secret_fd = pair[1];
	return 0;
}

int
accounts_add(struct director *d, const struct account_wish *w, int *secret_fd,
    accounts_done *done, void *arg, struct err *e)
{
	struct change	*c;
	int		 rc = accounts_may_add(d, w, e);

	if (rc != 0)
		return rc;
	c = change_new(d, w, done, arg);
	if (c != NULL)
		c->entry = book_entry_new(w->name);
	if (c == NULL || c->entry == NULL) {
		free(c);
		return err_set(e, ENOMEM, "out of memory");
	}
	c->is_new = true;
	c->counted = w->kind == ACCOUNT_CLIENT;
	d->accounts->adding += c->counted;
	c->entry->id = store_new_id();
	c->entry->kind = w->kind;
	text_copy(c->entry->comment, sizeof(c->entry->comment),
	    w->comment == NULL ? "" : w->comment);
	rc = ask_keeper(c, secret_fd, e);
	if (rc != 0)
		change_free(c);
	return rc;
}

int
accounts_passwd(struct director *d, const struct account_wish *w,
    int *secret_fd, accounts_done *done, void *arg, struct err *e)
{
	struct change	*c;
	int		 rc = accounts_may_passwd(d, w, e);

	if (rc != 0)
		return rc;
	c = change_new(d, w, done, arg);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->entry = book_find(d->accounts, w->name);
	c->in_place = true;
	rc = ask_keeper(c, secret_fd, e);
	if (rc != 0)
		change_free(c);
	return rc;
}

/* --- state --- */

int
accounts_set_state(struct director *d, const struct account_wish *w,
    enum account_state state, accounts_done *done, void *arg, struct err *e)
{
	struct change	*c;
	struct batch	*b;
	int		 rc = accounts_may_set_state(d, w, state, e);

	if (rc != 0)
		return rc;
	c = change_new(d, w, done, arg);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->entry = book_find(d->accounts, w->name);
	c->as.state = state;
	c->entry->leaving = state != ACCOUNT_ENABLED;
	b = store_batch_new();
	store_account_state(b, c->entry->id, state, rotation_clock(d));
	submit(c, b);
	return 0;
}

int
accounts_unlock(struct director *d, const struct account_wish *w,
    accounts_done *done, void *arg, struct err *e)
{
	struct change	*c;
	struct batch	*b;
	int		 rc = accounts_may_unlock(d, w, e);

	if (rc != 0)
		return rc;
	c = change_new(d, w, done, arg);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->entry = book_find(d->accounts, w->name);
	c->as.unlock = true;
	b = store_batch_new();
	store_account_lock(b, c->entry->id, NULL);
	submit(c, b);
	return 0;
}

/* --- the rotation's --- */

/* Its steps have audit records of their own. */
static const struct audit_row	no_audit = {
	.who = "rotation", .verb = "", .outcome = AUDIT_DONE
};

int
accounts_add_sealed(struct director *d, const struct account_sealed *s,
    accounts_done *done, void *arg, struct err *e)
{
	struct account_wish	 w = {
		.name = s->name, .kind = s->kind,
		.secret = SECRET_GENERATED, .cohort = s->cohort,
		.audit = &no_audit,
	};
	struct change		*c;
	int			 rc = accounts_may_add(d, &w, e);

	if (rc != 0)
		return rc;
	c = change_new(d, &w, done, arg);
	if (c == NULL || (c->entry = book_entry_new(s->name)) == NULL) {
		free(c);
		return err_set(e, ENOMEM, "out of memory");
	}
	c->is_new = true;
	c->counted = s->kind == ACCOUNT_CLIENT;
	d->accounts->adding += c->counted;
	c->entry->id = s->id;
	c->entry->kind = w.kind;
	c->entry->generation = s->generation;
	c->entry->cohort = s->cohort;
	text_copy(c->entry->comment, sizeof(c->entry->comment),
	    s->comment == NULL ? "" : s->comment);
	if (!book_set_blob(&c->as.verifier, &c->as.verifier_len,
	    s->verifier.data, s->verifier.len) || !book_set_blob(&c->as.password,
	    &c->as.password_len, s->password.data, s->password.len)) {
		change_free(c);
		return err_set(e, ENOMEM, "out of memory");
	}
	submit_new(c);
	return 0;
}

int
accounts_move(struct director *d, int64_t id, enum account_state state,
    accounts_done *done, void *arg, struct err *e)
{
	struct account_entry	*a = book_get(d->accounts, id);
	struct account_wish	 w = { .audit = &no_audit };
	struct change		*c;
	struct batch		*b;

	if (a == NULL)
		return err_set(e, ENOENT, "there is no such account");
	w.name = a->name;
	c = change_new(d, &w, done, arg);
	if (c == NULL)
		return err_set(e, ENOMEM, "out of memory");
	c->entry = a;
	c->as.state = state;
	a->leaving = state != ACCOUNT_ENABLED;
	b = store_batch_new();
	store_account_state(b, id, state, rotation_clock(d));
	submit(c, b);
	return 0;
}
