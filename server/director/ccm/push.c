/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push - a job from its begin to its end: an account after the other, in the
 * order of option push, each tried on a machine once (ccm.md 5.1); a domain
 * controller gets a bootstrap account before (lease.h).  A definite refusal
 * leads to the next account, anything else ends the job.
 */
#include "server/director/ccm/push_int.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/publisher.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/ccm/push_files.h"
#include "server/director/ccm/site_now.h"
#include "server/director/domain/directory.h"
#include "server/timer.h"

#define FOLDER		"sms_temp"
#define SERVICE		"CCMBoot"
#define LOADER		"%SystemRoot%\\" FOLDER "\\CCMBtLdr.exe"

/* --- the end of a task --- */

static void
task_free(struct push_task *t)
{
	push_process_end(&t->process);
	push_stop_showing(t);
	(void)event_del(&t->later);
	LIST_REMOVE(t, link);
	free(t);
}

/* A slot, or the leave to show a password, has come free. */
void
push_wake_others(struct pushers *p)
{
	struct push_task	*t;

	if (p->stopping)
		return;
	LIST_FOREACH(t, &p->tasks, link)
		if (t->waiting)
			timer_after(&t->later, 0);
}

void
push_finish(struct push_task *t, enum push_verdict verdict, uint32_t error,
    const char *text)
{
	push_settle(t, false);
	push_process_end(&t->process);
	t->has_ended = true;
	t->waiting = false;
	if (text != t->text)
		text_copy(t->text, sizeof(t->text), text);
	t->result = (struct push_result){ verdict, error, t->name, t->text };
	if (verdict == PUSH_PARK)
		push_forget_machine(t);
	timer_after(&t->later, 0);
	push_wake_others(t->pushers);
}

static void
deliver(struct push_task *t)
{
	push_done			*done = t->done;
	void				*arg = t->arg;
	const struct push_result	 result = t->result;

	if (done != NULL)
		done(arg, &result);
	task_free(t);
}

static void
on_later(evutil_socket_t fd, short what, void *arg)
{
	struct push_task	*t = arg;

	(void)fd;
	(void)what;
	if (t->has_ended)
		deliver(t);
	else if (t->waiting)
		push_next_account(t);
	else
		push_ask_servers(t);
}

/* --- an attempt --- */

static void
make_order(const struct push_task *t, const char *program,
    struct push_order *o)
{
	const struct config		*c = &t->pushers->d->env->config;
	struct site_rules		 site;

	*o = (struct push_order){
		.address = "", .hosts = c->push_hosts, .name = t->computer,
		.domain = t->domain, .work = "", .folder = FOLDER,
		.service = SERVICE, .display = "SMS Client Bootstrap",
		.program = program,
		.file = { "CCMBtLdr.exe" }, .files = 1,
		.timeout = (uint32_t)(c->push_timeout / 1000),
		.watch = (uint32_t)(c->push_watch / 1000),
		.port = (uint32_t)c->push_port,
		.samba = c->push_allow_samba, .force = t->force,
		.upgrade = t->upgrade, .controller = t->controller,
		.probe = t->probe,
	};
	(void)push_version_parse(c->push_newest, &o->newest);
	site_rules_now(t->pushers->d, &site);
	if (site.has_version)
		o->version = site.version;
}

int
push_begin_process(struct push_task *t, push_heard *heard_line,
    struct err *e)
{
	const struct config	*c = &t->pushers->d->env->config;
	char			 program[128], source[CONFIG_PATH_MAX];
	struct push_order	 o;
	struct buf		 tcf;
	int			 rc = 0;

	if (push_is_sp3(t) && t->controller)
		(void)snprintf(program, sizeof(program), "%s /wait:%lld", LOADER,
		    (long long)(c->push_loader_wait / 1000));
	else
		text_copy(program, sizeof(program), LOADER);
	config_path(c, c->push_source, source);
	make_order(t, program, &o);
	o.source = source;
	buf_init(&tcf, PUSH_FILE_MAX);
	if (!t->probe)
		rc = push_files(t->pushers->d, t->computer, t->controller,
		    &tcf, &o, e);
	if (rc == 0)
		rc = push_process_begin(t, &o, heard_line, e);
	buf_free(&tcf);
	return rc;
}

static void
try_with(struct push_task *t, struct push_account *a)
{
	struct err	 e;
	int		 rc;

	t->account = a->row.id;
	text_copy(t->name, sizeof(t->name), a->name);
	t->step[0] = '\0';
	t->stopped = t->shown = t->asked = false;
	rc = push_begin_process(t, push_heard_line, &e);
	if (rc == 0) {
		t->reserved = true;
		a->on_its_way++;
		log_debug("ccm %s: tried with \"%s\"", VIS(t->computer),
		    VIS(a->name));
	} else if (rc == -EAGAIN)
		t->waiting = true;
	else
		push_finish(t, PUSH_RETRY, 0, e.text);
}

/* Nobody is left to be tried. */
static void
no_account(struct push_task *t)
{
	if (t->probe) {
		push_end_probe(t);
		return;
	}
	t->end = PUSH_END_REFUSED;
	push_tell_lease(t);
	if (t->text[0] != '\0')
		push_finish(t, PUSH_PARK, t->error, t->text);
	else
		push_finish(t, PUSH_PARK, 0, "no account of option push may be "
		    "shown to it: see sitectl push list");
}

