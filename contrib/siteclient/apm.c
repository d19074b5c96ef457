/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/apm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contrib/siteclient/account_mgr.h"
#include "contrib/siteclient/program.h"
#include "protocol/sms/names.h"
#include "protocol/sms/statusid.h"

/* What is told when a program ends; one runs at a time. */
struct run {
	struct agent	*agent;
	char		 advert[SMS_OBJECT_ID_SIZE];
	char		 package[SMS_OBJECT_ID_SIZE];
	char		 program[LABEL_MAX + 1];
};

static void
tell(struct agent *a, uint32_t id, const char *advert, const char *package,
    const char *text)
{
	const char	*const strings[] = { advert, package, text };

	agent_log(&a->logs, LOG_APM, "Advertisement %s, package %s: %s "
	    "[status=%u]", advert, package, text, id);
	agent_status(a, id, strings, 3);
}

static struct advert *
row_of(struct agent *a, const char *id)
{
	struct advert	*row = state_advert(&a->state, id);

	if (row == NULL && (row = state_add_advert(&a->state)) != NULL)
		(void)strlcpy(row->id, id, sizeof(row->id));
	return row;
}

void
apm_damaged(struct agent *a, const char *id, const char *why)
{
	struct advert	*row = state_advert(&a->state, id);

	if (row != NULL && row->state == ADVERT_DAMAGED)
		return;
	if ((row = row_of(a, id)) != NULL && row->state != ADVERT_RUNNING)
		row->state = ADVERT_DAMAGED;
	tell(a, STATUS_OFFER_DAMAGED, id, "", why);
}

bool
apm_take(struct agent *a, const struct advertisement *ad, struct wall now)
{
	struct advert	*row = state_advert(&a->state, ad->id);

	if (row == NULL || row->state == ADVERT_DAMAGED) {
		row = row_of(a, ad->id);
		if (row == NULL)
			return false;
		row->state = ADVERT_RECEIVED;
		tell(a, STATUS_ADVERT_RECEIVED, ad->id, ad->package,
		    ad->name);
	}
	return a->program == NULL && !a->lacks_token && row->state != ADVERT_RUNNING &&
	    advertisement_is_due(ad, row->when, now);
}

void
apm_cannot(struct agent *a, const struct advertisement *ad, const char *why)
{
	struct advert	*row = state_advert(&a->state, ad->id);

	if (row != NULL && row->state == ADVERT_CANNOT)
		return;			/* the site knows */
	if (row != NULL)
		row->state = ADVERT_CANNOT;
	tell(a, STATUS_PROGRAM_CANNOT_RUN, ad->id, ad->package, why);
}

static void
on_end(void *arg, int status, bool killed)
{
	struct run	*r = arg;
	struct agent	*a = r->agent;
	struct advert	*row = state_advert(&a->state, r->advert);
	char		 text[LABEL_MAX + 64];
	const bool	 well = status == 0 && !killed;

	a->program = NULL;
	account_mgr_end(a);
	if (well)
		(void)snprintf(text, sizeof(text), "%s", r->program);
	else
		(void)snprintf(text, sizeof(text), "%s: %s %d", r->program,
		    killed ? "killed, signal" : "exit status", status);
	if (row != NULL)
		row->state = well ? ADVERT_DONE : ADVERT_FAILED;
	tell(a, well ? STATUS_PROGRAM_DONE : STATUS_PROGRAM_FAILED, r->advert,
	    r->package, text);
	(void)agent_save(a);
}

static const char *
user_trouble(int error)
{
	return error == -ENOENT ? "there is no such local user" :
	    error == -EPERM ? "only root can run programs of another user" :
	    strerror(-error);
}

static int64_t
time_of(const struct agent *a, const struct package_program *p)
{
	const int64_t	 most = a->config->program_time_ms;
	const int64_t	 said = (int64_t)p->minutes * MINUTE_MS;

	return said > 0 && said < most ? said : most;
}

/* Q307434: the words of the status message. */
static bool
prepare(struct agent *a, const struct run *r, const char *name,
    const struct advertisement *ad)
{
	char		 why[1024];
	uint32_t	 error;

	if (!account_mgr_is_set(a))
		return true;
	error = account_mgr_begin(a);
	if (error == 0)
		return true;
	(void)snprintf(why, sizeof(why), "An error occurred while preparing "
	    "to run the program for advertisement \"%s\" (\"%s\" - \"%s\"). "
	    "The operating system reported error %u. %s.", r->advert, name,
	    r->program, error, account_mgr_text(error));
	apm_cannot(a, ad, why);
	return false;
}

static struct run *
run_new(struct agent *a, const struct advertisement *ad,
    const struct package_program *p)
{
	struct run	*r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->agent = a;
	(void)strlcpy(r->advert, ad->id, sizeof(r->advert));
	(void)strlcpy(r->package, ad->package, sizeof(r->package));
	(void)strlcpy(r->program, p->name, sizeof(r->program));
	return r;
}

/* It is on the disk that it runs before it does: else it might run twice. */
static bool
note_start(struct agent *a, struct advert *row, struct wall now)
{
	const struct wall	 last = row->when;

	row->state = ADVERT_RUNNING;
	row->when = now;
	if (agent_save(a))
		return true;
	row->state = ADVERT_RECEIVED;
	row->when = last;
	return false;
}

static void
start(struct run *r, const struct advertisement *ad,
    const struct package_program *p)
{
	struct agent		*a = r->agent;
	struct program_end	 end = { on_end, r };
	int			 error;

	agent_log(&a->logs, LOG_APM, "Running program \"%s\" of package %s as "
	    "%s", p->name, ad->package, a->config->program_user);
	error = program_start(a->base, a->config->program_user, p->command,
	    time_of(a, p), &end, &a->program);
	if (error == 0)
		return;
	free(r);
	account_mgr_end(a);
	apm_cannot(a, ad, user_trouble(error));
}

void
apm_run(struct agent *a, const struct advertisement *ad, const char *name,
    const struct package_program *p, struct wall now)
{
	struct advert	*row = state_advert(&a->state, ad->id);
	struct run	*r;

	if (a->config->program_user[0] == '\0' ||
	    name_is_reserved(a->config->program_user)) {
		apm_cannot(a, ad, "no local user is configured to run it");
		return;
	}
	r = row == NULL ? NULL : run_new(a, ad, p);
	if (r == NULL)
		return;
	if (!prepare(a, r, name, ad)) {
		free(r);
		return;
	}
	if (note_start(a, row, now)) {
		start(r, ad, p);
		return;
	}
	account_mgr_end(a);
	free(r);
}

void
apm_tidy(struct agent *a)
{
	if (a->program == NULL)
		account_mgr_end(a);
}

void
apm_stop(struct agent *a)
{
	if (a->program == NULL)
		return;
	program_stop(&a->program);
	account_mgr_end(a);
}

void
apm_mend(struct agent *a)
{
	size_t	 i;

	account_mgr_end(a);
	for (i = 0; i < a->state.nadvert; i++)
		if (a->state.advert[i].state == ADVERT_RUNNING) {
			a->state.advert[i].state = ADVERT_FAILED;
			tell(a, STATUS_PROGRAM_FAILED, a->state.advert[i].id,
			    "", "cut short: the agent was started again");
		}
}
