/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_domain - the directory is brought to what the state of a lease means.
 * What it shows is looked at before anything is asked of it, so that the same
 * code begins a change and finds one again after a crash (A7).  Only the
 * account of the lease's own number is ever touched (T21).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/book.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/domain/directory.h"

#define PATIENCE_MIN_MS	250
#define PATIENCE_MAX_MS	60000	/* replicas show a change at any time */

void
lease_want(struct leases *ls, struct lease *l)
{
	l->wants = true;
	l->again = mono_now();
	lease_arm(ls, l);
}

static void
hold_off(struct leases *ls, struct lease *l)
{
	l->patience_ms = l->patience_ms == 0 ? PATIENCE_MIN_MS :
	    l->patience_ms * 2;
	if (l->patience_ms > PATIENCE_MAX_MS)
		l->patience_ms = PATIENCE_MAX_MS;
	l->wants = true;
	l->again = mono_after(mono_now(), l->patience_ms);
	lease_arm(ls, l);
}

static void
trouble(struct leases *ls, struct lease *l, const char *why)
{
	static struct log_limit	 limit = { .burst = 20 };

	log_limited(&limit, LVL_WARN, "lease \"%s\": account \"%s\", %s: %s; "
	    "it is tried again", VIS(l->target), VIS(l->name),
	    lease_state_name(l->life.state), why);
	hold_off(ls, l);
}

/* --- one question at a time --- */

void
lease_ask(struct lease *l)
{
	l->asking = true;
	l->asked = l->turn;
}

bool
lease_answered(struct leases *ls, struct lease *l)
{
	l->asking = false;
	if (l->asked == l->turn && !l->storing)
		return true;
	lease_want(ls, l);	/* it has another state meanwhile */
	return false;
}

/* By its policy the directory never takes it; or it takes it later. */
void
lease_not_done(struct leases *ls, struct lease *l, const struct err *e)
{
	struct lease_cause	 c = { .event = LEASE_REFUSED,
				    .why = e->text };
	bool			 is_final = e->code == EEXIST ||
				    e->code == EINVAL ||
				    e->code == EKEYREJECTED;

	if (is_final && l->life.state == LEASE_CREATED)
		log_error("lease \"%s\": account \"%s\" cannot be made: %s",
		    VIS(l->target), VIS(l->name), e->text);
	if (!is_final || lease_apply(ls, l, &c) != 0)
		trouble(ls, l, e->text);
}

static void
changed(void *arg, const struct err *failed)
{
	struct lease	*l = arg;
	struct leases	*ls = l->owner;

	if (!lease_answered(ls, l))
		return;
	if (failed != NULL)
		lease_not_done(ls, l, failed);
	else
		lease_want(ls, l);
}

static void
move(struct leases *ls, struct lease *l, enum account_state to)
{
	struct err	 e;

	lease_ask(l);
	if (accounts_move(ls->d, l->account, to, changed, l, &e) == 0)
		return;
	l->asking = false;
	trouble(ls, l, e.text);
}

/* --- a new account --- */

static void
secret_stored(void *arg, const struct err *failed)
{
	changed(arg, failed);
}

/* Made and sealed; nobody is shown it. */
static int
ask_secret(struct leases *ls, struct lease *l, struct err *e)
{
	struct chan		*keeper = director_keeper(ls->d);
	struct lease_secret	*s = NULL;
	struct msg_secret	 m = { .task = SECRET_KEEP,
				    .account = l->account };
	int			 pair[2], rc;

	if (keeper == NULL)
		return err_set(e, EAGAIN, "the keeper is not there");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "cannot make a channel for the secret");
	(void)close(pair[1]);
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		(void)close(pair[0]);
		return err_set(e, ENOMEM, "out of memory");
	}
	s->id = l->id;
	s->task = ++ls->d->accounts->next_task;
	text_copy(m.name, sizeof(m.name), l->name);
	msg_put_secret(chan_begin(keeper, MSG_SECRET_TASK, s->task), &m);
	rc = chan_end_fd(keeper, pair[0]);
	if (rc != 0) {
		free(s);
		return err_set(e, -rc, "the keeper cannot be asked: %s",
		    strerror(-rc));
	}
	TAILQ_INSERT_TAIL(&ls->secrets, s, link);
	return 0;
}

static bool
take_secret(struct lease *l, const struct msg_secret_sealed *m)
{
	lease_forget_secret(l);
	if (m->verifier.len == 0 || m->verifier.len > UINT16_MAX ||
	    m->password.len > UINT16_MAX)
		return false;
	l->verifier = malloc(m->verifier.len);
	l->password = malloc(m->password.len + 1);
	if (l->verifier == NULL || l->password == NULL) {
		lease_forget_secret(l);
		return false;
	}
	memcpy(l->verifier, m->verifier.base, m->verifier.len);
	if (m->password.len > 0)
		memcpy(l->password, m->password.base, m->password.len);
	l->verifier_len = (uint16_t)m->verifier.len;
	l->password_len = (uint16_t)m->password.len;
	return true;
}

static void
keep_secret(struct leases *ls, struct lease *l)
{
	struct batch	*b = store_batch_new();

	store_lease_secret(b, l->id, (struct store_blob){ l->verifier,
	    l->verifier_len }, (struct store_blob){ l->password,
	    l->password_len });
	lease_ask(l);
	if (store_submit(ls->d->store, &b, secret_stored, l) == 0)
		return;
	l->asking = false;
	trouble(ls, l, "out of memory");
}

