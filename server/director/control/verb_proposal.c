/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/proposal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/proposal.h"

/* --- the first of them --- */

struct waiting {
	struct errand	*r;
	const int64_t	*number;	/* the batch's */
	struct wall	 until;
};

static void
kept(void *arg, const struct err *failed)
{
	struct waiting	 w = *(struct waiting *)arg;
	char		 hint[80], when[WALL_TEXT_SIZE];

	free(arg);
	if (failed != NULL) {
		errand_end_err(w.r, failed);
		return;
	}
	(void)snprintf(hint, sizeof(hint), "another operator says: sitectl "
	    "proposal confirm %lld", (long long)*w.number);
	errand_end(w.r, CONTROL_REFUSED, hint, "nothing is done yet: two "
	    "persons have to ask for it; proposal %lld waits until %s",
	    (long long)*w.number, wall_text(w.until, when));
}

static void
propose(struct errand *r)
{
	struct waiting		*w = calloc(1, sizeof(*w));
	char			*text = json_dumps(r->q.json, JSON_COMPACT);
	int64_t			 ms = r->d->env->config.two_persons_wait;
	struct proposal_row	 row = {
		.uid = (uint32_t)r->peer.uid, .who = r->who,
		.verb = r->q.verb->words, .object = r->audit.object,
		.request = text, .made = wall_now(),
	};
	struct batch		*b;

	if (w == NULL || text == NULL) {
		free(w);
		free(text);
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	row.until.wall.us = row.made.us + ms * 1000;
	row.until.mono = mono_after(mono_now(), ms);
	clock_boot_id(row.until.boot);
	b = store_batch_new();
	*w = (struct waiting){ r, store_proposal_add(b, &row),
	    row.until.wall };
	free(text);
	if (store_submit(r->d->store, &b, kept, w) != 0)
		kept(w, &(struct err){ ENOMEM, "the store takes no more" });
}

bool
proposal_agreed(struct errand *r)
{
	if (r->proposed_by[0] != '\0' || !r->d->env->config.two_persons)
		return true;
	propose(r);
	return false;
}

/* --- what was asked --- */

#define TERMS_SIZE	600

static void
add_term(char terms[static TERMS_SIZE], const struct control_param *p,
    const struct control_value *v)
{
	const size_t	 n = strlen(terms);
	const char	*space = n == 0 ? "" : " ";

	if (p->kind == PARAM_FLAG)
		(void)snprintf(terms + n, TERMS_SIZE - n, "%s--%s", space,
		    p->name);
	else if (p->kind == PARAM_NUMBER)
		(void)snprintf(terms + n, TERMS_SIZE - n, "%s--%s=%lld",
		    space, p->name, (long long)v->number);
	else
		(void)snprintf(terms + n, TERMS_SIZE - n, "%s--%s=%s", space,
		    p->name, v->text);
}

/* Its object apart: nobody shall agree to what he was not shown. */
static void
tell_terms(const struct proposal_row *p, char terms[static TERMS_SIZE])
{
	struct control_request	 q;
	struct err		 e;
	size_t			 i;

	terms[0] = '\0';
	if (control_request_get(rd_over(p->request, strlen(p->request)), &q,
	    &e) != 0) {
		(void)snprintf(terms, TERMS_SIZE, "%s", e.text);
		return;
	}
	for (i = 0; q.verb->params[i].name != NULL; i++)
		if (i > 0 && q.values[i].is_set)
			add_term(terms, &q.verb->params[i], &q.values[i]);
	control_request_free(&q);
}

/* --- the second --- */

static bool
is_over(const struct proposal_row *p)
{
	char	 boot[BOOT_ID_SIZE];

	clock_boot_id(boot);
	if (boot[0] != '\0' && strcmp(boot, p->until.boot) == 0)
		return mono_passed(p->until.mono, mono_now());
	return wall_now().us >= p->until.wall.us ||
	    wall_now().us < p->made.us;
}

static const struct proposal_row *
find(const struct proposal_list *list, int64_t number)
{
	size_t	 i;

	for (i = 0; i < list->n; i++)
		if (list->rows[i].number == number &&
		    !is_over(&list->rows[i]))
			return &list->rows[i];
	return NULL;
}

/* What is to be done, until the proposal is gone from the store. */
struct confirmed {
	struct errand		*r;
	struct control_request	 q;
	char			 who[24];
};

static void
taken(void *arg, const struct err *failed)
{
	struct confirmed	 c = *(struct confirmed *)arg;

	free(arg);
	if (failed != NULL) {
		control_request_free(&c.q);
		errand_end_err(c.r, failed);
		return;
	}
	text_copy(c.r->proposed_by, sizeof(c.r->proposed_by), c.who);
	errand_become(c.r, &c.q);
}

static void
put_audit(struct batch *b, const struct errand *r,
    const struct proposal_row *p)
{
	struct audit_row	 row = r->audit;
	json_t			*detail = json_pack("{s:s,s:s,s:s}", "verb",
				    p->verb, "of", p->object, "proposed_by",
				    p->who);
	char			*json = json_dumps(detail, JSON_COMPACT);

	row.detail = json == NULL ? "" : json;
	(void)store_audit(b, &row);
	free(json);
	json_decref(detail);
}

/* Taken first, so that it is never done twice. */
static void
take(struct errand *r, const struct proposal_row *p)
{
	struct confirmed	*c = calloc(1, sizeof(*c));
	struct batch		*b;
	struct err		 e;

	if (c == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	c->r = r;
	text_copy(c->who, sizeof(c->who), p->who);
	if (control_request_get(rd_over(p->request, strlen(p->request)),
	    &c->q, &e) != 0) {
		free(c);
		errand_end_err(r, &e);
		return;
	}
	b = store_batch_new();
	store_proposal_remove(b, p->number);
	put_audit(b, r, p);
	if (store_submit(r->d->store, &b, taken, c) != 0)
		taken(c, &(struct err){ ENOMEM, "the store takes no more" });
}

static void
confirm(void *arg, const struct err *failed, const struct proposal_list *list)
{
	struct errand			*r = arg;
	int64_t				 number = errand_number(r, "number");
	const struct proposal_row	*p;
	char				 terms[TERMS_SIZE];

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	p = find(list, number);
	if (p == NULL)
		errand_end(r, CONTROL_REFUSED, "see: sitectl proposal list",
		    "no proposal %lld waits: it was confirmed, withdrawn, or "
		    "its time is over", (long long)number);
	else if (p->uid == r->peer.uid)
		errand_end(r, CONTROL_REFUSED, "somebody else of the group of "
		    "operators, under a user id of their own, confirms it",
		    "proposal %lld is your own (%s): two persons have to ask "
		    "for it", (long long)number, p->who);
	else if (r->q.dry_run) {
		tell_terms(p, terms);
		errand_end_dry(r, "\"%s %s%s%s\", as %s asked, would be "
		    "judged anew and done", p->verb, VIS(p->object),
		    terms[0] == '\0' ? "" : " ", VIS(terms), p->who);
	} else
		take(r, p);
}

void
verb_run_PROPOSAL_CONFIRM(struct errand *r)
{
	errand_asked(r, store_proposals(r->d->store, confirm, r));
}

/* --- or not at all --- */

static void
removed(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL)
		errand_end_err(r, failed);
	else
		errand_end(r, CONTROL_DONE, "", "proposal %lld is withdrawn",
		    (long long)errand_number(r, "number"));
}

static void
withdraw(void *arg, const struct err *failed, const struct proposal_list *list)
{
	struct errand	*r = arg;
	struct batch	*b;
	int64_t		 number = errand_number(r, "number");

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	if (find(list, number) == NULL) {
		errand_end(r, CONTROL_REFUSED, "see: sitectl proposal list",
		    "no proposal %lld waits", (long long)number);
		return;
	}
	if (r->q.dry_run) {
		errand_end_dry(r, "proposal %lld would be withdrawn",
		    (long long)number);
		return;
	}
	b = store_batch_new();
	store_proposal_remove(b, number);
	errand_asked(r, store_submit(r->d->store, &b, removed, r));
}

void
verb_run_PROPOSAL_WITHDRAW(struct errand *r)
{
	errand_asked(r, store_proposals(r->d->store, withdraw, r));
}

/* --- looking --- */

static void
show(void *arg, const struct err *failed, const struct proposal_list *list)
{
	struct errand			*r = arg;
	const struct proposal_row	*p;
	char				 terms[TERMS_SIZE];
	size_t				 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		p = &list->rows[i];
		if (is_over(p))
			continue;
		tell_terms(p, terms);
		ERRAND_ROW(r, &table_proposals, NUMBER((uint64_t)p->number),
		    TEXT(p->who), TEXT(p->verb), TEXT(p->object),
		    terms[0] == '\0' ? NOTHING : TEXT(terms), TIME(p->made),
		    TIME(p->until.wall));
	}
	errand_end_err(r, failed);
}

void
verb_run_PROPOSAL_LIST(struct errand *r)
{
	errand_asked(r, store_proposals(r->d->store, show, r));
}
