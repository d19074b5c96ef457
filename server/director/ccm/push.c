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
#include "base/tree.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/win32.h"
#include "server/director/account/accounts.h"
#include "server/director/cap/publisher.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/ccm/push_files.h"
#include "server/director/ccm/site_rules.h"
#include "server/director/domain/directory.h"
#include "server/timer.h"

#define REFUSALS_MAX	100000
#define SIGN_MS		1000	/* a sign of life is told so often */
#define FOLDER		"sms_temp"
#define SERVICE		"CCMBoot"
#define LOADER		"%SystemRoot%\\" FOLDER "\\CCMBtLdr.exe"

/* --- who refused whom --- */

static int
cmp_refusal(const struct push_refusal *a, const struct push_refusal *b)
{
	if (a->account != b->account)
		return a->account < b->account ? -1 : 1;
	return text_casecmp(a->computer, b->computer);
}

TREE_GENERATE(push_refusals, push_refusal, link, cmp_refusal)

static bool
was_refused(const struct push_task *t, int64_t account)
{
	struct push_refusal	 key = { .account = account };

	text_copy(key.computer, sizeof(key.computer), t->computer);
	return RB_FIND(push_refusals, &t->pushers->refusals, &key) != NULL;
}

static void
remember_refusal(struct push_task *t)
{
	struct push_refusal	*r;

	if (t->pushers->refused >= REFUSALS_MAX)
		return;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return;
	r->account = t->account;
	text_copy(r->computer, sizeof(r->computer), t->computer);
	if (RB_INSERT(push_refusals, &t->pushers->refusals, r) != NULL)
		free(r);
	else
		t->pushers->refused++;
}

void
push_forget(struct director *d)
{
	struct push_refusal	*r, *next;

	RB_FOREACH_SAFE(r, push_refusals, &d->pushers->refusals, next) {
		(void)RB_REMOVE(push_refusals, &d->pushers->refusals, r);
		free(r);
	}
	d->pushers->refused = 0;
}

/* A parked request is begun again by an operator, or with other accounts. */
static void
forget_machine(struct push_task *t)
{
	struct push_refusal	*r, *next;

	RB_FOREACH_SAFE(r, push_refusals, &t->pushers->refusals, next) {
		if (text_casecmp(r->computer, t->computer) != 0)
			continue;
		(void)RB_REMOVE(push_refusals, &t->pushers->refusals, r);
		t->pushers->refused--;
		free(r);
	}
}

/* --- the end of a task --- */

/* The password of an attempt, on its way to the disk as a failure. */
struct push_showing {
	struct push_task	*task;		/* NULL: it has ended */
};

static void
stop_showing(struct push_task *t)
{
	if (t->showing != NULL)
		t->showing->task = NULL;
	t->showing = NULL;
}

static void
task_free(struct push_task *t)
{
	push_process_end(&t->process);
	stop_showing(t);
	(void)event_del(&t->later);
	LIST_REMOVE(t, link);
	free(t);
}

/* A slot, or the leave to show a password, has come free. */
static void
wake_others(struct pushers *p)
{
	struct push_task	*t;

	if (p->stopping)
		return;
	LIST_FOREACH(t, &p->tasks, link)
		if (t->waiting)
			timer_after(&t->later, 0);
}

static void
release(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);

	if (!t->reserved)
		return;
	if (a != NULL)
		a->on_its_way--;
	t->reserved = false;
	wake_others(t->pushers);
}

/* An attempt without a verdict on its password. */
static void
settle(struct push_task *t, bool was_judged)
{
	struct director		*d = t->pushers->d;
	struct push_account	*a = push_book_get(d, t->account);

	release(t);
	stop_showing(t);
	if (!t->counted)
		return;
	t->counted = false;
	if (a != NULL && (was_judged || !t->shown))
		push_book_spared(d, a);
	else if (a != NULL)
		push_book_unheard(d, a);
	wake_others(t->pushers);
}

