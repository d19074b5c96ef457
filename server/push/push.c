/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site-push - installs a client on one machine, with one credential, and ends:
 * the process that meets a machine which may be anybody's.
 *
 *	find -> probe -> (credential) -> logon -> registry -> judge -> clear
 *	      -> stage -> service -> watch
 *
 * Its job comes on descriptor 0, what it has to say goes to descriptor 1, the
 * credential comes on descriptor 3 when the machine was judged to be the one
 * that was meant: protocol/role/push_job.h.  Whoever began it ends it when it
 * takes too long.
 *
 * Exit     0: it said how it ended; 2: the job is none.
 * Source   ccm.md 5.2, 13 (R4, R5, R7, R10, R11).
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/win32.h"
#include "server/push/brought.h"
#include "server/push/confine.h"
#include "server/push/life.h"
#include "server/push/registry.h"
#include "server/push/resolve.h"
#include "server/push/service.h"
#include "server/push/source.h"
#include "server/push/stage.h"

#define ARENA_MAX	(1U << 20)
#define CLIENT_SERVICE	"CLISVC"
#define WATCH_MS	100
#define STEPS		20U	/* that may take the whole time-out */

struct push {
	struct arena		 mem;		/* of the job */
	struct push_order	 order;
	struct sockaddr_storage	 to;
	struct push_credential	 credential;
	char			 secret[PUSH_CREDENTIAL_MAX];
	struct remote		*remote;
	struct service		 service;
	struct stage		*stage;
	struct facts		 facts;
	bool			 runs;		/* the service, still */
	struct outcome		 out;
};

/* --- before any credential --- */

static const char *
where(const struct push *p)
{
	return *p->order.address != '\0' ? p->order.address : p->order.name;
}

static void
tell_where(const struct push *p)
{
	char	 text[NI_MAXHOST];

	if (getnameinfo((const struct sockaddr *)&p->to, sizeof(p->to), text,
	    sizeof(text), NULL, 0, NI_NUMERICHOST) == 0)
		tell_address(text);
}

static bool
find(struct push *p)
{
	uint32_t	 error = resolve(&p->order, &p->to);

	if (error != 0)
		return fails(&p->out, error, where(p));
	tell_where(p);
	return true;
}

static bool
probe(struct push *p)
{
	const uint32_t		 ms = p->order.timeout * 1000;
	struct remote_look	 look;
	uint32_t		 error;

	error = remote_look(&p->to, ms, &look);
	if (error != 0)
		return fails(&p->out, error, where(p));
	return judge_look(&p->order, &look, &p->out);
}

/* All that comes until the end, in the time of a step. */
static size_t
read_credential(const struct push *p, char dst[static PUSH_CREDENTIAL_MAX])
{
	const int	 ms = (int)p->order.timeout * 1000;
	struct pollfd	 pf = { .fd = PUSH_CREDENTIAL_FD, .events = POLLIN };
	size_t		 n = 0;
	ssize_t		 got = 1;

	while (got > 0 && n < PUSH_CREDENTIAL_MAX - 1 && poll(&pf, 1, ms) == 1) {
		got = read(pf.fd, dst + n, PUSH_CREDENTIAL_MAX - 1 - n);
		n += got > 0 ? (size_t)got : 0;
	}
	dst[n] = '\0';
	(void)close(pf.fd);
	return n;
}

static bool
credential(struct push *p)
{
	size_t	 n;

	tell_wish();
	n = read_credential(p, p->secret);
	if (n == 0 || strlen(p->secret) != n ||
	    !push_credential_parse(p->secret, &p->credential))
		return ends(&p->out, PUSH_END_RETRY, 0,
		    "no credential was given");
	return true;
}

/* --- with it --- */

static bool
logon(struct push *p)
{
	const struct remote_how	 how = {
		.to = p->to, .server = p->order.name,
		.user = p->credential.name, .domain = p->credential.domain,
		.password = p->credential.password,
		.timeout_ms = p->order.timeout * 1000,
	};
	uint32_t		 error;

	error = remote_open(&how, &p->remote);
	if (error != 0)
		return fails(&p->out, error, "logon");
	error = remote_share(p->remote, "ADMIN$");
	return error == 0 ? true : fails(&p->out, error, "ADMIN$");
}

