/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_component - client components: brought, shown, offered. */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "base/text.h"
#include "server/director/cap/component.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/rollout.h"
#include "server/director/control/errand.h"
#include "server/director/control/source.h"

static struct control_cell
version_cell(const struct version *v, char text[static VERSION_TEXT_SIZE])
{
	return v->nfield == 0 ? NOTHING : TEXT(version_text(v, text));
}

static struct control_cell
ring_cell(const struct errand *r, const char *component)
{
	struct rollout_view	 v;

	return rollout_of(r->d, component, &v) ? NUMBER(v.percent) : NOTHING;
}

/* --- list --- */

static void
show_row(struct errand *r, const struct component_row *c)
{
	char	 master[VERSION_TEXT_SIZE], shown[VERSION_TEXT_SIZE];

	ERRAND_ROW(r, &table_components, TEXT(c->component),
	    c->platform[0] == '\0' ? NOTHING : TEXT(c->platform),
	    TEXT(c->name), version_cell(&c->master, master),
	    version_cell(&c->shown, shown), ring_cell(r, c->component),
	    FLAG(c->offered),
	    NUMBER(c->files), BYTES(c->bytes), TIME(c->since),
	    TEXT(c->state), TEXT(c->detail));
}

void
verb_run_COMPONENT_LIST(struct errand *r)
{
	struct component_row	*rows = calloc(COMPONENT_ROWS_MAX,
				    sizeof(*rows));
	size_t			 i, n;

	if (rows == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	n = component_list(r->d, rows, COMPONENT_ROWS_MAX);
	for (i = 0; i < n; i++) {
		show_row(r, &rows[i]);
		if (component_is_amiss(&rows[i]))
			r->exit = CONTROL_DEGRADED;
	}
	free(rows);
	errand_done(r);
}

/* --- publish --- */

static void
show_outcome(struct errand *r, const struct component_outcome *c,
    bool is_published)
{
	char			 now[VERSION_TEXT_SIZE];
	char			 before[VERSION_TEXT_SIZE];
	struct publisher_status	 s;

	publisher_status(r->d, &s);
	ERRAND_ROW(r, &table_component, TEXT(c->name),
	    version_cell(&c->version, now), version_cell(&c->before, before),
	    NUMBER(c->files), BYTES(c->bytes),
	    is_published && s.serial != 0 ? NUMBER(s.serial) : NOTHING,
	    is_published ? ring_cell(r, c->name) : NOTHING);
}

/* Taken is not yet offered: the site control file has to name it. */
static void
note_idle(struct errand *r, const char *component)
{
	struct component_row	*rows = calloc(COMPONENT_ROWS_MAX,
				    sizeof(*rows));
	size_t			 i, n;

	n = rows == NULL ? 0 : component_list(r->d, rows, COMPONENT_ROWS_MAX);
	for (i = 0; i < n; i++)
		if (!rows[i].offered && strcasecmp(rows[i].component,
		    component) == 0 && rows[i].detail[0] != '\0')
			errand_note(r, "%s is not offered to clients: %s",
			    rows[i].component, rows[i].detail);
	free(rows);
}

static void
note_rings(struct errand *r, const char *component)
{
	struct rollout_view	 v;
	char			 from[VERSION_TEXT_SIZE];

	if (rollout_of(r->d, component, &v))
		errand_note(r, "it goes out in rings; all other clients go on "
		    "seeing %s; see: sitectl component rollout status",
		    version_text(&v.from, from));
}

static void
brought(void *arg, const struct err *failed,
    const struct component_outcome *c)
{
	struct errand	*r = arg;
	char		 version[VERSION_TEXT_SIZE];

	if (failed != NULL && failed->code == EPERM)
		errand_end(r, CONTROL_REFUSED, "if that is meant: --force "
		    "--reason TEXT", "%s", failed->text);
	else if (failed != NULL)
		errand_end_err(r, failed);
	else if (r->q.dry_run) {
		show_outcome(r, c, false);
		errand_end_dry(r, "%s %s would be taken and published",
		    c->name, version_text(&c->version, version));
	} else {
		r->audited = true;
		show_outcome(r, c, true);
		note_idle(r, c->name);
		note_rings(r, c->name);
		errand_done(r);
	}
}

void
verb_run_COMPONENT_PUBLISH(struct errand *r)
{
	struct component_order	 q = { .fd = r->fd, .audit = &r->audit,
				    .dry_run = r->q.dry_run };
	struct err		 e;

	if (errand_flag(r, "force") && errand_text(r, "reason") == NULL) {
		errand_end(r, CONTROL_USAGE, "", "--force needs --reason "
		    "TEXT");
		return;
	}
	if (errand_flag(r, "force"))
		q.reason = errand_text(r, "reason");
	if (source_check(r->fd, COMPONENT_PACK_MAX + 65536, &q.size, &e) !=
	    0 || component_publish(r->d, &q, brought, r, &e) != 0)
		errand_end_err(r, &e);
}
