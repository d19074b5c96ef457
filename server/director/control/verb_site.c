/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_site - site control files that were in force; copies of the store. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/sitectrl_tell.h"
#include "server/director/control/differences.h"
#include "server/director/cap/stock.h"
#include "server/director/control/errand.h"
#include "store/backup.h"
#include "store/sitecontrol.h"

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
text_lines(struct errand *r, const struct sitecontrol_row *f)
{
	r->state = strndup(f->content.data, f->content.len);
	if (r->state != NULL)
		next_lines(r);
	else
		errand_done(r);
}

/* What the file in the row holds; the errand ends if it cannot be read. */
static bool
parse_row(struct errand *r, const struct sitecontrol_row *f, struct scf *out)
{
	struct syntax_err	 why;

	if (sitectrl_parse(f->content.data, f->content.len, out, &why) == 0)
		return true;
	errand_end(r, CONTROL_FAILED, "see it as it is with: sitectl site "
	    "show --text", "site control file %llu cannot be read: line %u: "
	    "%s", (unsigned long long)f->serial, why.line, why.text);
	return false;
}

/* --- its items --- */

static void
put_item_row(struct buf *b, const struct scf_item *it,
    const struct scf_attr *a)
{
	buf_str(b, it->kind_name);
	buf_add(b, "", 1);
	scf_tell_name(b, it);
	buf_add(b, "", 1);
	if (a != NULL)
		scf_tell_attr(b, a);
	buf_add(b, "", 1);
	if (a != NULL)
		scf_tell_value(b, a);
	else
		scf_tell_values(b, it);
	buf_add(b, "", 1);
	buf_str(b, it->kind == NULL || (a != NULL && a->type == SCF_UNKNOWN) ?
	    "" : "known");
	buf_add(b, "", 1);
}

static void
put_items(struct buf *b, const struct scf *f)
{
	const struct scf_item	*it;
	const struct scf_attr	*a;

	STAILQ_FOREACH(it, &f->items, next) {
		put_item_row(b, it, NULL);
		STAILQ_FOREACH(a, &it->attrs, next)
			put_item_row(b, it, a);
	}
}

static void
item_row(struct errand *r, const char *const cell[static CELLS_OF_ITEM])
{
	ERRAND_ROW(r, &table_items, TEXT(cell[0]), TEXT(cell[1]),
	    TEXT(cell[2]), TEXT(cell[3]), FLAG(cell[4][0] != '\0'));
}

static void
next_items(struct errand *r)
{
	packed_rows(r, CELLS_OF_ITEM, item_row, next_items);
}

static void
list_items(struct errand *r, const struct sitecontrol_row *row)
{
	struct scf	 f;
	struct buf	 b;

	if (!parse_row(r, row, &f))
		return;
	buf_init(&b, PACKED_MAX);
	put_items(&b, &f);
	sitectrl_free(&f);
	if (packed_take(r, &b))
		next_items(r);
}

/* --- what differs from another one --- */

static void
got_other(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct errand	*r = arg;
	struct scf	 f, other;
	char		*text = r->state;	/* of the one that is shown */
	struct syntax_err why;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	if (list->n == 0) {
		errand_end(r, CONTROL_FAILED, "see: sitectl site history",
		    "there is no site control file %lld to compare with",
		    (long long)errand_number(r, "diff"));
		return;
	}
	if (!parse_row(r, &list->rows[0], &other))
		return;
	if (sitectrl_parse(text, r->count, &f, &why) == 0)
		differences_show(r, &other, &f);
	else
		errand_end(r, CONTROL_FAILED, "", "it cannot be read: line "
		    "%u: %s", why.line, why.text);
	sitectrl_free(&f);
	sitectrl_free(&other);
}

static void
ask_other(struct errand *r, const struct sitecontrol_row *f)
{
	struct sitecontrol_query	 q = {
		.serial = (uint64_t)errand_number(r, "diff"),
	};

	r->count = f->content.len;
	r->state = malloc(f->content.len + 1);
	if (r->state == NULL) {
		errand_end(r, CONTROL_FAILED, "", "out of memory");
		return;
	}
	memcpy(r->state, f->content.data, f->content.len);
	errand_asked(r, store_sitecontrols(r->d->store, &q, got_other, r));
}

/* --- show --- */

static void
tell_none(struct errand *r)
{
	const long long	 serial = errand_number(r, "serial");

	if (serial != 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl site history",
		    "there is no site control file %lld", serial);
	else
		errand_end(r, CONTROL_FAILED, "bring one: sitectl site import "
		    "FILE", "there is no site control file yet");
}

static void
got_file(void *arg, const struct err *failed,
    const struct sitecontrol_list *list)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	if (list->n == 0) {
		tell_none(r);
		return;
	}
	show_file(r, &list->rows[0]);
	if (errand_number(r, "diff") != 0)
		ask_other(r, &list->rows[0]);
	else if (errand_flag(r, "items"))
		list_items(r, &list->rows[0]);
	else if (errand_flag(r, "text"))
		text_lines(r, &list->rows[0]);
	else
		errand_done(r);
}

/* One thing at a time: each has a table that may be long. */
static bool
asks_once(struct errand *r)
{
	if ((errand_number(r, "diff") != 0) + errand_flag(r, "items") +
	    errand_flag(r, "text") <= 1)
		return true;
	errand_end(r, CONTROL_USAGE, "", "site show: one of --diff, --items "
	    "and --text at a time");
	return false;
}

void
verb_run_SITE_SHOW(struct errand *r)
{
	struct sitecontrol_query	 q = {
		.serial = (uint64_t)errand_number(r, "serial"),
	};

	if (!asks_once(r))
		return;
	q.last = q.serial == 0;
	errand_asked(r, store_sitecontrols(r->d->store, &q, got_file, r));
}

/* --- history --- */

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
no_backup(struct errand *r, const struct err *failed)
{
	errand_end(r, CONTROL_FAILED, "the site is not affected; try again "
	    "with another file", "no backup was made: %s", failed->text);
}

static void
backed_up(void *arg, const struct err *failed, uint64_t bytes)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		no_backup(r, failed);
		return;
	}
	ERRAND_ROW(r, &table_backup, TEXT(errand_text(r, "file")),
	    BYTES(bytes));
	errand_end(r, CONTROL_DONE, "", "the backup is on the disk; keep the "
	    "master key apart from it");
}

/* The store first: what it names may only be too old then, never missing. */
static void
store_backed_up(void *arg, const struct err *failed)
{
	struct errand	*r = arg;
	struct err	 e;

	if (failed != NULL)
		no_backup(r, failed);
	else if (stock_backup(r->d, r->fd, backed_up, r, &e) != 0)
		no_backup(r, &e);
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
	rc = store_backup(r->d->store, r->fd, backup_goes_on,
	    store_backed_up, r);
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

void
verb_run_SITE_REKEY(struct errand *r)
{
	errand_end(r, CONTROL_REFUSED, "stop this sited, and run sitectl site "
	    "rekey on this host", "the master key is replaced while no sited "
	    "uses the store");
}
