/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_enrol - clients that get, or lose, keys of their own. */
#include <string.h>

#include "base/text.h"
#include "server/director/client/enrol.h"
#include "server/director/client/enrolled.h"
#include "server/director/control/errand.h"
#include "store/client.h"

static void
row(struct errand *r, const struct enrol_token *t)
{
	char	 id[ENROL_ID_SIZE];

	hex_encode(id, t->id, sizeof(t->id));
	ERRAND_ROW(r, &table_enrolment, TEXT(t->name), TEXT(id),
	    TIME(t->expires));
}

static void
made(void *arg, const struct err *failed, const struct enrol_token *t)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	row(r, t);
	errand_end(r, CONTROL_DONE, "carry the file to that machine and "
	    "remove it here: siteclient enrol --from FILE", "client \"%s\" "
	    "may enrol once, within %d hours", t->name, ENROL_HOURS);
}

void
verb_run_CLIENT_ENROL(struct errand *r)
{
	const char	*given = errand_text(r, "name");
	char		 name[NETBIOS_NAME_SIZE];
	struct err	 e;
	int		 fd, rc;

	if (r->q.dry_run)
		rc = enrol_may(r->d, name, given, &e);
	else
		rc = enrol_begin(r->d, &(struct enrol_wish){ .name = given,
		    .audit = &r->audit }, &fd, made, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (r->q.dry_run)
		errand_end_dry(r, "a bundle for client \"%s\" would be made",
		    name);
	else
		errand_secret(r, ANSWER_SHOW, fd);
}

/* --- a lost one --- */

static void
may_come_back(void *arg, const struct err *failed,
    const struct enrol_token *t)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	row(r, t);
	errand_end(r, CONTROL_DONE, "carry the file to that machine and "
	    "remove it here: siteclient enrol --from FILE", "client \"%s\" "
	    "may come back once, within %d hours", t->name, ENROL_HOURS);
}

static void
rescue(struct errand *r, const char *given, const struct guid *client)
{
	struct enrol_wish	 w = { .name = given, .client = client,
				    .audit = &r->audit };
	char			 name[NETBIOS_NAME_SIZE];
	char			 id[GUID_TEXT_SIZE];
	struct err		 e;
	int			 fd, rc;

	if (r->q.dry_run)
		rc = enrol_may(r->d, name, given, &e);
	else
		rc = enrol_begin(r->d, &w, &fd, may_come_back, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (r->q.dry_run)
		errand_end_dry(r, "a bundle with which client \"%s\", %s, "
		    "alone could come back would be made", name,
		    guid_text(client, id));
	else
		errand_secret(r, ANSWER_SHOW, fd);
}

/* It is enrolled, but has never reported, or there is no such client. */
static void
rescue_silent(struct errand *r)
{
	struct err		 e;
	const struct enrolled	*x = enrol_find(r->d,
				    errand_text(r, "client"), &e);
	struct guid		 id;

	if (x == NULL) {
		errand_end(r, CONTROL_FAILED, "see: sitectl client list; for "
		    "one that is new: sitectl client enrol", "%s", e.text);
		return;
	}
	id = x->guid;
	rescue(r, x->name, &id);
}

static void
found(void *arg, const struct err *failed, const struct client_list *list)
{
	struct errand	*r = arg;

	if (failed != NULL)
		errand_end_err(r, failed);
	else if (list->n > 1)
		errand_end(r, CONTROL_REFUSED, "see: sitectl client list",
		    "more than one client is called \"%s\": name one by its "
		    "id", VIS(errand_text(r, "client")));
	else if (list->n == 1)
		rescue(r, list->rows[0].name, &list->rows[0].guid);
	else
		rescue_silent(r);
}

void
verb_run_CLIENT_RESCUE(struct errand *r)
{
	const char		*client = errand_text(r, "client");
	struct guid		 guid;
	struct client_query	 q = { .limit = 2 };

	if (guid_parse(client, &guid) || sms_id_parse(client, &guid))
		q.guid = &guid;
	else
		q.name = client;
	errand_asked(r, store_clients(r->d->store, &q, found, r));
}

/* --- one that goes --- */

static void
forgotten(void *arg, const struct err *failed, const struct enrol_token *t)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "", "the keys of client \"%s\" are "
	    "forgotten: what it signs is refused, and it finds no account "
	    "list under its key any more", t->name);
}

void
verb_run_CLIENT_FORGET(struct errand *r)
{
	struct err		 e;
	const struct enrolled	*x = enrol_find(r->d,
				    errand_text(r, "client"), &e);

	if (x == NULL)
		errand_end_err(r, &e);
	else if (r->q.dry_run)
		errand_end_dry(r, "the keys of client \"%s\" would be "
		    "forgotten", x->name);
	else if (enrol_forget(r->d, x, &r->audit, forgotten, r, &e) != 0)
		errand_end_err(r, &e);
}