void
push_finish(struct push_task *t, enum push_verdict verdict, uint32_t error,
    const char *text)
{
	settle(t, false);
	push_process_end(&t->process);
	t->has_ended = true;
	t->waiting = false;
	if (text != t->text)
		text_copy(t->text, sizeof(t->text), text);
	t->result = (struct push_result){ verdict, error, t->name, t->text };
	if (verdict == PUSH_PARK)
		forget_machine(t);
	timer_after(&t->later, 0);
	wake_others(t->pushers);
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

/* --- what it says --- */

static void
refused(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);
	const bool		 counted = t->counted;

	t->counted = false;
	if (a != NULL)
		push_book_refused(t->pushers->d, a, t->error, counted);
	settle(t, true);
	wake_others(t->pushers);
	remember_refusal(t);
	t->at++;
	push_next_account(t);
}

/* SMS 2.0 believed the loader; SP3 made a second attempt to see the client. */
static void
installed(struct push_task *t)
{
	if (push_is_sp3(t) && t->controller)
		push_finish(t, PUSH_RETRY, 0, "the loader has ended; whether the "
		    "client runs, the next attempt sees");
	else
		push_finish(t, PUSH_INSTALLED, 0, t->text);
}

static void
ended(struct push_task *t)
{
	static const enum push_verdict	verdicts[PUSH_END_COUNT] = {
		[PUSH_END_DISCARD] = PUSH_DISCARD,
		[PUSH_END_RETRY] = PUSH_RETRY,
		[PUSH_END_CONTROLLER] = PUSH_CONTROLLER
	};

	push_process_end(&t->process);
	/* Who has not seen a password says nothing of it. */
	if (t->end == PUSH_END_REFUSED && t->error != 0 && !t->asked)
		t->end = PUSH_END_RETRY;
	/* Without a number it is the machine's word, not the account's. */
	if (t->end == PUSH_END_REFUSED && t->error != 0) {
		refused(t);
		return;
	}
	settle(t, true);
	if (t->probe) {
		push_end_probe(t);
		return;
	}
	push_tell_lease(t);
	if (t->end == PUSH_END_REFUSED)
		push_finish(t, PUSH_PARK, 0, t->text);
	else if (t->end == PUSH_END_INSTALLED)
		installed(t);
	else
		push_finish(t, verdicts[t->end], t->error, t->text);
}

static void
fell_silent(struct push_task *t)
{
	settle(t, false);
	t->end = PUSH_END_RETRY;
	t->error = WIN32_SEM_TIMEOUT;
	(void)snprintf(t->text, sizeof(t->text), "the attempt was cut off "
	    "at step %s", *t->step == '\0' ? "begin" : VIS(t->step));
	ended(t);
}

/* Of a machine that nobody knew an address of before. */
static bool
is_in_site(struct push_task *t)
{
	if (t->in_site || t->probe || !t->outside)
		return true;
	push_finish(t, PUSH_PARK, 0, "the machine is outside of the site's "
	    "boundaries");
	return false;
}

static void
hand_over(struct push_task *t)
{
	struct director			*d = t->pushers->d;
	const struct push_account	*a = push_book_get(d, t->account);
	struct msg_push_credential	 m = { .id = t->account };
	const struct lease		*l;
	const struct account_entry	*boot = NULL;

	text_copy(m.name, sizeof(m.name), t->name);
	if (a != NULL)
		m.password = rd_over(a->sealed, a->row.password.len);
	l = t->lease == 0 || t->probe ? NULL :
	    lease_set_get(&d->leases->set, t->lease);
	if (l != NULL)
		boot = accounts_find(d->accounts, l->name);
	if (t->lease != 0 && !t->probe && boot == NULL) {
		push_finish(t, PUSH_RETRY, 0, "its bootstrap account was "
		    "taken away");
		return;
	}
	if (boot != NULL) {
		m.account = boot->id;
		(void)snprintf(m.account_name, sizeof(m.account_name),
		    "%.15s\\%s", d->env->config.domain, l->name);
		m.account_password = rd_over(boot->password,
		    boot->password_len);
	}
	push_process_credential(t->process, &m);
}

