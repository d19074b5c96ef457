/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_show - the password of an attempt on its way to a machine: counted,
 * given, and what came of it (push_book.h has the budget).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/ccm/lease_int.h"
#include "server/director/ccm/push_int.h"

/* The password of an attempt, on its way to the disk as a failure. */
struct push_showing {
	struct push_task	*task;		/* NULL: it has ended */
};

void
push_stop_showing(struct push_task *t)
{
	if (t->showing != NULL)
		t->showing->task = NULL;
	t->showing = NULL;
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
	push_wake_others(t->pushers);
}

/* An attempt without a verdict on its password. */
void
push_settle(struct push_task *t, bool was_judged)
{
	struct director		*d = t->pushers->d;
	struct push_account	*a = push_book_get(d, t->account);

	release(t);
	push_stop_showing(t);
	if (!t->counted)
		return;
	t->counted = false;
	if (a != NULL && (was_judged || !t->shown))
		push_book_spared(d, a);
	else if (a != NULL)
		push_book_unheard(d, a);
	push_wake_others(t->pushers);
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

	if (a == NULL) {
		push_finish(t, PUSH_RETRY, 0, "its account was taken away");
		return;
	}
	text_copy(m.name, sizeof(m.name), t->name);
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

/* It was refused elsewhere since this began; its own reservation counts. */
static bool
is_in_doubt(const struct push_account *a)
{
	return a->row.is_closed || (!a->row.is_proven &&
	    a->row.failures + a->on_its_way > PUSH_BUDGET);
}

static void
step_back(struct push_task *t)
{
	push_process_end(&t->process);
	release(t);
	push_next_account(t);
}

void
push_give_credential(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);

	if (t->asked || !is_in_site(t))
		return;
	t->asked = true;
	if (a != NULL && is_in_doubt(a))
		step_back(t);
	else if (a != NULL && !a->row.is_proven)
		count(t, a);
	else
		hand_over(t);
}

/* The password was taken: others may be shown it. */
void
push_proven(struct push_task *t)
{
	struct push_account	*a = push_book_get(t->pushers->d, t->account);
	const bool		 was_counted = t->counted;

	if (!t->asked || (!t->reserved && !was_counted))
		return;
	t->counted = false;
	release(t);
	if (a != NULL)
		push_book_proven(t->pushers->d, a, was_counted);
	push_wake_others(t->pushers);
}