bool
lease_sealed(struct director *d, uint64_t id,
    const struct msg_secret_sealed *m)
{
	struct leases		*ls = d->leases;
	struct lease_secret	*s;
	struct lease		*l;

	TAILQ_FOREACH(s, &ls->secrets, link)
		if (s->task == id)
			break;
	if (s == NULL)
		return false;
	TAILQ_REMOVE(&ls->secrets, s, link);
	l = lease_set_get(&ls->set, s->id);
	free(s);
	if (l == NULL || !lease_answered(ls, l))
		return true;
	if (m->why[0] != '\0' || !take_secret(l, m))
		trouble(ls, l, m->why[0] != '\0' ? m->why : "out of memory");
	else
		keep_secret(ls, l);
	return true;
}

void
lease_keeper_lost(struct director *d)
{
	struct leases		*ls = d->leases;
	struct lease_secret	*s;
	struct lease		*l;

	while ((s = TAILQ_FIRST(&ls->secrets)) != NULL) {
		TAILQ_REMOVE(&ls->secrets, s, link);
		l = lease_set_get(&ls->set, s->id);
		if (l != NULL) {
			l->asking = false;
			hold_off(ls, l);
		}
		free(s);
	}
}

static void
create(struct leases *ls, struct lease *l)
{
	char			 mark[LEASE_MARKER_SIZE];
	struct account_sealed	 a = {
		.id = l->account, .name = l->name, .kind = ACCOUNT_DOMAIN,
		.comment = mark,
		.verifier = { l->verifier, l->verifier_len },
		.password = { l->password, l->password_len },
	};
	struct err		 e;

	lease_marker(ls, l->id, mark);
	lease_ask(l);
	if (accounts_add_sealed(ls->d, &a, changed, l, &e) == 0)
		return;
	l->asking = false;
	lease_not_done(ls, l, &e);
}

static void
make_account(struct leases *ls, struct lease *l,
    const struct account_entry *a)
{
	struct err	 e;

	if (a != NULL && a->state == ACCOUNT_DELETED)
		lease_not_done(ls, l, (err_set(&e, EEXIST, "somebody else "
		    "deleted it"), &e));
	else if (a != NULL && a->state == ACCOUNT_DISABLED)
		move(ls, l, ACCOUNT_ENABLED);
	else if (a != NULL)
		lease_furnish(ls, l);
	else if (l->verifier != NULL)
		create(ls, l);
	else {
		lease_ask(l);
		if (ask_secret(ls, l, &e) == 0)
			return;
		l->asking = false;
		trouble(ls, l, e.text);
	}
}

static void
keep_account(struct leases *ls, struct lease *l,
    const struct account_entry *a)
{
	if (a == NULL || a->state == ACCOUNT_DELETED)
		lease_happens(ls, l, LEASE_ABSENT);
	else if (a->state != ACCOUNT_ENABLED)
		move(ls, l, ACCOUNT_ENABLED);
	else if (l->wants_expiry)
		lease_date(ls, l);
	else
		lease_tell_begun(ls, l->id, NULL);
}

/* --- the barrier: every server shows it as the state wants it --- */

static void	ask_server(struct leases *, struct lease *, size_t);

static bool
shows(const struct lease *l, const struct dir_reply *r)
{
	bool	 is_absent = r->error == DIR_USER_NOT_FOUND ||
		    (r->error == 0 && r->state == ACCOUNT_DELETED);

	if (l->life.state == LEASE_DELETING || l->server_absent)
		return is_absent;
	return r->error == 0 && r->state == ACCOUNT_DISABLED;
}

static void
server_answered(void *arg, const struct dir_reply *r)
{
	struct lease	*l = arg;
	struct leases	*ls = l->owner;

	if (!lease_answered(ls, l))
		return;
	if (shows(l, r))
		ask_server(ls, l, r->server + 1);
	else
		hold_off(ls, l);
}

/* One that operators say is lost is passed over. */
static size_t
next_server(const struct director *d, size_t server)
{
	struct dir_server	 s;

	for (; server < directory_servers(d); server++) {
		directory_server(d, server, &s);
		if (s.waived.us == 0)
			break;
	}
	return server;
}

/* One after the other: the first that is late ends the round. */
static void
ask_server(struct leases *ls, struct lease *l, size_t server)
{
	struct dir_request	 q = { .op = (uint64_t)l->id,
				    .account = l->account };

	q.server = server = next_server(ls->d, server);
	if (server >= directory_servers(ls->d)) {
		lease_happens(ls, l, l->life.state == LEASE_DELETING ||
		    l->server_absent ? LEASE_ABSENT : LEASE_SHUT);
		return;
	}
	lease_ask(l);
	if (directory_ask(ls->d, &q, server_answered, l) == 0)
		return;
	l->asking = false;
	trouble(ls, l, "the directory cannot be asked");
}

static void
shut_account(struct leases *ls, struct lease *l,
    const struct account_entry *a)
{
	l->server_absent = a == NULL || a->state == ACCOUNT_DELETED;
	if (!l->server_absent && a->state == ACCOUNT_ENABLED)
		move(ls, l, ACCOUNT_DISABLED);
	else
		ask_server(ls, l, 0);
}

static void
erase_account(struct leases *ls, struct lease *l,
    const struct account_entry *a)
{
	if (a != NULL && a->state != ACCOUNT_DELETED)
		lease_erase(ls, l);
	else
		ask_server(ls, l, 0);
}

static void	(*const pursuits[])(struct leases *, struct lease *,
		    const struct account_entry *) = {
	[LEASE_CREATED] = make_account,
	[LEASE_ACTIVE] = keep_account,
	[LEASE_ENDING] = shut_account,
	[LEASE_DISABLED] = shut_account,
	[LEASE_DELETING] = erase_account,
};

void
lease_pursue(struct leases *ls, struct lease *l)
{
	pursuits[l->life.state](ls, l, accounts_by_id(ls->d->accounts,
	    l->account));
}
