/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_enrol - clients that get, or lose, keys of their own. */
#include <string.h>

#include "base/text.h"
#include "server/director/client/enrol.h"
#include "server/director/client/enrolled.h"
#include "server/director/control/errand.h"

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
		rc = enrol_begin(r->d, given, &r->audit, &fd, made, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (r->q.dry_run)
		errand_end_dry(r, "a bundle for client \"%s\" would be made",
		    name);
	else
		errand_secret(r, ANSWER_SHOW, fd);
}

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
