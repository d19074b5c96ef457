/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_client - the machines that reported. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/names.h"
#include "server/director/account/rotation.h"
#include "server/director/account/accounts.h"
#include "server/director/client/enrol.h"
#include "server/director/client/enrolled.h"
#include "server/director/client/namesakes.h"
#include "server/director/control/errand.h"
#include "server/director/control/verb_message.h"
#include "store/client.h"
#include "store/finding.h"
#include "store/inventory.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))
#define MESSAGES_SHOWN	10	/* the latest */

/* The client that the page before ended with. */
struct place {
	struct guid	 guid;
	char		 name[256];
	char		 domain[256];
};

static const char *
source_name(enum client_source s)
{
	static const char *const	names[] = {
		"", "session", "discovery record", "configuration request",
		"inventory"
	};

	return names[s];
}

static const char *
class_name(enum evidence_class c)
{
	static const char *const	names[] = { "", "C", "B", "A", "A+" };

	return names[c];
}

static void
list_one(struct errand *r, const struct client_row *c)
{
	char	 id[GUID_TEXT_SIZE];

	ERRAND_ROW(r, &table_clients, TEXT(c->name), TEXT(c->domain),
	    TEXT(guid_text(&c->guid, id)), TIME(c->first_seen),
	    TIME(c->last_seen), TEXT(source_name(c->source)),
	    c->manifest == 0 ? NOTHING : NUMBER(c->manifest),
	    TEXT(c->versions));
}

/* --- what looks wrong --- */

static const char *
finding_name(enum finding_kind k)
{
	static const char *const	names[] = {
		"", "one id with two names", "one name with two ids",
		"two addresses at a time", "unsigned-file",
		"other network cards", "client agent out of date"
	};

	return names[k];
}

static void	next_findings(struct errand *);

static void
got_findings(void *arg, const struct err *failed,
    const struct finding_list *list)
{
	struct errand			*r = arg;
	const struct finding_row	*f;
	char				 id[GUID_TEXT_SIZE];
	size_t				 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		f = &list->rows[i];
		r->after.number = (uint64_t)f->seq;
		ERRAND_ROW(r, &table_findings, TIME(f->last),
		    TEXT(finding_name(f->kind)),
		    TEXT(guid_text(&f->client, id)), TEXT(f->other),
		    NUMBER(f->count), TIME(f->first), TEXT(f->detail));
	}
	errand_page(r, failed, failed == NULL && list->more, next_findings);
}

static void
next_findings(struct errand *r)
{
	struct finding_query	 q = { .open_only = true,
				    .after = (int64_t)r->after.number,
				    .limit = ERRAND_PAGE };

	errand_asked(r, store_findings(r->d->store, &q, got_findings, r));
}

/* --- all --- */

static void	next_clients(struct errand *);

static void
got_clients(void *arg, const struct err *failed,
    const struct client_list *list)
{
	struct errand	*r = arg;
	struct place	*after = r->state;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++)
		list_one(r, &list->rows[i]);
	if (failed == NULL && list->n > 0) {
		after->guid = list->rows[i - 1].guid;
		text_copy(after->name, sizeof(after->name),
		    list->rows[i - 1].name);
		text_copy(after->domain, sizeof(after->domain),
		    list->rows[i - 1].domain);
	}
	errand_page(r, failed, true, failed == NULL && list->more ?
	    next_clients : next_findings);
}

static void
next_clients(struct errand *r)
{
	const struct place	*p = r->state;
	struct client_row	 after = { .guid = p->guid, .name = p->name,
				    .domain = p->domain };
	struct client_query	 q = { .limit = ERRAND_PAGE };

	if (p->name[0] != '\0')
		q.after = &after;
	errand_asked(r, store_clients(r->d->store, &q, got_clients, r));
}

void
verb_run_CLIENT_LIST(struct errand *r)
{
	r->state = calloc(1, sizeof(struct place));
	if (r->state == NULL)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
	else
		next_clients(r);
}

/* --- one --- */

