/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup_look - what is known of the controller that an account is for: who
 * heard of it last, whether the domain has it, whose it is.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/epoch.h"
#include "server/director/ccm/cleanup_int.h"
#include "server/director/ccm/lease.h"
#include "server/director/domain/directory.h"
#include "server/director/domain/sam.h"
#include "store/client.h"

#define MARK		"sited-client:"		/* and a site's code */
#define LEASE_MARK	"sited:"		/* "sited:S01:17" */
#define SAME_NAME	8
#define AGAIN		24	/* of a look, until it is tried again */

void
cleanup_mark(const struct director *d, const struct account_entry *creator,
    char dst[static CLEANUP_MARK_SIZE])
{
	const size_t	 n = strlen(LEASE_MARK);

	dst[0] = '\0';
	if (creator != NULL && strncmp(creator->comment, LEASE_MARK, n) == 0 &&
	    strncmp(creator->comment + n, d->site.code, SITE_CODE_LEN) == 0)
		(void)snprintf(dst, CLEANUP_MARK_SIZE, MARK "%s",
		    d->site.code);
}

/* --- whose it is --- */

static void
is_of(struct watch *w, const char *code)
{
	if (text_casecmp(code, w->owner->d->site.code) != 0) {
		w->facts.owner = CLEANUP_OTHERS;
		text_copy(w->other, sizeof(w->other), code);
	} else if (w->facts.owner == CLEANUP_NOBODYS)
		w->facts.owner = CLEANUP_OURS;
}

/* The mark of an installation, or the stamp of a client service. */
static void
read_mark(struct watch *w, const char *comment)
{
	char		 code[SITE_CODE_SIZE];
	struct epoch	 stamp;

	if (epoch_parse(comment, &stamp)) {
		is_of(w, stamp.site);
		return;
	}
	if (strncmp(comment, MARK, strlen(MARK)) == 0)
		text_copy(code, sizeof(code), comment + strlen(MARK));
	else if (strncmp(comment, LEASE_MARK, strlen(LEASE_MARK)) == 0)
		text_copy(code, sizeof(code), comment + strlen(LEASE_MARK));
	else
		return;
	is_of(w, code);
}

/* There is one account for it, however many sites it is a client of. */
static void
read_sites(struct watch *w, const char *sites)
{
	char	 code[SITE_CODE_SIZE];
	size_t	 n;

	for (; *sites != '\0'; sites += n + (sites[n] != '\0')) {
		n = strcspn(sites, "\n");
		if (n != SITE_CODE_LEN)
			continue;
		(void)snprintf(code, sizeof(code), "%.*s", (int)n, sites);
		is_of(w, code);
	}
}

/* --- its client --- */

static bool
is_ours(const struct watch *w, const struct client_row *c)
{
	return c->domain[0] == '\0' || text_casecmp(c->domain,
	    w->owner->d->env->config.domain) == 0;
}

/* Of several machines with that name each speaks for all. */
static void
read_clients(struct watch *w, const struct client_list *list)
{
	struct cleanup_facts	*f = &w->facts;
	const struct client_row	*c;
	size_t			 i, known = 0, gone = 0;

	for (i = 0; i < list->n; i++) {
		c = &list->rows[i];
		if (!is_ours(w, c))
			continue;
		known++;
		gone += c->facts.agent[0] != '\0' && !c->facts.installed;
		if (c->last_seen.us > f->heard.us)
			f->heard = c->last_seen;
		read_sites(w, c->facts.sites);
	}
	f->client_gone = known > 0 && gone == known;
}

/* --- the account --- */

static void
note(struct cleanup_facts *f, struct wall at)
{
	if (at.us > f->heard.us)
		f->heard = at;
}

static bool
is_in_domain(const struct director *d, const char *machine)
{
	char				 name[NETBIOS_NAME_SIZE + 1];
	const struct account_entry	*a;

	if (directory_find(d, machine) < directory_servers(d))
		return true;
	(void)snprintf(name, sizeof(name), "%.15s$", machine);
	a = accounts_find(d->accounts, name);
	return a != NULL && a->state != ACCOUNT_DELETED;
}

/* A password that is set, or shown, is a sign of who has it. */
static void
read_account(struct watch *w, const struct account_entry *a)
{
	struct director		*d = w->owner->d;
	const char		*machine = cleanup_machine(a);
	struct lease_view	 lease;

	w->other[0] = '\0';
	w->facts = (struct cleanup_facts){
		.in_domain = is_in_domain(d, machine),
		.leased = lease_view(d, machine, &lease),
	};
	note(&w->facts, a->created);
	note(&w->facts, a->changed);
	note(&w->facts, a->password_at);
	note(&w->facts, a->last_logon);
	note(&w->facts, a->last_wrong);
	read_mark(w, a->comment);
	read_mark(w, sam_comment(d, a));
}

/* --- the look --- */

static void
got_clients(void *arg, const struct err *failed,
    const struct client_list *list)
{
	struct watch			*w = arg;
	struct cleanup			*c = w->owner;
	const struct account_entry	*a;

	a = accounts_by_id(c->d->accounts, w->row.account);
	w->known = failed == NULL && c->running && a != NULL &&
	    a->state != ACCOUNT_DELETED;
	if (!w->known) {
		cleanup_looked(w);
		return;
	}
	read_account(w, a);
	read_clients(w, list);
	w->counts = cleanup_is_due(&c->rules, &w->row);
	w->calling = w->counts && c->caller != NULL;
	if (w->calling)
		c->caller(c->caller_arg, cleanup_machine(a));
	else
		cleanup_looked(w);
}

void
cleanup_called(struct director *d, enum cleanup_call call)
{
	struct watch	*w = d->cleanup->at;

	if (w == NULL || !w->calling || !d->cleanup->running)
		return;
	w->calling = false;
	w->facts.answered = call == CALL_ANSWERED;
	w->counts = call != CALL_NOBODY;
	if (!w->counts)
		d->cleanup->again = mono_after(mono_now(),
		    d->cleanup->rules.look / AGAIN);
	cleanup_looked(w);
}

void
cleanup_look(struct watch *w)
{
	struct cleanup			*c = w->owner;
	const struct account_entry	*a;
	struct client_query		 q = { .limit = SAME_NAME };

	w->counts = false;
	a = accounts_by_id(c->d->accounts, w->row.account);
	q.name = a == NULL ? NULL : cleanup_machine(a);
	if (q.name != NULL && a->state != ACCOUNT_DELETED &&
	    store_clients(c->d->store, &q, got_clients, w) == 0)
		return;
	w->known = false;
	cleanup_looked(w);
}
