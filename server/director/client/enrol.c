/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/client/enrol.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cohort.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/sms/published.h"
#include "server/director/account/lists.h"
#include "server/director/account/rotation.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/rollout.h"
#include "server/director/client/enrolled.h"
#include "server/director/director.h"

#define HOUR_US		(3600LL * 1000000)
#define PUBLIC_MAX	16384
#define SCRATCH_MAX	((size_t)256 << 10)

/* An enrolment between the operator's word and the disk, or a farewell. */
struct enrol_task {
	TAILQ_ENTRY(enrol_task)	 link;		/* while the keeper is asked */
	struct director		*d;
	uint64_t		 id;
	struct enrol_token	 token;
	struct guid		 forget;
	struct audit_row	 audit;
	char			 who[64], verb[64], object[256];
	enrol_done		*done;
	void			*arg;
};

static struct enrol_task *
task_new(struct director *d, const struct audit_row *audit, enrol_done *done,
    void *arg)
{
	struct enrol_task	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->d = d;
	t->done = done;
	t->arg = arg;
	t->audit = *audit;
	text_copy(t->who, sizeof(t->who), audit->who);
	text_copy(t->verb, sizeof(t->verb), audit->verb);
	text_copy(t->object, sizeof(t->object), audit->object);
	t->audit.who = t->who;
	t->audit.verb = t->verb;
	t->audit.object = t->object;
	t->audit.detail = "";
	t->audit.outcome = AUDIT_DONE;
	return t;
}

static void
task_end(struct enrol_task *t, const struct err *failed)
{
	struct enrol_task	 copy = *t;

	free(t);
	copy.done(copy.arg, failed, &copy.token);
}

/* --- a bundle --- */

int
enrol_may(struct director *d, char name[static NETBIOS_NAME_SIZE],
    const char *given, struct err *e)
{
	struct text_list	 caps;
	struct arena		 a;
	bool			 ok;

	text_copy(name, NETBIOS_NAME_SIZE, given);
	name_upper(name);
	if (strlen(given) > NETBIOS_NAME_MAX || name_computer(name) != NULL)
		return err_set(e, EINVAL, "\"%s\" cannot be the name of a "
		    "client; expected is %s", VIS(given),
		    name_computer(given));
	if (director_keeper(d) == NULL || lists_serial(d) == 0)
		return err_set(e, EAGAIN, "the keeper has not made the "
		    "account list yet: try again in a few seconds");
	if (publisher_site(d) == NULL)
		return err_set(e, ENOENT, "there is no site control file yet, "
		    "hence no CAP to enrol at: import one first, with: "
		    "sitectl site import FILE");
	arena_init(&a, SCRATCH_MAX);
	ok = publication_caps(&a, publisher_site(d), &caps) && caps.n > 0;
	arena_free(&a);
	return ok ? 0 : err_set(e, ENOENT, "the site control file names no "
	    "CAP that a client could enrol at");
}

static bool
put_public(const struct enrol_task *t, struct buf *b)
{
	const struct site	*site = publisher_site(t->d);
	struct enrol_public	 p = { .expires = t->token.expires,
				    .has_client = token_is_bound(&t->token),
				    .client = t->token.client };
	struct arena		 a;
	char			 logon[128];
	bool			 ok;

	arena_init(&a, SCRATCH_MAX);
	memcpy(p.id, t->token.id, sizeof(p.id));
	memcpy(p.site, t->d->site.code, sizeof(p.site));
	memcpy(p.name, t->token.name, sizeof(p.name));
	(void)snprintf(logon, sizeof(logon), "\\\\%s\\SMSLOGON",
	    site->server);
	p.logon_point = logon;
	ok = publication_caps(&a, site, &p.caps);
	enrol_put_public(b, &p);
	arena_free(&a);
	return ok && buf_ok(b);
}

/* Whose accounts the client finds in its bundle. */
static unsigned
cohort_for(const struct enrol_task *t)
{
	const struct enrolled	*known = enrolled_find(t->d,
				    &t->token.client);
	unsigned		 c = known != NULL ? known->cohort :
				    cohort_of(0, (unsigned)
				    t->d->env->config.cohorts,
				    &t->d->site.server, t->token.name);

	return rotation_is_ready(t->d, c) ? c : 0;
}

static void
put_question(struct enrol_task *t, struct chan *keeper, const struct buf *public)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	struct msg_enrol	 m = {
		.bundle = buf_reader(public),
		.list = { .serial = lists_serial(t->d) },
	};
	size_t			 i, left_out;
	struct wr		*w = chan_begin(keeper, MSG_ENROL, t->id);

	memcpy(m.list.site, t->d->site.code, sizeof(m.list.site));
	m.list.n = (uint16_t)lists_accounts_of(t->d, cohort_for(t), rows,
	    &left_out);
	msg_put_enrol(w, &m);
	for (i = 0; i < m.list.n; i++)
		msg_put_list_account(w, &rows[i]);
}

static int
ask_keeper(struct enrol_task *t, int *fd, struct err *e)
{
	struct chan	*keeper = director_keeper(t->d);
	struct buf	 public;
	int		 pair[2], rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "cannot make a channel for the bundle");
	buf_init(&public, PUBLIC_MAX);
	t->id = ++t->d->last_enrolment;
	if (!put_public(t, &public)) {
		(void)close(pair[0]);
		rc = -E2BIG;
	} else {
		put_question(t, keeper, &public);
		rc = chan_end_fd(keeper, pair[0]);
	}
	buf_free(&public);
	if (rc != 0) {
		(void)close(pair[1]);
		return err_set(e, -rc, "the keeper cannot be asked: %s",
		    strerror(-rc));
	}
	TAILQ_INSERT_TAIL(&t->d->enrolling, t, link);
	*fd = pair[1];
	return 0;
}