static void
show_addresses(struct errand *r, const struct client_row *c)
{
	char	 id[GUID_TEXT_SIZE];
	size_t	 i;

	(void)guid_text(&c->guid, id);
	for (i = 0; i < c->n_addresses; i++)
		ERRAND_ROW(r, &table_addresses, TEXT(id),
		    TEXT(c->addresses[i].address), TIME(c->addresses[i].first),
		    TIME(c->addresses[i].last));
}

static void
show_evidence(struct errand *r, const struct client_row *c)
{
	const struct account_entry	*a;
	const struct evidence_row	*e;
	char				 id[GUID_TEXT_SIZE];
	size_t				 i;

	(void)guid_text(&c->guid, id);
	for (i = 0; i < c->n_evidence; i++) {
		e = &c->evidence[i];
		a = accounts_by_id(r->d->accounts, e->account);
		ERRAND_ROW(r, &table_evidence, TEXT(id),
		    a == NULL ? NOTHING : TEXT(a->name),
		    NUMBER(e->generation), TEXT(class_name(e->class)),
		    NUMBER(e->count), TIME(e->first), TIME(e->last),
		    TEXT(e->address));
	}
}

/* Lists with a line each, on one. */
static void
show_discovery(struct errand *r, const struct client_row *c)
{
	const struct client_facts	*f = &c->facts;
	const char			*list[] = { f->subnets, f->macs,
					    f->sites, f->assigned };
	char				 id[GUID_TEXT_SIZE], s[4][512];
	char				*at;
	size_t				 i, n;

	if (f->agent[0] == '\0')
		return;
	for (i = 0; i < nitems(list); i++) {
		text_copy(s[i], sizeof(s[i]), list[i]);
		n = strlen(s[i]);
		if (n > 0 && s[i][n - 1] == '\n')
			s[i][n - 1] = '\0';
		for (at = s[i]; (at = strchr(at, '\n')) != NULL; at++)
			*at = ' ';
	}
	ERRAND_ROW(r, &table_discovery, TEXT(guid_text(&c->guid, id)),
	    TEXT(f->agent), TEXT(f->agent_site), TIME(f->agent_time),
	    FLAG(f->installed), NUMBER(f->travel), TEXT(f->os),
	    TEXT(f->user), TEXT(s[0]), TEXT(s[1]), TEXT(s[2]), TEXT(s[3]));
}

/* --- what they reported --- */

struct shown {
	char		 name[256];
	size_t		 n, at;
	struct guid	 guid[];
};

static void
got_messages(void *arg, const struct err *failed,
    const struct message_list *list)
{
	struct errand	*r = arg;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++)
		message_show(r, &list->rows[i]);
	errand_end_err(r, failed);
}

static void
show_messages(struct errand *r)
{
	const struct shown	*s = r->state;
	struct message_query	 q = { .system = s->name,
				    .limit = MESSAGES_SHOWN };

	errand_asked(r, store_messages(r->d->store, &q, got_messages, r));
}

static void	next_inventories(struct errand *);

static void
got_inventories(void *arg, const struct err *failed,
    const struct inventory_list *list)
{
	struct errand			*r = arg;
	struct shown			*s = r->state;
	const struct inventory_row	*v;
	char				 id[GUID_TEXT_SIZE];
	size_t				 i;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	(void)guid_text(&s->guid[s->at++], id);
	for (i = 0; i < list->n; i++) {
		v = &list->rows[i];
		ERRAND_ROW(r, &table_inventories, TEXT(id),
		    TEXT(v->kind == INVENTORY_HARDWARE ? "hardware" :
		    "software"), NUMBER(v->items), TIME(v->told),
		    TIME(v->received), TIME(v->complete),
		    NUMBER(v->deltas));
	}
	if (s->at < s->n)
		next_inventories(r);
	else
		show_messages(r);
}

static void
next_inventories(struct errand *r)
{
	const struct shown	*s = r->state;

	errand_asked(r, store_inventories(r->d->store, &s->guid[s->at],
	    got_inventories, r));
}