static size_t
at_work(const struct pushers *p)
{
	const struct push_task	*t;
	size_t			 n = 0;

	LIST_FOREACH(t, &p->tasks, link)
		n += t->process != NULL && !t->probe;
	return n;
}

void
push_next_account(struct push_task *t)
{
	const struct config_list	*list =
	    &t->pushers->d->env->config.push;
	struct push_account		*a;
	enum push_leave			 leave;

	t->waiting = !t->probe && at_work(t->pushers) >= PUSH_MOST;
	for (; !t->waiting && t->at < list->n; t->at++) {
		a = push_book_find(t->pushers->d, list->item[t->at]);
		if (a == NULL || push_was_refused(t, a->row.id))
			continue;
		leave = push_book_may(a);
		if (leave == PUSH_MAY) {
			try_with(t, a);
			return;
		}
		t->waiting = leave == PUSH_WAIT;
		if (t->waiting)
			return;
	}
	if (!t->waiting)
		no_account(t);
}

struct push_task *
push_task_new(struct pushers *p, const char *computer)
{
	struct push_task	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->pushers = p;
	text_copy(t->computer, sizeof(t->computer), computer);
	(void)event_assign(&t->later, p->d->env->base, -1, 0, on_later, t);
	LIST_INSERT_HEAD(&p->tasks, t, link);
	return t;
}

/* --- a job --- */

bool
push_possible(const struct director *d, struct err *e)
{
	const struct config_list	*list = &d->env->config.push;
	size_t				 i;

	for (i = 0; i < list->n; i++)
		if (push_book_find(d, list->item[i]) != NULL)
			return true;
	(void)err_set(e, ENOTSUP, list->n == 0 ? "push is not configured: "
	    "option push names no account" : "no password of an account of "
	    "option push is known: sitectl push add");
	return false;
}

/* Its service needs an account of its own domain.  Whose is not known is
   asked: the machine has to say ours then. */
static bool
is_of_our_domain(struct push_task *t)
{
	const char	*ours = t->pushers->d->env->config.domain;

	if (t->domain[0] == '\0')
		text_copy(t->domain, sizeof(t->domain), ours);
	return text_casecmp(t->domain, ours) == 0;
}

/* A bootstrap account administers the domain: whoever says of himself that he
   is a controller does not get one for that. */
static bool
is_our_server(const struct push_task *t)
{
	const struct director	*d = t->pushers->d;

	return directory_find(d, t->computer) < directory_servers(d);
}

int
push_start(struct director *d, const struct push_job *job, push_done *done,
    void *arg)
{
	struct push_task	*t = push_task_new(d->pushers, job->computer);

	if (t == NULL)
		return -ENOMEM;
	text_copy(t->domain, sizeof(t->domain), job->domain);
	t->controller = job->class == CLASS_CONTROLLER;
	t->upgrade = job->upgrade;
	t->force = job->ccr->forced;
	t->in_site = job->in_site;
	t->done = done;
	t->arg = arg;
	if (!t->controller)
		push_next_account(t);
	else if (!is_of_our_domain(t))
		push_finish(t, PUSH_PARK, 0, "it is a controller of another "
		    "domain: this site has no accounts there");
	else if (!is_our_server(t))
		push_finish(t, PUSH_PARK, 0, "it says that it is a controller, "
		    "but is none of the servers of the domain");
	else
		push_ask_lease(t, job->request);
	return 0;
}

static const char *
step_of(const struct push_task *t)
{
	if (t->has_ended)
		return "ended";
	if (t->process == NULL)
		return t->lease != 0 && !t->waiting ?
		    "Waiting for PDC/BDC Sync" : "waits for its turn";
	return t->step[0] == '\0' ? "find" : t->step;
}

bool
push_progress(const struct director *d, const char *computer,
    struct push_progress *p)
{
	const struct push_task	*t;

	LIST_FOREACH(t, &d->pushers->tasks, link)
		if (!t->probe && text_casecmp(t->computer, computer) == 0)
			break;
	if (t != NULL)
		*p = (struct push_progress){ step_of(t), t->name };
	return t != NULL;
}

/* --- life --- */

int
push_new(struct director *d, struct err *e)
{
	d->pushers = calloc(1, sizeof(*d->pushers));
	if (d->pushers == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->pushers->d = d;
	LIST_INIT(&d->pushers->tasks);
	RB_INIT(&d->pushers->refusals);
	return 0;
}

void
push_run(struct director *d)
{
	lease_probe_by(d, push_probe, d->pushers);
	cleanup_call_by(d, push_call, d->pushers);
}

void
push_stop(struct director *d)
{
	struct push_task	*t;

	d->pushers->stopping = true;
	LIST_FOREACH(t, &d->pushers->tasks, link) {
		push_process_end(&t->process);
		(void)event_del(&t->later);
	}
}

void
push_free(struct director *d)
{
	struct push_task	*t;

	if (d->pushers == NULL)
		return;
	while ((t = LIST_FIRST(&d->pushers->tasks)) != NULL)
		task_free(t);
	push_forget(d);
	free(d->pushers);
	d->pushers = NULL;
}