int
enrol_begin(struct director *d, const struct enrol_wish *w, int *fd,
    enrol_done *done, void *arg, struct err *e)
{
	char		 name[NETBIOS_NAME_SIZE];
	struct enrol_task	*t;
	int		 rc = enrol_may(d, name, w->name, e);

	if (rc != 0)
		return rc;
	t = task_new(d, w->audit, done, arg);
	if (t == NULL)
		return err_set(e, ENOMEM, "out of memory");
	secret_random(t->token.id, sizeof(t->token.id));
	memcpy(t->token.name, name, sizeof(t->token.name));
	if (w->client != NULL)
		t->token.client = *w->client;
	t->token.expires.us = wall_now().us + ENROL_HOURS * HOUR_US;
	rc = ask_keeper(t, fd, e);
	if (rc != 0)
		free(t);
	return rc;
}

static void
token_stored(void *arg, const struct err *failed)
{
	struct enrol_task	*t = arg;

	if (failed == NULL) {
		token_added(t->d, &t->token);
		log_info("client \"%s\": may %s, by %s",
		    VIS(t->token.name), token_is_bound(&t->token) ?
		    "come back" : "enrol", t->who);
	}
	task_end(t, failed);
}

static void
store_token(struct enrol_task *t)
{
	struct token_row	 row = {
		.name = t->token.name,
		.client = t->token.client,
		.created = wall_now(),
		.expires = t->token.expires,
	};
	struct batch		*b = store_batch_new();
	struct err		 e;

	memcpy(row.id, t->token.id, sizeof(row.id));
	memcpy(row.public_key, t->token.public_key, sizeof(row.public_key));
	store_token_add(b, &row);
	(void)store_audit(b, &t->audit);
	if (store_submit(t->d->store, &b, token_stored, t) == 0)
		return;
	(void)err_set(&e, ENOMEM, "the token is not stored: out of memory");
	task_end(t, &e);
}

void
enrol_answered(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct msg_enrolled	 a;
	struct enrol_task		*t;
	struct err		 e;

	msg_get_enrolled(&m->body, &a);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	TAILQ_FOREACH(t, &d->enrolling, link)
		if (t->id == m->id)
			break;
	if (t == NULL)
		return;
	TAILQ_REMOVE(&d->enrolling, t, link);
	if (a.why[0] != '\0') {
		(void)err_set(&e, EIO, "%s", a.why);
		task_end(t, &e);
		return;
	}
	memcpy(t->token.public_key, a.public_key, sizeof(a.public_key));
	store_token(t);
}

void
enrol_keeper_lost(struct director *d)
{
	struct enrol_task	*t;
	struct err	 e;

	while ((t = TAILQ_FIRST(&d->enrolling)) != NULL) {
		TAILQ_REMOVE(&d->enrolling, t, link);
		(void)err_set(&e, EAGAIN, "the keeper ended before the bundle "
		    "was made: try again");
		task_end(t, &e);
	}
}

/* --- farewell --- */

const struct enrolled *
enrol_find(const struct director *d, const char *client, struct err *e)
{
	const struct enrolled	*x = NULL, *found = NULL;
	struct guid		 guid;
	size_t			 n = 0;

	if (guid_parse(client, &guid) || sms_id_parse(client, &guid))
		found = enrolled_find(d, &guid);
	else
		while ((x = enrolled_next(d, x == NULL ? NULL : &x->guid)) !=
		    NULL)
			if (text_casecmp(x->name, client) == 0) {
				found = x;
				n++;
			}
	if (n > 1)
		(void)err_set(e, EEXIST, "%zu enrolled clients are called "
		    "\"%s\": name one by its id", n, VIS(client));
	else if (found == NULL)
		(void)err_set(e, ENOENT, "no client \"%s\" is enrolled",
		    VIS(client));
	return n > 1 ? NULL : found;
}

static void
forgotten(void *arg, const struct err *failed)
{
	struct enrol_task	*t = arg;

	if (failed == NULL) {
		enrolled_forgotten(t->d, &t->forget);
		rollouts_forget(t->d, &t->forget);
		log_info("client \"%s\": its keys are forgotten, by %s",
		    VIS(t->object), t->who);
		lists_wanted(t->d, "a client was forgotten");
	}
	task_end(t, failed);
}

int
enrol_forget(struct director *d, const struct enrolled *x,
    const struct audit_row *audit, enrol_done *done, void *arg,
    struct err *e)
{
	struct enrol_task	*t = task_new(d, audit, done, arg);
	struct batch	*b;

	if (t == NULL)
		return err_set(e, ENOMEM, "out of memory");
	t->forget = x->guid;
	memcpy(t->token.name, x->name, sizeof(t->token.name));
	b = store_batch_new();
	store_enrolled_forget(b, &x->guid);
	(void)store_audit(b, &t->audit);
	if (store_submit(d->store, &b, forgotten, t) == 0)
		return 0;
	free(t);
	return err_set(e, ENOMEM, "out of memory");
}