static void
show_reports(struct errand *r, const struct client_list *list)
{
	struct shown	*s = calloc(1, sizeof(*s) +
			    list->n * sizeof(s->guid[0]));
	size_t		 i;

	if (s == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	r->state = s;
	s->n = list->n;
	text_copy(s->name, sizeof(s->name), list->rows[0].name);
	for (i = 0; i < list->n; i++)
		s->guid[i] = list->rows[i].guid;
	next_inventories(r);
}

static void
show_enrolled(struct errand *r, const struct guid *guid)
{
	const struct enrolled	*e = enrolled_find(r->d, guid);
	char			 id[GUID_TEXT_SIZE], key[SIGN_ID_SIZE];

	if (e == NULL)
		return;
	sign_key_id(e->signing, key);
	ERRAND_ROW(r, &table_enrolled, TEXT(guid_text(guid, id)),
	    TEXT(e->name), TIME(e->since), TEXT(key),
	    NUMBER(e->window.highest & (CONTROL_NUMBER_MAX - 1)));
	if (rotation_cohorts(r->d) > 1)
		ERRAND_ROW(r, &table_members, TEXT(e->name),
		    NUMBER(e->cohort));
}

static bool
show_namesakes(struct errand *r, const char *who)
{
	const struct namesake_client	*c;
	char				 from[ADDR_TEXT_SIZE];
	size_t				 i = 0, name;
	bool				 any = false;

	while (namesakes_next(accounts_namesakes(r->d->accounts), who, &i,
	    &c))
		for (name = 0; name < NAMESAKES; name++) {
			if (c->count[name] == 0)
				continue;
			any = true;
			ERRAND_ROW(r, &table_namesakes, TEXT(c->workstation),
			    TEXT(addr_text(&c->peer, from)),
			    TEXT(name_of_namesake(name)),
			    NUMBER(c->count[name]), TIME(c->first),
			    TIME(c->last), TEXT(namesake_advice(name)));
		}
	return any;
}

/* Enrolled, or refused: nothing else is known. */
static const char *
show_silent(struct errand *r)
{
	const char		*name = errand_text(r, "client");
	const struct enrolled	*e = enrol_find(r->d, name, NULL);

	if (e != NULL)
		show_enrolled(r, &e->guid);
	if (show_namesakes(r, e == NULL ? name : e->name))
		return "the client has not reported yet, but came with an "
		    "account of its own";
	return e == NULL ? NULL :
	    "the client is enrolled, but has not reported yet";
}

static void
got_client(void *arg, const struct err *failed,
    const struct client_list *list)
{
	struct errand	*r = arg;
	const char	*silent;
	size_t		 i;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	for (i = 0; i < list->n; i++)
		list_one(r, &list->rows[i]);
	for (i = 0; i < list->n; i++)
		show_discovery(r, &list->rows[i]);
	for (i = 0; i < list->n; i++)
		show_addresses(r, &list->rows[i]);
	for (i = 0; i < list->n; i++)
		show_evidence(r, &list->rows[i]);
	for (i = 0; i < list->n; i++)
		show_enrolled(r, &list->rows[i].guid);
	if (list->n > 0)
		(void)show_namesakes(r, list->rows[0].name);
	silent = list->n == 0 ? show_silent(r) : NULL;
	if (silent != NULL)
		errand_end(r, CONTROL_DONE, "", "%s", silent);
	else if (list->n == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl client list",
		    "no client \"%s\" has reported",
		    VIS(errand_text(r, "client")));
	else
		show_reports(r, list);
}

void
verb_run_CLIENT_SHOW(struct errand *r)
{
	const char		*name = errand_text(r, "client");
	struct guid		 guid;
	struct client_query	 q = { .limit = ERRAND_PAGE };

	if (guid_parse(name, &guid) || sms_id_parse(name, &guid))
		q.guid = &guid;
	else
		q.name = name;
	errand_asked(r, store_clients(r->d->store, &q, got_client, r));
}
