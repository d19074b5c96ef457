/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_site_change - another site control file comes into force. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "server/director/cap/site_change.h"
#include "server/director/control/differences.h"
#include "server/director/control/source.h"
#include "store/sitecontrol.h"

#define SOURCE_NAME_SIZE	48
#define ROWS_TOLD	200	/* the rest by site show --diff */

/* What the errand's state holds while it waits for its turn. */
struct given {
	size_t	 len;
	char	 text[];
};

/* --- the end --- */

/* Is there a newer one than when the errand began? */
static bool
is_in_force(const struct errand *r, struct publisher_status *s)
{
	publisher_status(r->d, s);
	return s->site_control > r->after.number;
}

/* The file's name, or that of an older one. */
static const char *
what_came(const struct errand *r, char older[static SOURCE_NAME_SIZE])
{
	if (errand_text(r, "file") != NULL)
		return errand_text(r, "file");
	(void)snprintf(older, SOURCE_NAME_SIZE, "site control file %llu",
	    (unsigned long long)errand_number(r, "serial"));
	return older;
}

/* The rows were packed when the change was made. */
static void
tell_changes(struct errand *r)
{
	struct buf	 b = { .data = r->state, .len = r->count };
	size_t		 more = differences_tell(r, &b, ROWS_TOLD);

	if (more > 0)
		errand_note(r, "and %zu more differences: see sitectl site "
		    "show --diff", more);
}

static void
in_force(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct publisher_status	 s;
	char			 older[SOURCE_NAME_SIZE];

	r->audited = is_in_force(r, &s);
	if (r->audited) {
		ERRAND_ROW(r, &table_import, TEXT(what_came(r, older)),
		    NUMBER(s.site_control),
		    failed != NULL ? NOTHING : NUMBER(s.serial));
		tell_changes(r);
	}
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

/* --- begin --- */

/* Takes the change. */
static void
bring_into_force(struct errand *r, struct site_change **c)
{
	struct publisher_status	 before;
	struct site_order	 o = { .audit = &r->audit, .done = in_force,
				    .arg = r };
	struct buf		 b;
	char			 older[SOURCE_NAME_SIZE];

	publisher_status(r->d, &before);
	buf_init(&b, PACKED_MAX);
	if (site_change_each(*c, differences_pack, &b) < 0)
		b.failed = true;
	if (!packed_take(r, &b)) {
		site_change_free(c);
		return;
	}
	r->after.number = before.site_control;
	if (!r->q.dry_run) {
		site_change_begin(c, &o);
		return;
	}
	site_change_free(c);
	tell_changes(r);
	errand_end_dry(r, "%s is correct; it would come into force and be "
	    "published", what_came(r, older));
}

static void
unchanged(struct errand *r)
{
	struct publisher_status	 s;

	publisher_status(r->d, &s);
	errand_end(r, CONTROL_DONE, "", "nothing differs: site control file "
	    "%llu stays in force", (unsigned long long)s.site_control);
}

/* The last part of a path: what the history shows. */
static const char *
base_name(const char *path)
{
	const char	*slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* --- import and apply --- */

typedef int	make_change(struct director *, const struct site_source *,
		    struct site_change **, struct err *);

static void
run_file(struct errand *r, make_change *make)
{
	const struct given	*g = r->state;
	struct site_source	 src = { base_name(errand_text(r, "file")),
				    g->text, g->len };
	struct site_change	*c;
	struct err		 e;

	if (make(r->d, &src, &c, &e) != 0)
		errand_end(r, CONTROL_FAILED, e.code == ENOENT ? "" :
		    "nothing was changed; mend the file and try again", "%s",
		    e.text);
	else if (make == site_change_delta && site_change_is_none(c)) {
		site_change_free(&c);
		unchanged(r);
	} else
		bring_into_force(r, &c);
}

static void
run_import(void *arg)
{
	run_file(arg, site_change_import);
}

static void
run_apply(void *arg)
{
	run_file(arg, site_change_delta);
}

static void
take_turn(struct errand *r, void (*run)(void *))
{
	if (site_turn(r->d, run, r) != 0)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
}

static struct given *
keep(const char *text, size_t len)
{
	struct given	*g = malloc(sizeof(*g) + len + 1);

	if (g == NULL)
		return NULL;
	g->len = len;
	memcpy(g->text, text, len);
	g->text[len] = '\0';
	return g;
}

static void
read_file(struct errand *r, void (*run)(void *))
{
	struct err	 e;
	char		*text;
	size_t		 len;

	if (source_read(r->fd, SCF_SIZE_MAX, &text, &len, &e) != 0) {
		errand_end(r, CONTROL_FAILED, "nothing was changed", "%s: %s",
		    errand_text(r, "file"), e.text);
		return;
	}
	r->state = keep(text, len);
	free(text);
	if (r->state == NULL)
		errand_end(r, CONTROL_FAILED, "", "out of memory");
	else
		take_turn(r, run);
}

void
verb_run_SITE_IMPORT(struct errand *r)
{
	read_file(r, run_import);
}

void
verb_run_SITE_APPLY(struct errand *r)
{
	read_file(r, run_apply);
}

/* --- rollback --- */

static void
run_rollback(void *arg)
{
	struct errand		*r = arg;
	const struct given	*g = r->state;
	uint64_t		 serial = (uint64_t)errand_number(r, "serial");
	char			 name[SOURCE_NAME_SIZE];
	struct site_source	 src = { what_came(r, name), g->text,
				    g->len };
	struct site_change	*c;
	struct err		 e;

	if (site_change_again(r->d, &src, serial, &c, &e) != 0) {
		errand_end(r, e.code == ENOMEM ? CONTROL_FAILED :
		    CONTROL_REFUSED, "what is in force stays; see what differs "
		    "with: sitectl site show --diff", "it can no longer be "
		    "published: %s", e.text);
	} else if (site_change_is_none(c)) {
		site_change_free(&c);
		unchanged(r);
	} else
		bring_into_force(r, &c);
}

static void
got_older(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct errand	*r = arg;

	if (failed != NULL)
		errand_end_err(r, failed);
	else if (list->n == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl site history",
		    "there is no site control file %lld",
		    (long long)errand_number(r, "serial"));
	else {
		r->state = keep(list->rows[0].content.data,
		    list->rows[0].content.len);
		if (r->state == NULL)
			errand_end(r, CONTROL_FAILED, "", "out of memory");
		else
			take_turn(r, run_rollback);
	}
}

void
verb_run_SITE_ROLLBACK(struct errand *r)
{
	struct sitecontrol_query	 q = {
		.serial = (uint64_t)errand_number(r, "serial"),
	};

	if (q.serial == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl site history",
		    "there is no site control file 0");
	else
		errand_asked(r, store_sitecontrols(r->d->store, &q, got_older,
		    r));
}