/* A bench's Samba has no registry and no services to speak of. */
static bool
registry(struct push *p)
{
	char		 server[REMOTE_NAME_SIZE + 2];
	uint32_t	 error;

	error = registry_facts(p->remote, &p->facts);
	if (error != 0 && !(p->order.samba && error == WIN32_RPC_UNAVAILABLE))
		return fails(&p->out, error, "remote registry");
	(void)snprintf(server, sizeof(server), "\\\\%s", p->order.name);
	error = service_begin(&p->service, p->remote, server);
	if (error == 0) {
		error = service_exists(&p->service, CLIENT_SERVICE);
		p->facts.has_client = error == 0;
		if (error == WERR_SERVICE_DOES_NOT_EXIST)
			error = 0;
	}
	return error == 0 ? true : fails(&p->out, error,
	    "service control manager");
}

static bool
judge(struct push *p)
{
	return judge_facts(&p->order, &p->facts, &p->out);
}

static uint32_t
open_stage(struct push *p)
{
	const struct stage_how	 how = { &p->order, &p->credential, p->to };

	return stage_open(&how, &p->stage);
}

static bool
stage(struct push *p)
{
	const char	*file = p->order.folder;
	uint32_t	 error = open_stage(p);

	if (error == 0)
		error = stage_copy(p->stage, &file);
	if (error == 0)
		return true;
	/* That it may, ADMIN$ has said: 5 is also what libsmbclient makes of
	   an answer whose signature is wrong. */
	return ends(&p->out, PUSH_END_RETRY, error, "copy of %s: %s", file,
	    win32_text(error));
}

/*
 * Before its files are touched: another push may be at work with them.  One
 * that was cut off may have done its work meanwhile: not twice, unless that was
 * of another version, or somebody insists.
 */
static bool
clear(struct push *p)
{
	const bool	 again = p->order.force || p->order.upgrade;
	bool		 done = false;
	uint32_t	 error = service_clear(&p->service, p->order.service,
			    &done);

	p->runs = error == WERR_SERVICE_ALREADY_RUNNING;
	if (error == 0 && done && !again) {
		tell_sign("stopped");
		(void)open_stage(p);	/* its files go, too */
		return ends(&p->out, PUSH_END_INSTALLED, 0, "service %s of an "
		    "earlier push has done its work", p->order.service);
	}
	if (p->runs)
		return ends(&p->out, PUSH_END_RETRY, error,
		    "service %s runs already", p->order.service);
	if (error == 0 && life_of_child(p->remote))
		return ends(&p->out, PUSH_END_RETRY,
		    WERR_SERVICE_ALREADY_RUNNING, "what an earlier service "
		    "%s has begun still runs", p->order.service);
	return error == 0 ? true : fails(&p->out, error, p->order.service);
}

static bool
begin(struct push *p)
{
	uint32_t	 error;

	error = service_make(&p->service, &p->order, &p->credential);
	if (error != 0)
		return fails(&p->out, error, "CreateService");
	error = service_start(&p->service);
	if (error == WIN32_PATH_NOT_FOUND)	/* Q267929 */
		return ends(&p->out, PUSH_END_RETRY, error, "StartService: "
		    "no path %s: is its registry's SystemRoot right?",
		    p->order.program);
	p->runs = error == 0;
	return error == 0 ? true : fails(&p->out, error, "StartService");
}

static bool
has_ended(struct push *p, const struct svc_status *s)
{
	p->runs = false;
	tell_sign("stopped");
	if (s->win32_exit == 0)
		return ends(&p->out, PUSH_END_INSTALLED, 0,
		    "service %s has done its work", p->order.service);
	return ends(&p->out, PUSH_END_RETRY, s->service_exit != 0 ?
	    s->service_exit : s->win32_exit, "service %s has failed",
	    p->order.service);
}

/* A service that runs on is left alone: its files are in use. */
static bool
watch(struct push *p)
{
	const struct timespec	 pause = { .tv_nsec = WATCH_MS * 1000000L };
	const uint32_t		 looks = p->order.watch * (1000 / WATCH_MS);
	struct svc_status	 s;
	uint32_t		 i, error;

	for (i = 0; i <= looks; i++) {
		error = service_status(&p->service, &s);
		if (error != 0)
			return fails(&p->out, error, "QueryServiceStatus");
		if (s.state == SVC_STOPPED)
			return has_ended(p, &s);
		tell_sign("service");
		(void)nanosleep(&pause, NULL);
	}
	return ends(&p->out, PUSH_END_RETRY, 0, "service %s still runs",
	    p->order.service);
}

