/* SPDX-License-Identifier: GPL-3.0-or-later */
/* enrol, install, remove: how a client comes and goes. */
#include "contrib/siteclient/session.h"

#include <errno.h>
#include <event2/event.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "contrib/siteclient/bundle.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/queue.h"
#include "contrib/siteclient/recover.h"
#include "protocol/sms/cipher.h"

/* The folder, and who was here before, if anybody is to be made out. */
static int
open_fresh(struct session *s)
{
	int	 error = session_open(s);

	if (error != 0)
		return error;
	error = session_load(s);
	if (error == -EINVAL)
		fprintf(stderr, "siteclient: %s: begun anew\n", s->err.text);
	if (error != 0 && error != -ENOENT && error != -EINVAL)
		return error;
	s->err.code = 0;
	return 0;
}

static int
save_all(struct session *s)
{
	int	 error = identity_save(s->agent.folder, &s->agent.identity,
		    &s->err);

	if (error != 0)
		return error;
	s->agent.state.installed = wall_now();
	s->agent.state.next_cycle.us = 0;
	error = state_save(s->agent.folder, &s->agent.state);
	return error == 0 ? 0 : err_set(&s->err, -error, "the state: %s",
	    strerror(-error));
}

/* --- enrol --- */

static int
new_keys(struct identity *i, struct enrol_reply *reply, struct err *err)
{
	secret_random(i->sign_secret, sizeof(i->sign_secret));
	secret_random(i->box_secret, sizeof(i->box_secret));
	if (!sign_public_key(i->sign_secret, reply->signing) ||
	    !agree_public_key(i->box_secret, reply->agreement))
		return err_set(err, EIO, "no keys could be made");
	i->is_enrolled = true;
	return 0;
}

static int
queue_reply(struct session *s, const struct bundle *b,
    struct enrol_reply *reply)
{
	struct agent	*a = &s->agent;
	uint8_t		 bytes[ENROL_REPLY_SIZE];
	struct wr	 w = wr_over(bytes, sizeof(bytes));
	int		 error;

	memcpy(reply->site, b->said.pub.site, sizeof(reply->site));
	memcpy(reply->id, b->said.pub.id, sizeof(reply->id));
	memcpy(reply->name, a->identity.name, sizeof(reply->name));
	reply->guid = a->identity.id;
	reply->when = wall_now();
	enrol_put_reply(&w, reply, b->keys.sign, a->identity.sign_secret);
	error = wr_ok(&w) ? queue_add(a->folder, &a->state, BOX_CCR, QUEUE_ANSWER,
	    bytes, w.pos, wall_now()) : -EIO;
	return error == 0 ? 0 : err_set(&s->err, -error, "the answer: %s",
	    strerror(-error));
}

/*
 * What waits was to be signed with older keys, and the site may have refused
 * what was dropped: all is told anew.  Numbers go on.
 */
static void
forget_drops(struct agent *a)
{
	a->state.heartbeat.us = a->state.hardware.us = 0;
	a->state.software.us = 0;
	while (a->state.nitem > 0)
		queue_sent(a->folder, &a->state, &a->state.item[0]);
	memset(a->state.list_hash, 0, sizeof(a->state.list_hash));
}

/* New keys under a token that was used would be known to nobody. */
static int
check_token(struct session *s, const struct bundle *b, const char *path)
{
	const struct identity	*i = &s->agent.identity;

	if (!i->is_enrolled ||
	    memcmp(i->token, b->said.pub.id, sizeof(i->token)) != 0)
		return 0;
	return err_set(&s->err, EEXIST, "%s was used here already, and is "
	    "good once: %s keeps its keys; new ones come with another file "
	    "(sitectl client enrol)", path, i->name);
}

static int
enrol(struct session *s, const char *path)
{
	struct enrol_reply	 reply = { .when = { 0 } };
	struct bundle		 b;
	int			 error = bundle_read(path, &b, &s->err);

	if (error != 0)
		return error;
	error = bundle_fits(&b, &s->agent.identity, &s->err);
	if (error != 0 || (error = check_token(s, &b, path)) != 0) {
		bundle_wipe(&b);
		return error;
	}
	bundle_identity(&b, &s->agent.identity);
	memcpy(s->agent.identity.token, b.said.pub.id, ENROL_ID_BYTES);
	forget_drops(&s->agent);
	if ((error = bundle_state(&b, &s->agent.state, &s->err)) == 0 &&
	    (error = new_keys(&s->agent.identity, &reply, &s->err)) == 0 &&
	    (error = queue_reply(s, &b, &reply)) == 0)
		error = save_all(s);
	bundle_wipe(&b);
	return error;
}

static int
say_answered(struct session *s)
{
	enum cycle_outcome	 outcome;

	if (session_connect(s) != 0 ||
	    session_cycle(s, CYCLE_POLL, &outcome) != 0)
		return EXIT_FAILED;
	if (outcome == CYCLE_DONE && s->agent.state.nitem == 0) {
		printf("%s is enrolled in site %s\n", s->agent.identity.name,
		    s->agent.identity.site);
		return EXIT_DONE;
	}
	printf("%s has its keys; no CAP of site %s took its answer yet: the "
	    "next cycle tries again\n", s->agent.identity.name,
	    s->agent.identity.site);
	return EXIT_DEGRADED;
}

int
verb_enrol(struct session *s, int argc, char **argv)
{
	static const struct option	 options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 } };
	const char			*from = NULL;
	int				 c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c != 'f')
			return EXIT_USAGE;
		from = optarg;
	}
	if (from == NULL || optind != argc)
		return EXIT_USAGE;
	if (open_fresh(s) != 0 || enrol(s, from) != 0)
		return s->err.code == EEXIST ? EXIT_REFUSED : EXIT_FAILED;
	return say_answered(s);
}

