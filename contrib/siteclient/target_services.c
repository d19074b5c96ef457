/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/target_services.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/queue.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "contrib/siteclient/target_program.h"
#include "protocol/auth/lsa_secret.h"
#include "protocol/rpc/werror.h"

#define STOP_MS			10000
#define SECRET_SIZE		768		/* of UTF-8 */
#define SPECIFIC_ERROR		1066U
#define PROCESS_ABORTED		1067U

/* The texts of a service, each its own allocation. */
enum text { NAME, PATH, GROUP, ACCOUNT, DISPLAY, TEXTS };

struct service {
	TAILQ_ENTRY(service)	 link;
	struct target_services	*all;
	uint64_t		 id;
	char			*text[TEXTS];
	char			 password[SECRET_SIZE];
	struct svc_config	 config;
	struct svc_status	 status;
	bool			 doomed;	/* gone when it has stopped */
	pid_t			 pid;		/* 0: no process */
	int			 pidfd;
	struct event		*ended;
};

/* A session that a service began: its children may live longer. */
struct family {
	STAILQ_ENTRY(family)	 link;
	pid_t			 leader;
};

struct target_services {
	struct event_base	*base;
	int			 root;
	struct rpc_services	 ops;
	uint64_t		 last;
	unsigned		 count;
	TAILQ_HEAD(, service)	 list;
	STAILQ_HEAD(, family)	 families;
};

static void
service_free(struct service *s)
{
	int	 i;

	s->all->count--;
	TAILQ_REMOVE(&s->all->list, s, link);
	for (i = 0; i < TEXTS; i++)
		free(s->text[i]);
	if (s->ended != NULL)
		event_free(s->ended);
	if (s->pidfd != -1)
		(void)close(s->pidfd);
	secret_wipe(s->password, sizeof(s->password));
	free(s);
}

static struct service *
by_id(struct target_services *t, uint64_t id)
{
	struct service	*s;

	TAILQ_FOREACH(s, &t->list, link)
		if (s->id == id)
			return s;
	return NULL;
}

static void
show(const struct service *s, struct svc_service *out)
{
	*out = (struct svc_service){ s->id, s->text[NAME], &s->config,
	    s->status };
}

/* --- what it is --- */

static bool
at(void *arg, size_t index, struct svc_service *out)
{
	struct target_services	*t = arg;
	struct service		*s;

	TAILQ_FOREACH(s, &t->list, link) {
		if (index-- == 0) {
			show(s, out);
			return true;
		}
	}
	return false;
}

static bool
named(void *arg, const char *name, struct svc_service *out)
{
	struct target_services	*t = arg;
	struct service		*s;

	TAILQ_FOREACH(s, &t->list, link) {
		if (text_casecmp(s->text[NAME], name) == 0) {
			show(s, out);
			return true;
		}
	}
	return false;
}

static bool
get(void *arg, uint64_t id, struct svc_service *out)
{
	struct service	*s = by_id(arg, id);

	if (s != NULL)
		show(s, out);
	return s != NULL;
}

/* --- what becomes of it --- */

static int
unseal(const struct svc_wish *w, char out[static SECRET_SIZE])
{
	uint8_t		 plain[LSA_SECRET_MAX];
	struct wr	 in = wr_over(plain, sizeof(plain));
	struct rd	 text;
	int		 error;

	error = lsa_secret_open(w->key, w->password, &in);
	text = wr_written(&in);
	/* Some count the NUL at the end. */
	if (text.len >= 2 && text.base[text.len - 1] == 0 &&
	    text.base[text.len - 2] == 0)
		text.len -= 2;
	if (error == 0)
		error = utf16_decode(text, out, SECRET_SIZE);
	secret_wipe(plain, sizeof(plain));
	return error;
}

/* All of the new texts, or none. */
static bool
copies(char *out[static TEXTS], const struct svc_wish *w)
{
	const char	*from[TEXTS] = { w->name, w->config->path,
			    w->config->group, w->config->account,
			    w->config->display };
	int		 i;

	for (i = 0; i < TEXTS; i++) {
		out[i] = from[i] == NULL ? NULL : strdup(from[i]);
		if (from[i] != NULL && out[i] == NULL) {
			while (i-- > 0)
				free(out[i]);
			return false;
		}
	}
	return true;
}

static void
number(uint32_t *dst, uint32_t wish)
{
	if (wish != SVC_NO_CHANGE)
		*dst = wish;
}

