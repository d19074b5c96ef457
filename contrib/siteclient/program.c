/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/program.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_SIZE	256

struct program {
	struct program_end	 end;
	pid_t			 pid;
	int			 pidfd;
	struct event		*event;
	bool			 late;
};

struct who {
	uid_t	 uid;
	gid_t	 gid;
	char	 name[TEXT_SIZE];
	char	 home[TEXT_SIZE];
};

static int
find_user(const char *name, struct who *out)
{
	const struct passwd	*pw = getpwnam(name);

	if (pw == NULL)
		return -ENOENT;
	out->uid = pw->pw_uid;
	out->gid = pw->pw_gid;
	(void)strlcpy(out->name, pw->pw_name, sizeof(out->name));
	(void)strlcpy(out->home, pw->pw_dir, sizeof(out->home));
	return geteuid() == 0 || geteuid() == out->uid ? 0 : -EPERM;
}

static bool
become(const struct who *w)
{
	return geteuid() != 0 || (initgroups(w->name, w->gid) == 0 &&
	    setgid(w->gid) == 0 && setuid(w->uid) == 0);
}

static void
run_child(const struct who *w, const char *command)
{
	char		 user[TEXT_SIZE + 8], home[TEXT_SIZE + 8];
	char		*const env[] = { user, home,
			    (char[]){ "PATH=/usr/bin:/bin:/usr/sbin:/sbin" },
			    NULL };
	int		 null = open("/dev/null", O_RDWR);

	(void)snprintf(user, sizeof(user), "USER=%s", w->name);
	(void)snprintf(home, sizeof(home), "HOME=%s", w->home);
	if (null == -1 || dup2(null, 0) == -1 || dup2(null, 1) == -1 ||
	    dup2(null, 2) == -1 || setsid() == -1 || !become(w) ||
	    (chdir(w->home) == -1 && chdir("/") == -1))
		_exit(126);
	closefrom(3);
	(void)execle("/bin/sh", "sh", "-c", command, (char *)NULL, env);
	_exit(127);
}

/* The whole session; it may not have one yet. */
static void
kill_all(const struct program *p)
{
	(void)kill(-p->pid, SIGKILL);
	(void)kill(p->pid, SIGKILL);
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct program		*p = arg;
	const struct program_end end = p->end;
	siginfo_t		 info = { .si_pid = 0 };
	bool			 late;

	(void)fd;
	if ((what & EV_TIMEOUT) != 0) {
		p->late = true;
		kill_all(p);
	}
	if (waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED | WNOHANG) != 0 ||
	    info.si_pid == 0) {
		(void)event_add(p->event, NULL);
		return;
	}
	late = p->late || info.si_code != CLD_EXITED;
	p->pid = -1;
	p->end.arg = NULL;
	program_stop(&p);
	end.fn(end.arg, info.si_status, late);
	free(end.arg);
}

void
program_stop(struct program **pp)
{
	struct program	*p = *pp;

	if (p == NULL)
		return;
	if (p->pid > 0) {
		kill_all(p);
		(void)waitpid(p->pid, NULL, 0);
	}
	if (p->event != NULL)
		event_free(p->event);
	if (p->pidfd != -1)
		(void)close(p->pidfd);
	free(p->end.arg);
	free(p);
	*pp = NULL;
}

int
program_start(struct event_base *base, const char *user, const char *command,
    int64_t time_ms, const struct program_end *end, struct program **out)
{
	const struct timeval	 tv = { .tv_sec = time_ms / 1000,
				    .tv_usec = time_ms % 1000 * 1000 };
	struct program		*p;
	struct who		 who;
	int			 error = find_user(user, &who);

	*out = NULL;
	if (error != 0)
		return error;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->end = *end;
	p->pid = fork();
	if (p->pid == 0)
		run_child(&who, command);
	p->pidfd = p->pid == -1 ? -1 : pidfd_open(p->pid, 0);
	p->event = p->pidfd == -1 ? NULL : event_new(base, p->pidfd, EV_READ,
	    on_event, p);
	if (p->event == NULL || event_add(p->event, &tv) == -1) {
		error = errno == 0 ? -ENOMEM : -errno;
		p->end.arg = NULL;
		program_stop(&p);
		return error;
	}
	*out = p;
	return 0;
}