static void
counted(void *arg, const struct err *failed)
{
	struct push_showing	*s = arg;
	struct push_task	*t = s->task;

	free(s);
	if (t == NULL || t->pushers->stopping)
		return;
	t->showing = NULL;
	if (failed != NULL) {
		push_finish(t, PUSH_RETRY, 0, failed->text);
		return;
	}
	t->shown = true;
	hand_over(t);
}

/* A4: what no machine has taken yet is a failure on the disk before one sees
   it, so that a crash before the verdict gives no free try. */
static void
count(struct push_task *t, struct push_account *a)
{
	struct push_showing	*s = calloc(1, sizeof(*s));

	if (s == NULL || push_book_show(t->pushers->d, a, counted, s) != 0) {
		free(s);
		push_finish(t, PUSH_RETRY, 0, "the store takes no more");
		return;
	}
	s->task = t;
	t->showing = s;
	t->counted = true;
	release(t);
}

static void
give_credential(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);

	if (t->asked || !is_in_site(t))
		return;
	t->asked = true;
	if (a == NULL)
		push_finish(t, PUSH_RETRY, 0, "its account was taken away");
	else if (a->row.is_proven)
		hand_over(t);
	else
		count(t, a);
}

/* The password was taken: others may be shown it. */
static void
proven(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);
	const bool		 was_counted = t->counted;

	if (!t->asked || (!t->reserved && !was_counted))
		return;
	t->counted = false;
	release(t);
	if (a != NULL)
		push_book_proven(t->pushers->d, a, was_counted);
	wake_others(t->pushers);
}

static void
heard_sign(struct push_task *t, const char *what)
{
	const struct mono	 now = mono_now();

	t->stopped = t->stopped || strcmp(what, "stopped") == 0;
	t->shows_life = t->shows_life || !t->stopped;
	if (t->lease == 0 || t->probe || t->stopped || (t->told.ns != 0 &&
	    mono_ms_between(t->told, now) < SIGN_MS))
		return;
	t->told = now;
	lease_evidence(t->pushers->d, t->lease, LEASE_SIGN_LOADER);
}

static void
heard_step(struct push_task *t, const char *step)
{
	text_copy(t->step, sizeof(t->step), step);
	if (strcmp(step, "registry") == 0 || strcmp(step, "look") == 0)
		proven(t);
	else if (t->lease != 0 && !t->probe)
		lease_evidence(t->pushers->d, t->lease, LEASE_SIGN_PUSH);
}

static void
heard_address(struct push_task *t, const char *address)
{
	struct site_rules	 site;

	site_rules_of(publisher_site(t->pushers->d), &site);
	t->outside = !site_rules_contain(&site, address);
}

static void
heard(struct push_task *t, const char *line)
{
	const char	*text;

	if (line == NULL)
		fell_silent(t);
	else if (strncmp(line, "step ", 5) == 0)
		heard_step(t, line + 5);
	else if (strncmp(line, "sign ", 5) == 0)
		heard_sign(t, line + 5);
	else if (strncmp(line, "address ", 8) == 0)
		heard_address(t, line + 8);
	else if (strcmp(line, "credential") == 0)
		give_credential(t);
	else if (push_end_parse(line, &t->end, &t->error, &text)) {
		text_copy(t->text, sizeof(t->text), utf8_valid(text) ? text :
		    "what it said is no text");
		ended(t);
	}
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
	site_rules_of(publisher_site(t->pushers->d), &site);
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
	rc = push_begin_process(t, heard, &e);
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
		if (a == NULL || was_refused(t, a->row.id))
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
