/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/pushers.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/role/push_job.h"
#include "server/timer.h"
#include "server/user.h"

#include "build_config.h"

#define FILES_MAX	64
#define FILE_MAX	(1024 * 1024)	/* bytes that it may write in one */
#define MEMORY_MAX	(1024UL * 1024 * 1024)

struct slot {
	pid_t		 pid;		/* 0: none */
	int		 secret;	/* lent for the next; -1: none */
	struct event	 deadline;
};

struct parent_pushers {
	const char	*program;
	struct slot	 slots[PUSH_SLOTS];
};

/* All that the new process needs, found before the fork. */
struct birth {
	char		 program[CONFIG_PATH_MAX];
	char		 work[CONFIG_PATH_MAX + 16];
	struct user	 user;
	bool		 drops;
	int		 job, secret;
};

static void
close_fd(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct slot	*s = arg;

	(void)fd;
	(void)what;
	if (s->pid <= 0)
		return;
	log_warn("site-push: its time is over: killed [pid=%d]",
	    (int)s->pid);
	(void)kill(s->pid, SIGKILL);
}

struct parent_pushers *
pushers_new(struct event_base *base, const char *program)
{
	struct parent_pushers	*p = calloc(1, sizeof(*p));
	size_t			 i;

	if (p != NULL)
		p->program = program;
	for (i = 0; p != NULL && i < PUSH_SLOTS; i++) {
		p->slots[i].secret = -1;
		(void)event_assign(&p->slots[i].deadline, base, -1, 0,
		    on_deadline, &p->slots[i]);
	}
	return p;
}

void
pushers_lend(struct parent_pushers *p, unsigned slot, int fd)
{
	close_fd(&p->slots[slot].secret);
	p->slots[slot].secret = fd;
}

/* --- birth --- */

static void
limit(int what, rlim_t most)
{
	const struct rlimit	 r = { most, most };

	(void)setrlimit((unsigned)what, &r);
}

static void
limit_all(void)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, FILES_MAX);
	limit(RLIMIT_FSIZE, FILE_MAX);
#ifndef SITED_SANITIZERS
	limit(RLIMIT_AS, MEMORY_MAX);
#endif
}

/* A descriptor that stands where another shall is moved away first. */
static bool
arrange(const struct birth *b)
{
	const int	 job = fcntl(b->job, F_DUPFD, PUSH_CREDENTIAL_FD + 1);
	const int	 secret = fcntl(b->secret, F_DUPFD,
			    PUSH_CREDENTIAL_FD + 1);

	if (job == -1 || secret == -1 || dup2(job, PUSH_JOB_FD) == -1 ||
	    dup2(job, PUSH_REPORT_FD) == -1 ||
	    dup2(secret, PUSH_CREDENTIAL_FD) == -1)
		return false;
	return close_range(PUSH_CREDENTIAL_FD + 1, ~0U, 0) == 0;
}

/* In the new process: async-signal-safe calls only. */
static void
become(const struct birth *b)
{
	char		 name[] = "site-push";
	char		*const argv[] = { name, NULL };
	char		 path[] = "PATH=/usr/bin:/bin", lang[] = "LC_ALL=C";
	char		 home[CONFIG_PATH_MAX + 32];
	char		*const environment[] = { path, lang, home, NULL };
	const struct user *u = &b->user;
	sigset_t	 none;

	(void)snprintf(home, sizeof(home), "HOME=%s", b->work);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	limit_all();
	if (!arrange(b) || chdir("/") == -1)
		_exit(127);
	if (b->drops && (setgroups(1, &u->shared) == -1 ||
	    setresgid(u->gid, u->gid, u->gid) == -1 ||
	    setresuid(u->uid, u->uid, u->uid) == -1))
		_exit(127);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	/* a new user cleared it */
	(void)execve(b->program, argv, environment);
	_exit(127);
}

static int
prepare(const struct config *c, unsigned slot, struct birth *b,
    struct err *e)
{
	char	 top[CONFIG_PATH_MAX];
	int	 rc = user_named(c, c->user_push, &b->user, e);

	if (rc != 0)
		return rc;
	b->drops = geteuid() == 0 && !c->one_user;
	if (c->push_program[0] != '\0')
		config_path(c, c->push_program, b->program);
	config_path(c, "push", top);
	(void)snprintf(b->work, sizeof(b->work), "%s/%u", top, slot);
	rc = user_make_folder(top, &b->user, 0700, e);
	return rc != 0 ? rc : user_make_folder(b->work, &b->user, 0700, e);
}

static void
start(struct slot *s, const struct birth *b, uint32_t deadline)
{
	const pid_t	 pid = fork();

	if (pid == 0)
		become(b);
	if (pid == -1) {
		log_error("site-push: cannot be started: %s",
		    strerror(errno));
		return;
	}
	s->pid = pid;
	timer_after(&s->deadline, deadline);
}

void
pushers_begin(struct parent_pushers *p, const struct config *c,
    const struct msg_push_start *m, int fd)
{
	struct slot	*s = &p->slots[m->slot];
	struct birth	 b = { .job = fd, .secret = s->secret };
	struct err	 e;

	(void)snprintf(b.program, sizeof(b.program), "%s", p->program);
	if (s->pid > 0 || s->secret == -1)
		log_warn("site-push: slot %u is still in use", m->slot);
	else if (prepare(c, m->slot, &b, &e) != 0)
		log_error("site-push: cannot be started: %s", e.text);
	else
		start(s, &b, m->deadline);
	close_fd(&s->secret);
	(void)close(fd);
}

/* --- death --- */

void
pushers_end(struct parent_pushers *p, unsigned slot)
{
	struct slot	*s = &p->slots[slot];

	close_fd(&s->secret);
	if (s->pid > 0)
		(void)kill(s->pid, SIGKILL);
}

void
pushers_end_all(struct parent_pushers *p)
{
	unsigned	 i;

	for (i = 0; i < PUSH_SLOTS; i++)
		pushers_end(p, i);
}

bool
pushers_reaped(struct parent_pushers *p, pid_t pid, int status)
{
	struct slot	*s;
	size_t		 i;

	for (i = 0; i < PUSH_SLOTS; i++) {
		s = &p->slots[i];
		if (s->pid != pid)
			continue;
		s->pid = 0;
		(void)event_del(&s->deadline);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
			log_error("site-push: cannot be executed");
		else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
			log_error("site-push: died of signal %d",
			    WTERMSIG(status));
		return true;
	}
	return false;
}
