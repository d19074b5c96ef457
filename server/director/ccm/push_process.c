/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_process - a site-push as the director sees it: the parent executes it,
 * one descriptor takes the job there and brings its report back, of the other,
 * which brings it the credential, the keeper gets our end when it asks.
 */
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "server/director/ccm/push_int.h"
#include "server/director/director.h"

#define LINE_SIZE	1024
#define STEPS		24	/* that may take the whole time-out */

struct push_process {
	struct push_task	*task;
	struct env		*env;
	unsigned		 slot;
	int			 report, secret;
	struct event		 ev;
	push_heard		*heard;
	char			 line[LINE_SIZE];
	size_t			 len;
};

/* One after the other: whose end we heard of, the parent may not have yet. */
static int
take_slot(struct pushers *p)
{
	unsigned	 i, slot;

	for (i = 1; i <= PUSH_SLOTS; i++) {
		slot = (p->last + i) % PUSH_SLOTS;
		if ((p->busy & 1U << slot) != 0)
			continue;
		p->busy |= 1U << slot;
		p->last = slot;
		return (int)slot;
	}
	return -EAGAIN;
}

static void
close_fd(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

static void
process_free(struct push_process *p)
{
	if (event_initialized(&p->ev))
		(void)event_del(&p->ev);
	close_fd(&p->report);
	close_fd(&p->secret);
	p->task->pushers->busy &= ~(1U << p->slot);
	free(p);
}

void
push_process_end(struct push_process **pp)
{
	struct push_process		*p = *pp;
	struct msg_push_start		 m = { 0, 0 };

	if (p == NULL)
		return;
	*pp = NULL;
	m.slot = (uint16_t)p->slot;
	msg_put_push_start(chan_begin(p->env->parent, MSG_PUSH_END, 0), &m);
	(void)chan_end(p->env->parent);
	process_free(p);
}

/* What a line makes of the task may end the process: it is asked last. */
static bool
next_line(struct push_process *p, char line[static LINE_SIZE])
{
	char	*nl = memchr(p->line, '\n', p->len);
	size_t	 n;

	if (nl == NULL)
		return false;
	n = (size_t)(nl - p->line);
	memcpy(line, p->line, n);
	line[n] = '\0';
	p->len -= n + 1;
	memmove(p->line, nl + 1, p->len);
	return true;
}

static void
on_report(evutil_socket_t fd, short what, void *arg)
{
	struct push_process	*p = arg;
	struct push_task	*t = p->task;
	char			 line[LINE_SIZE];
	ssize_t			 n;

	(void)what;
	n = read(fd, p->line + p->len, sizeof(p->line) - p->len);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		p->heard(t, NULL);
		return;
	}
	p->len += (size_t)n;
	while (t->process == p && next_line(p, line))
		p->heard(t, line);
	if (t->process == p && p->len == sizeof(p->line))
		p->heard(t, NULL);	/* a line without an end */
}

void
push_process_credential(struct push_process *p,
    const struct msg_push_credential *m)
{
	struct director	*d = p->task->pushers->d;
	struct chan	*keeper = director_keeper(d);

	if (keeper == NULL || p->secret == -1) {
		close_fd(&p->secret);
		return;
	}
	msg_put_push_credential(chan_begin(keeper, MSG_PUSH_CREDENTIAL, 0),
	    m);
	(void)chan_end_fd(keeper, p->secret);
	p->secret = -1;
}

/* --- the begin --- */

static int
send_job(int fd, const struct push_order *o, struct err *e)
{
	struct buf	 b;
	int		 rc = 0;

	buf_init(&b, PUSH_JOB_MAX);
	push_job_put(&b, o);
	if (send(fd, b.data, b.len, MSG_NOSIGNAL | MSG_DONTWAIT) !=
	    (ssize_t)b.len)
		rc = err_sys(e, "the job cannot be handed over");
	(void)shutdown(fd, SHUT_WR);
	buf_free(&b);
	return rc;
}

static uint32_t
deadline_of(const struct push_order *o)
{
	return (STEPS * o->timeout + (o->probe ? 0 : o->watch)) * 1000U;
}

static int
lend(struct push_process *p, enum msg_type type, uint32_t deadline, int fd,
    struct err *e)
{
	const struct msg_push_start	 m = { (uint16_t)p->slot, deadline };
	int				 rc;

	msg_put_push_start(chan_begin(p->env->parent, type, 0), &m);
	rc = chan_end_fd(p->env->parent, fd);
	return rc == 0 ? 0 : err_set(e, -rc, "the parent cannot be asked: %s",
	    strerror(-rc));
}

static int
open_pairs(int job[static 2], int secret[static 2], struct err *e)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, job) == -1)
		return err_sys(e, "cannot make a channel");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, secret) == 0)
		return 0;
	(void)err_sys(e, "cannot make a channel");
	(void)close(job[0]);
	(void)close(job[1]);
	return -e->code;
}

static int
begin(struct push_process *p, struct push_order *o, struct err *e)
{
	char	 work[CONFIG_PATH_MAX + 32], dir[CONFIG_PATH_MAX];
	int	 job[2], secret[2], rc = open_pairs(job, secret, e);

	if (rc != 0)
		return rc;
	p->report = job[0];
	p->secret = secret[0];
	config_path(&p->env->config, "push", dir);
	(void)snprintf(work, sizeof(work), "%s/%u", dir, p->slot);
	o->work = work;
	rc = send_job(p->report, o, e);
	if (rc == 0)
		rc = lend(p, MSG_PUSH_LEND, 0, secret[1], e);
	else
		(void)close(secret[1]);
	if (rc == 0)
		rc = lend(p, MSG_PUSH_BEGIN, deadline_of(o), job[1], e);
	else
		(void)close(job[1]);
	return rc;
}

int
push_process_begin(struct push_task *t, const struct push_order *order,
    push_heard *heard, struct err *e)
{
	struct push_process	*p;
	struct push_order	 o = *order;
	const int		 slot = take_slot(t->pushers);
	int			 rc;

	if (slot < 0)
		return slot;
	p = calloc(1, sizeof(*p));
	if (p == NULL) {
		t->pushers->busy &= ~(1U << slot);
		return err_set(e, ENOMEM, "out of memory");
	}
	p->task = t;
	p->env = t->pushers->d->env;
	p->slot = (unsigned)slot;
	p->report = p->secret = -1;
	p->heard = heard;
	rc = begin(p, &o, e);
	if (rc != 0) {
		process_free(p);
		return rc;
	}
	(void)evutil_make_socket_nonblocking(p->report);
	(void)event_assign(&p->ev, p->env->base, p->report,
	    EV_READ | EV_PERSIST, on_report, p);
	(void)event_add(&p->ev, NULL);
	t->process = p;
	return 0;
}