static void
adopt(struct service *s, char *texts[static TEXTS], const struct svc_config *c)
{
	int	 i;

	for (i = 0; i < TEXTS; i++) {
		if (texts[i] == NULL)
			continue;
		free(s->text[i]);
		s->text[i] = texts[i];
	}
	number(&s->config.type, c->type);
	number(&s->config.start, c->start);
	number(&s->config.error_control, c->error_control);
	s->config.path = s->text[PATH];
	s->config.group = s->text[GROUP];
	s->config.account = s->text[ACCOUNT];
	s->config.display = s->text[DISPLAY];
	s->status.type = s->config.type;
}

static uint32_t
become(struct service *s, const struct svc_wish *w)
{
	char	 password[SECRET_SIZE] = "";
	char	*texts[TEXTS];

	if (w->password.len > 0 && unseal(w, password) != 0)
		return WERR_INVALID_PARAMETER;
	if (!copies(texts, w)) {
		secret_wipe(password, sizeof(password));
		return WERR_NOT_ENOUGH_MEMORY;
	}
	adopt(s, texts, w->config);
	if (w->password.len > 0)
		memcpy(s->password, password, sizeof(password));
	secret_wipe(password, sizeof(password));
	return WERR_OK;
}

static uint32_t
create(void *arg, const struct svc_wish *w, uint64_t *id_out)
{
	struct target_services	*t = arg;
	struct svc_config	 c = *w->config;
	const struct svc_wish	 whole = { w->name, &c, w->password, w->key };
	struct service		*s;
	uint32_t		 status = WERR_NOT_ENOUGH_MEMORY;

	c.group = c.group == NULL ? "" : c.group;
	c.account = c.account == NULL ? "LocalSystem" : c.account;
	c.display = c.display == NULL ? w->name : c.display;
	if (t->count == TARGET_SERVICES_MAX ||
	    (s = calloc(1, sizeof(*s))) == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	s->all = t;
	s->pidfd = -1;
	s->id = *id_out = ++t->last;
	s->status.state = SVC_STOPPED;
	s->status.win32_exit = 1077;	/* ERROR_SERVICE_NEVER_STARTED */
	TAILQ_INSERT_TAIL(&t->list, s, link);
	t->count++;
	status = become(s, &whole);
	if (status != WERR_OK)
		service_free(s);
	else
		log_info("service %s made: %s, as %s", VIS(w->name),
		    VIS(c.path), VIS(c.account));
	return status;
}

static uint32_t
change(void *arg, uint64_t id, const struct svc_wish *w)
{
	struct service	*s = by_id(arg, id);

	return s->doomed ? WERR_SERVICE_MARKED_FOR_DELETE : become(s, w);
}

static uint32_t
removed(void *arg, uint64_t id)
{
	struct service	*s = by_id(arg, id);

	if (s->doomed)
		return WERR_SERVICE_MARKED_FOR_DELETE;
	log_info("service %s removed", VIS(s->text[NAME]));
	s->doomed = true;
	if (s->pid == 0)
		service_free(s);
	return WERR_OK;
}

/* --- its process --- */

/* Sessions that nobody is left of; their numbers may come again. */
static void
forget_ended(struct target_services *t)
{
	struct family	*f, *next;

	STAILQ_FOREACH_SAFE(f, &t->families, link, next) {
		if (kill(-f->leader, 0) == 0 || errno != ESRCH)
			continue;
		STAILQ_REMOVE(&t->families, f, family, link);
		free(f);
	}
}

static void
has_ended(struct service *s, const siginfo_t *info)
{
	bool	 stopped = s->status.state == SVC_STOP_PENDING;
	bool	 exited = info->si_code == CLD_EXITED;

	s->status.state = SVC_STOPPED;
	s->status.accepts = 0;
	s->status.win32_exit = 0;
	s->status.service_exit = 0;
	if (exited && info->si_status != 0) {
		s->status.win32_exit = SPECIFIC_ERROR;
		s->status.service_exit = (uint32_t)info->si_status;
	} else if (!exited && !stopped) {
		s->status.win32_exit = PROCESS_ABORTED;
	}
	log_info("service %s has stopped: %s %d", VIS(s->text[NAME]),
	    exited ? "exit" : "signal", info->si_status);
	s->pid = 0;
	(void)close(s->pidfd);
	s->pidfd = -1;
	event_free(s->ended);
	s->ended = NULL;
	forget_ended(s->all);
	if (s->doomed)
		service_free(s);
}

static void
on_ended(evutil_socket_t fd, short what, void *arg)
{
	struct service	*s = arg;
	siginfo_t	 info = { .si_pid = 0 };

	(void)fd;
	if (what & EV_TIMEOUT)
		(void)kill(s->pid, SIGKILL);
	if (waitid(P_PIDFD, (id_t)s->pidfd, &info, WEXITED | WNOHANG) != 0 ||
	    info.si_pid == 0)
		(void)event_add(s->ended, NULL);
	else
		has_ended(s, &info);
}

/* Whoever cannot be watched is not left running. */
static bool
watch(struct service *s, pid_t pid)
{
	struct family	*f = calloc(1, sizeof(*f));

	s->pidfd = pidfd_open(pid, 0);
	s->ended = s->pidfd == -1 ? NULL : event_new(s->all->base, s->pidfd,
	    EV_READ, on_ended, s);
	if (f == NULL || s->ended == NULL ||
	    event_add(s->ended, NULL) != 0) {
		(void)kill(-pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		free(f);
		return false;
	}
	f->leader = pid;
	STAILQ_INSERT_TAIL(&s->all->families, f, link);
	s->pid = pid;
	return true;
}

static uint32_t
start(void *arg, uint64_t id, const char *const *args, uint32_t count)
{
	struct service			*s = by_id(arg, id);
	const struct target_program	 p = { s->all->root, s->text[NAME],
					    s->text[PATH], args, count,
					    s->text[ACCOUNT], s->password };
	pid_t				 pid = 0;
	uint32_t			 status;

	if (s->doomed)
		return WERR_SERVICE_MARKED_FOR_DELETE;
	status = target_program_run(&p, &pid);
	if (status != WERR_OK) {
		log_warn("service %s does not start: %s: error %u",
		    VIS(s->text[NAME]), VIS(s->text[PATH]), status);
		return status;
	}
	if (!watch(s, pid))
		return WERR_NOT_ENOUGH_MEMORY;
	s->status.state = SVC_RUNNING;
	s->status.accepts = SVC_ACCEPTS_STOP;
	s->status.win32_exit = s->status.service_exit = 0;
	log_info("service %s runs: process %d", VIS(s->text[NAME]),
	    (int)pid);
	return WERR_OK;
}

static uint32_t
control(void *arg, uint64_t id, uint32_t command)
{
	const struct timeval	 patience = { .tv_sec = STOP_MS / 1000 };
	struct service		*s = by_id(arg, id);

	(void)command;				/* it can but stop */
	if (s->status.state != SVC_RUNNING)
		return WERR_SERVICE_CANNOT_ACCEPT_CTRL;
	s->status.state = SVC_STOP_PENDING;
	s->status.accepts = 0;
	s->status.wait_hint = STOP_MS;
	(void)kill(s->pid, SIGTERM);
	(void)event_add(s->ended, &patience);
	return WERR_OK;
}

/* --- life --- */

int
target_services_new(struct event_base *base, int root,
    struct target_services **out)
{
	struct target_services	*t = calloc(1, sizeof(*t));

	*out = t;
	if (t == NULL)
		return -ENOMEM;
	t->base = base;
	t->root = root;
	t->ops = (struct rpc_services){ t, at, named, get, create, change,
	    start, control, removed };
	TAILQ_INIT(&t->list);
	STAILQ_INIT(&t->families);
	return 0;
}

void
target_services_free(struct target_services **tp)
{
	struct target_services	*t = *tp;
	struct service		*s;
	struct family		*f;

	if (t == NULL)
		return;
	forget_ended(t);
	while ((f = STAILQ_FIRST(&t->families)) != NULL) {
		STAILQ_REMOVE_HEAD(&t->families, link);
		(void)kill(-f->leader, SIGKILL);
		free(f);
	}
	while ((s = TAILQ_FIRST(&t->list)) != NULL) {
		if (s->pid != 0) {
			(void)kill(s->pid, SIGKILL);
			(void)waitpid(s->pid, NULL, 0);
		}
		service_free(s);
	}
	free(t);
	*tp = NULL;
}

const struct rpc_services *
target_services_ops(struct target_services *t)
{
	return &t->ops;
}
