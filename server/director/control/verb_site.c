/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_site - the site control file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/sitectrl.h"
#include "server/director/cap/publisher.h"
#include "server/director/control/errand.h"
#include "server/director/control/source.h"

/* Is there a newer one than when the request began? */
static bool
is_in_force(const struct errand *r, struct publisher_status *s)
{
	publisher_status(r->d, s);
	return s->site_control > r->after.number;
}

static void
imported(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct publisher_status	 s;

	r->audited = is_in_force(r, &s);
	if (r->audited)
		ERRAND_ROW(r, &table_import, TEXT(errand_text(r, "file")),
		    NUMBER(s.site_control),
		    failed != NULL ? NOTHING : NUMBER(s.serial));
	if (failed == NULL)
		errand_end(r, CONTROL_DONE, "", "site control file %llu is "
		    "in force and published", (unsigned long long)
		    s.site_control);
	else if (r->audited)
		errand_end(r, CONTROL_DEGRADED, "mend that, then: sitectl "
		    "publish now", "%s", failed->text);
	else
		errand_end(r, CONTROL_FAILED, "", "%s", failed->text);
}

/* The last part of a path: what the history shows. */
static const char *
base_name(const char *path)
{
	const char	*slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

void
verb_run_SITE_IMPORT(struct errand *r)
{
	struct publisher_status	 before;
	struct import		 im = { .audit = &r->audit };
	struct err		 e;
	char			*text;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	rc = source_read(r->fd, SCF_SIZE_MAX, &text, &im.len, &e);
	if (rc != 0) {
		errand_end(r, CONTROL_FAILED, "nothing was changed", "%s: %s",
		    errand_text(r, "file"), e.text);
		return;
	}
	r->state = text;
	im.text = text;
	im.name = base_name(errand_text(r, "file"));
	publisher_status(r->d, &before);
	r->after.number = before.site_control;
	rc = site_import(r->d, &im, dry_run ? NULL : imported, r, &e);
	if (rc != 0)
		errand_end(r, CONTROL_FAILED, "nothing was changed; mend the "
		    "file and import it again", "%s", e.text);
	else if (dry_run)
		errand_end_dry(r, "%s is correct; it would become the site "
		    "control file and be published", im.name);
}
