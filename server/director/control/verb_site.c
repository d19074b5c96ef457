/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_site - the site control file, and copies of the whole store. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/sitectrl.h"
#include "server/director/cap/publisher.h"
#include "server/director/control/errand.h"
#include "server/director/control/source.h"
#include "store/backup.h"
#include "store/sitecontrol.h"

/* --- import --- */

/* Is there a newer one than when the errand began? */
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
		errand_end_dry(r, "%s is correct; it would come into force "
		    "and be published", im.name);
}

/* --- show and history --- */

static void
show_file(struct errand *r, const struct sitecontrol_row *f)
{
	char	 sha256[2 * sizeof(f->sha256) + 1];

	hex_encode(sha256, f->sha256, sizeof(f->sha256));
	ERRAND_ROW(r, &table_site_control, NUMBER(f->serial), TIME(f->at),
	    TEXT(f->who), BYTES(f->size), TEXT(sha256), TEXT(f->origin),
	    TEXT(f->reason));
}

/* From state, which ends with a NUL; after.number is the place. */
static void
next_lines(struct errand *r)
{
	char	*line = (char *)r->state + r->after.number;
	size_t	 i, n;

	for (i = 0; i < ERRAND_PAGE && *line != '\0'; i++) {
		n = strcspn(line, "\n");
		r->after.number += n + (line[n] == '\n');
		line[n] = '\0';
		if (n > 0 && line[n - 1] == '\r')
			line[n - 1] = '\0';
		ERRAND_ROW(r, &table_lines, NUMBER(++r->count), TEXT(line));
		line = (char *)r->state + r->after.number;
	}
	if (*line == '\0' || errand_is_orphan(r))
		errand_done(r);
	else
		errand_next(r, next_lines);
}

static void
got_file(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct errand	*r = arg;

	if (failed != NULL)
		errand_end_err(r, failed);
	else if (list->n == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl site history",
		    "there is no such site control file");
	else {
		show_file(r, &list->rows[0]);
		r->state = errand_flag(r, "text") ?
		    strndup(list->rows[0].content.data,
		    list->rows[0].content.len) : NULL;
		if (r->state != NULL)
			next_lines(r);
		else
			errand_done(r);
	}
}

void
verb_run_SITE_SHOW(struct errand *r)
{
	struct sitecontrol_query	 q = {
		.serial = (uint64_t)errand_number(r, "serial"),
	};

	q.last = q.serial == 0;
	errand_asked(r, store_sitecontrols(r->d->store, &q, got_file, r));
}

static void	next_history(struct errand *);

static void
got_history(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct errand	*r = arg;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		show_file(r, &list->rows[i]);
		r->after.number = list->rows[i].serial;
	}
	errand_page(r, failed, failed == NULL && list->more, next_history);
}

static void
next_history(struct errand *r)
{
	struct sitecontrol_query	 q = {
		.before = r->after.number, .limit = ERRAND_PAGE,
	};

	errand_asked(r, store_sitecontrols(r->d->store, &q, got_history, r));
}

void
verb_run_SITE_HISTORY(struct errand *r)
{
	next_history(r);
}

/* --- backup --- */

/* Nobody waits for it any more: it ends. */
static bool
backup_goes_on(void *arg, uint64_t bytes, uint64_t total)
{
	struct errand	*r = arg;

	r->after.number = total;
	errand_progress(r, bytes, total);
	return !errand_is_orphan(r);
}

static void
backed_up(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end(r, CONTROL_FAILED, "the site is not affected; try "
		    "again with another file", "no backup was made: %s",
		    failed->text);
		return;
	}
	ERRAND_ROW(r, &table_backup, TEXT(errand_text(r, "file")),
	    BYTES(r->after.number));
	errand_end(r, CONTROL_DONE, "", "the backup is on the disk; keep the "
	    "master key apart from it");
}

void
verb_run_SITE_BACKUP(struct errand *r)
{
	int	 rc;

	if (r->q.dry_run) {
		errand_end_dry(r, "the store would be copied into %s",
		    errand_text(r, "file"));
		return;
	}
	rc = store_backup(r->d->store, r->fd, backup_goes_on, backed_up, r);
	if (rc != 0)
		errand_end(r, CONTROL_FAILED, "", "no backup was made: %s",
		    rc == -EBUSY ? "another one is under way" :
		    rc == -EINVAL ? "the file is not a new one" :
		    strerror(-rc));
}

void
verb_run_SITE_RESTORE(struct errand *r)
{
	errand_end(r, CONTROL_REFUSED, "stop this sited, take its store away, "
	    "and run sitectl site restore on this host", "a store is restored "
	    "while no sited uses it");
}