/* --- install --- */

struct install {
	const char	*from;
	const char	*logon_point;
	const char	*user;
	bool		 over_logon_point;
};

struct wait {
	bool		 over;
	bool		 failed;
	struct err	*err;
};

static void
on_recovered(void *arg, const char *trouble)
{
	struct wait	*w = arg;

	w->over = true;
	w->failed = trouble != NULL;
	if (trouble != NULL)
		(void)err_set(w->err, EIO, "the logon point: %s", trouble);
}

/* DOMAIN\name or name; the password is a line of standard input. */
static int
take_account(const char *user, struct account *a, struct err *err)
{
	const char	*name = strchr(user, '\\');
	ssize_t		 n;

	memset(a, 0, sizeof(*a));
	if (name != NULL && (size_t)(name - user) < sizeof(a->domain))
		memcpy(a->domain, user, (size_t)(name - user));
	(void)strlcpy(a->name, name != NULL ? name + 1 : user,
	    sizeof(a->name));
	n = read(STDIN_FILENO, a->password, sizeof(a->password) - 1);
	if (n <= 0)
		return err_set(err, EINVAL, "no password on standard input");
	a->password[strcspn(a->password, "\r\n")] = '\0';
	return 0;
}

static int
recover(struct session *s, const char *logon_point,
    const struct account *account)
{
	struct wait			 w = { .err = &s->err };
	const struct recover_end	 end = { on_recovered, &w };
	struct recover			*r;
	int				 error;

	error = recover_start(&s->agent, logon_point, account, &end, &r);
	if (error != 0)
		return err_set(&s->err, -error, "%s: %s", logon_point,
		    strerror(-error));
	while (!w.over)
		if (event_base_loop(s->agent.base, EVLOOP_ONCE) != 0)
			break;
	recover_free(&r);
	return w.over && !w.failed ? 0 : -EIO;
}

static int
over_logon_point(struct session *s, const struct install *i)
{
	const char	*at = i->logon_point != NULL ? i->logon_point :
			    s->agent.identity.logon_point;
	struct account	 account;
	int		 error;

	if (i->user == NULL)
		return err_set(&s->err, EINVAL, "--logon-point needs --user, "
		    "and its password on standard input");
	error = take_account(i->user, &account, &s->err);
	if (error == 0 && (error = session_connect(s)) == 0)
		error = recover(s, at, &account);
	secret_wipe(&account, sizeof(account));
	return error;
}

static int
from_bundle(struct session *s, const char *path, bool with_state)
{
	struct bundle	 b;
	int		 error = bundle_read(path, &b, &s->err);

	if (error != 0)
		return error;
	error = bundle_fits(&b, &s->agent.identity, &s->err);
	if (error != 0) {
		bundle_wipe(&b);
		return error;
	}
	bundle_identity(&b, &s->agent.identity);
	if (with_state)
		error = bundle_state(&b, &s->agent.state, &s->err);
	bundle_wipe(&b);
	return error;
}

static int
install(struct session *s, const struct install *i)
{
	int	 error = open_fresh(s);

	if (error == 0 && i->from != NULL)
		error = from_bundle(s, i->from, !i->over_logon_point);
	if (error == 0 && s->agent.identity.site[0] == '\0')
		error = err_set(&s->err, ENOENT, "whose site is it? --from an "
		    "enrolment file says it");
	if (error == 0 && i->over_logon_point)
		error = over_logon_point(s, i);
	return error != 0 ? error : save_all(s);
}

int
verb_install(struct session *s, int argc, char **argv)
{
	static const struct option	 options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "logon-point", optional_argument, NULL, 'l' },
		{ "user", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 } };
	struct install			 i = { .from = NULL };
	int				 c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (c) {
		case 'f': i.from = optarg; break;
		case 'u': i.user = optarg; break;
		case 'l':
			i.over_logon_point = true;
			i.logon_point = optarg;
			break;
		default: return EXIT_USAGE;
		}
	if (optind != argc || (i.from == NULL && !i.over_logon_point))
		return EXIT_USAGE;
	if (install(s, &i) != 0)
		return s->err.code == EEXIST ? EXIT_REFUSED : EXIT_FAILED;
	printf("%s is a client of site %s, with %zu accounts and %zu CAPs\n",
	    s->agent.identity.name, s->agent.identity.site,
	    s->agent.state.naccount, s->agent.state.ncap);
	return EXIT_DONE;
}

/* --- remove --- */

int
verb_remove(struct session *s, int argc, char **argv)
{
	static const char	*const everything[] = { "identity.ini",
		"state.ini", "clicomp", "sitefile", "queue", "smb" };
	const bool		 all = argc == 2 &&
				    strcmp(argv[1], "--all") == 0;
	size_t			 i;

	if (argc > 2 || (argc == 2 && !all))
		return EXIT_USAGE;
	if (session_open(s) != 0 || session_load(s) != 0)
		return EXIT_FAILED;
	agent_remove(&s->agent, "the operator has asked for it");
	for (i = 0; all && i < sizeof(everything) / sizeof(everything[0]);
	    i++)
		if (folder_remove(s->agent.folder, everything[i]) != 0) {
			(void)err_set(&s->err, EIO, "%s cannot be removed",
			    everything[i]);
			return EXIT_FAILED;
		}
	printf("the client of site %s is removed%s\n", s->agent.identity.site,
	    all ? ", and who it was is forgotten" : "");
	return EXIT_DONE;
}
