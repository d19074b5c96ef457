/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_said - what a site-push says: its steps, signs of life, and how it
 * ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/win32.h"
#include "server/director/cap/publisher.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/ccm/push_int.h"
#include "server/director/ccm/site_rules.h"

#define SIGN_MS		1000	/* a sign of life is told so often */

static void
refused(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);
	const bool		 counted = t->counted;

	t->counted = false;
	if (a != NULL)
		push_book_refused(t->pushers->d, a, t->error, counted);
	push_settle(t, true);
	push_wake_others(t->pushers);
	push_remember_refusal(t);
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
	push_settle(t, true);
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
	push_settle(t, false);
	t->end = PUSH_END_RETRY;
	t->error = WIN32_SEM_TIMEOUT;
	(void)snprintf(t->text, sizeof(t->text), "the attempt was cut off "
	    "at step %s", *t->step == '\0' ? "begin" : VIS(t->step));
	ended(t);
}

static void
heard_sign(struct push_task *t, const char *what)
{
	const struct mono	 now = mono_now();

	t->stopped = t->stopped || strcmp(what, "stopped") == 0;
	t->shows_life = t->shows_life || !t->stopped;
	t->sign = strcmp(what, "child") == 0 ? LEASE_SIGN_CHILD :
	    LEASE_SIGN_LOADER;
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
		push_proven(t);
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

void
push_heard_line(struct push_task *t, const char *line)
{
	const char	*text;

	if (line == NULL)
		fell_silent(t);
	else if (strncmp(line, "step ", 5) == 0)
		heard_step(t, line + 5);
	else if (strncmp(line, "sign ", 5) == 0)
		heard_sign(t, line + 5);
	else if (strncmp(line, "log ", 4) == 0)
		t->log = strtoull(line + 4, NULL, 10);
	else if (strncmp(line, "address ", 8) == 0)
		heard_address(t, line + 8);
	else if (strcmp(line, "credential") == 0)
		push_give_credential(t);
	else if (push_end_parse(line, &t->end, &t->error, &text)) {
		text_copy(t->text, sizeof(t->text), utf8_valid(text) ? text :
		    "what it said is no text");
		ended(t);
	}
}