/* Nothing is installed: does what was installed before still run? */
static bool
look(struct push *p)
{
	char		 server[REMOTE_NAME_SIZE + 2];
	uint64_t	 log;
	uint32_t	 error;

	(void)snprintf(server, sizeof(server), "\\\\%s", p->order.name);
	error = service_begin(&p->service, p->remote, server);
	if (error == 0)
		error = service_runs(&p->service, p->order.service);
	if (error == 0)
		tell_sign("service");
	else if (life_of_child(p->remote))
		tell_sign("child");
	log = life_log_size(p->remote);
	if (log != 0)
		tell_log(log);
	return error == 0 ? ends(&p->out, PUSH_END_DISCARD, 0,
	    "service %s runs", p->order.service) :
	    fails(&p->out, error, p->order.service);
}

/* What was begun here and does not run any more is taken away. */
static void
tidy(struct push *p)
{
	if (p->runs || p->order.probe)
		return;
	(void)service_remove(&p->service);
	if (p->stage != NULL)
		stage_remove(p->stage);
}

/* Is all of it here, and whole (R4)? */
static bool
files(struct push *p)
{
	const char	*file = "";
	uint32_t	 error = source_check(&p->order, &file);

	if (error == 0)
		error = brought_merge(&p->order, &p->to, &p->mem, &file);
	return error == 0 ? true : ends(&p->out, PUSH_END_RETRY, error,
	    "%s of the client to be installed is not there, or is not as it "
	    "should be", file);
}

/* After names are resolved, before the machine says its first word. */
static bool
shut(struct push *p)
{
	struct err	 e;

	return confine(&p->order, &e) == 0 ? true :
	    ends(&p->out, PUSH_END_RETRY, 0, "%s", e.text);
}

enum { INSTALLS = 1, LOOKS = 2, BOTH = 3 };

static const struct {
	const char	*name;		/* NULL: nobody is told */
	unsigned	 when;
	bool		 (*run)(struct push *);
} steps[] = {
	{ NULL,		BOTH,		find },
	{ NULL,		INSTALLS,	files },
	{ NULL,		BOTH,		shut },
	{ "probe",	BOTH,		probe },
	{ "credential",	BOTH,		credential },
	{ "logon",	BOTH,		logon },
	{ "look",	LOOKS,		look },
	{ "registry",	INSTALLS,	registry },
	{ "judge",	INSTALLS,	judge },
	{ "clear",	INSTALLS,	clear },
	{ "stage",	INSTALLS,	stage },
	{ "service",	INSTALLS,	begin },
	{ "watch",	INSTALLS,	watch },
};

static void
run(struct push *p)
{
	const unsigned	 when = p->order.probe ? LOOKS : INSTALLS;
	size_t		 i;
	bool		 good = true;

	for (i = 0; good && i < sizeof(steps) / sizeof(steps[0]); i++) {
		if ((steps[i].when & when) == 0)
			continue;
		if (steps[i].name != NULL)
			tell_step(steps[i].name);
		good = steps[i].run(p);
	}
	if (p->remote != NULL)
		tidy(p);
}

static void
push_end(struct push *p)
{
	stage_close(&p->stage);
	remote_close(&p->remote);
	arena_free(&p->mem);
	secret_wipe(p, sizeof(*p));
}

/* --- the job --- */

static int
take_job(struct push *p, struct err *err)
{
	static char	 text[PUSH_JOB_MAX + 1];	/* contents are kept */
	size_t		 n = 0;
	ssize_t		 got = 1;

	while (got > 0 && n < sizeof(text)) {
		got = read(PUSH_JOB_FD, text + n, sizeof(text) - n);
		n += got > 0 ? (size_t)got : 0;
	}
	return push_job_parse(text, n, &p->mem, &p->order, err);
}

int
main(int argc, char **argv)
{
	static struct push	 p;
	struct err		 err;
	int			 status = 0;

	(void)argv;
	(void)signal(SIGPIPE, SIG_IGN);
	arena_init(&p.mem, ARENA_MAX);
	if (argc != 1 || secret_forbid_dumps(&err) != 0 ||
	    take_job(&p, &err) != 0) {
		fprintf(stderr, "site-push: %s\n", argc != 1 ?
		    "its job comes on descriptor 0" : err.text);
		status = 2;
	} else {
		/* Should whoever waits for us be gone. */
		(void)alarm(STEPS * p.order.timeout + p.order.watch);
		run(&p);
		tell_end(&p.out);
	}
	push_end(&p);
	return status;
}
