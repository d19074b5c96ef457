/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_request - the queue of client configuration requests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "protocol/sms/ccr.h"
#include "protocol/sms/names.h"
#include "server/director/ccm/ccm.h"
#include "server/director/ccm/push.h"
#include "server/director/ccm/where.h"
#include "server/director/control/errand.h"

#define PAGE		500
#define PICKED_STEP	1024

static const char *
waits_for(const struct director *d, const struct request_row *q,
    struct err *e)
{
	static const char *const	 holds[] = {
		"", "an operator", "a gate", "other accounts"
	};

	if (strcmp(q->kind, "resync") == 0)
		return "its inventory";
	if (q->state == REQUEST_PARKED)
		return holds[q->hold];
	if (q->state == REQUEST_PROCESSING)
		return "";
	if (!q->approved && d->env->config.push_approval)
		return "approval";
	return push_possible(d, e) ? "" : e->text;
}

#define WAITS(d, q)	waits_for((d), (q), &(struct err){ 0 })

/* --- list --- */

static void
list_one(struct errand *r, const struct request_row *q)
{
	ERRAND_ROW(r, &table_requests, NUMBER((uint64_t)q->seq),
	    TEXT(q->computer), TEXT(q->domain), TEXT(q->kind),
	    TEXT(request_state_name(q->state)), TEXT(WAITS(r->d, q)),
	    TEXT(request_source_name(q->source)), NUMBER(q->count),
	    NUMBER(q->tries), TIME(q->due.wall), q->error == 0 ?
	    NOTHING : NUMBER(q->error), TIME(q->initial), TIME(q->latest),
	    TEXT(q->result));
}

static void
tell_discovery(struct errand *r)
{
	struct ccm_status	 s;
	unsigned		 i;

	ccm_status(r->d, &s);
	for (i = 0; i < DISCOVERY_RULES; i++)
		if (s.no[i] != 0)
			ERRAND_ROW(r, &table_discovered,
			    TEXT(discovery_rule_text(i)), NUMBER(s.no[i]));
	errand_done(r);
}

static void	next_requests(struct errand *);

static void
got_requests(void *arg, const struct err *failed,
    const struct request_list *list)
{
	struct errand		*r = arg;
	const struct where	*w = r->state;
	size_t			 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		r->after.number = (uint64_t)list->rows[i].seq;
		if (where_holds(w, &list->rows[i]))
			list_one(r, &list->rows[i]);
	}
	errand_page(r, failed, true, failed == NULL && list->more ?
	    next_requests : tell_discovery);
}

static void
next_requests(struct errand *r)
{
	struct request_query	 q = { .after = (int64_t)r->after.number,
				    .limit = PAGE };

	errand_asked(r, store_requests(r->d->store, &q, got_requests, r));
}

/* The rule that a verb was given, in its state; false: it has ended. */
static bool
take_where(struct errand *r, size_t size)
{
	struct where	*w;
	struct err	 e;
	int		 rc = 0;

	w = r->state = calloc(1, size);
	if (w == NULL)
		rc = err_set(&e, ENOMEM, "out of memory");
	else if (errand_flag(r, "where"))
		rc = where_parse(errand_text(r, "where"), w, &e);
	if (rc == 0)
		return true;
	errand_end(r, rc == -EINVAL ? CONTROL_USAGE : CONTROL_FAILED, "",
	    "%s", e.text);
	return false;
}

void
verb_run_CCR_LIST(struct errand *r)
{
	if (take_where(r, sizeof(struct where)))
		next_requests(r);
}

/* --- show --- */

/* The lines of its file, which a client may have written. */
static void
on_one_line(struct store_blob b, char *dst, size_t size)
{
	const char	*s = b.data;
	size_t		 i, n = 0;

	for (i = 0; i < b.len && n < size - 1; i++) {
		if (s[i] >= ' ' && s[i] < 0x7f)
			dst[n++] = s[i];
		else if (s[i] == '\n' && i + 1 < b.len)
			dst[n++] = '|';
	}
	dst[n] = '\0';
}

static void
show_one(struct errand *r, const struct request_row *q)
{
	char	 file[1024];

	on_one_line(q->payload, file, sizeof(file));
	ERRAND_ROW(r, &table_request, NUMBER((uint64_t)q->seq),
	    TEXT(q->computer), TEXT(q->domain), TEXT(q->kind),
	    TEXT(request_state_name(q->state)), TEXT(WAITS(r->d, q)),
	    TEXT(request_source_name(q->source)),
	    TEXT(request_class_name(q->class)), FLAG(q->approved),
	    FLAG(q->forced), NUMBER(q->count), TIME(q->initial),
	    TIME(q->latest), NUMBER(q->tries),
	    TIME(q->first_try.wall), TIME(q->last_try),
	    TIME(q->due.wall),
	    q->error == 0 ? NOTHING : NUMBER(q->error), TEXT(q->result),
	    TEXT(file));
}

static void	next_shown(struct errand *);

static void
shown(void *arg, const struct err *failed, const struct request_list *list)
{
	struct errand		*r = arg;
	const struct where	*w = r->state;
	size_t			 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		r->after.number = (uint64_t)list->rows[i].seq;
		if (!where_holds(w, &list->rows[i]))
			continue;
		show_one(r, &list->rows[i]);
		r->count++;
	}
	if (failed == NULL && !list->more && r->count == 0)
		errand_end(r, CONTROL_FAILED, "see: sitectl ccr list",
		    "there is no request \"%s\"",
		    VIS(errand_text(r, "which")));
	else
		errand_page(r, failed, failed == NULL && list->more,
		    next_shown);
}

static void
next_shown(struct errand *r)
{
	struct request_query	 q = { .after = (int64_t)r->after.number,
				    .limit = PAGE };

	errand_asked(r, store_requests(r->d->store, &q, shown, r));
}

void
verb_run_CCR_SHOW(struct errand *r)
{
	struct err	 e;

	if (!take_where(r, sizeof(struct where)))
		return;
	if (where_one(errand_text(r, "which"), r->state, &e) == 0)
		next_shown(r);
	else
		errand_end(r, CONTROL_USAGE, "", "%s", e.text);
}

/* --- add --- */

struct adding {
	struct where			 where;		/* take_where()'s */
	const struct request_merge	*made;
};

static void
added_shown(void *arg, const struct err *failed,
    const struct request_list *list)
{
	struct errand	*r = arg;

	if (failed == NULL && list->n > 0)
		show_one(r, &list->rows[0]);
	errand_end_err(r, failed);
}

static void
added(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct adding		*a = r->state;
	struct request_query	 q = { 0 };

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	ccm_notice(r->d);
	q.seq = a->made->seq;
	q.limit = 1;
	errand_asked(r, store_requests(r->d->store, &q, added_shown, r));
}

/* Upper case, as its file has it. */
static bool
take_names(struct errand *r, struct ccr *c)
{
	const char	*domain = errand_flag(r, "domain") ?
			    errand_text(r, "domain") : "";
	const char	*wanted = NULL;

	text_copy(c->machine, sizeof(c->machine), errand_text(r, "computer"));
	text_copy(c->domain, sizeof(c->domain), domain);
	name_upper(c->machine);
	name_upper(c->domain);
	if (strlen(errand_text(r, "computer")) > NETBIOS_NAME_MAX ||
	    strlen(domain) > NETBIOS_NAME_MAX)
		wanted = "a name of 15 characters at most";
	if (wanted == NULL)
		wanted = name_computer(c->machine);
	if (wanted == NULL && strchr(c->machine, ' ') != NULL)
		wanted = "the name of a machine, without a blank";
	if (wanted == NULL && c->domain[0] != '\0')
		wanted = name_domain(c->domain);
	if (wanted != NULL)
		errand_end(r, CONTROL_USAGE, "", "expected %s", wanted);
	return wanted == NULL;
}

static void
put_request(struct errand *r, const struct ccr *c, struct batch *b)
{
	struct adding		*a = r->state;
	struct buf		 file;
	struct request_row	 row = {
		.computer = c->machine, .domain = c->domain, .kind = "ccr",
		.latest = wall_now(), .source = REQUEST_OF_OPERATOR,
		.approved = true, .forced = c->forced,
		.class = errand_flag(r, "controller") ? CLASS_CONTROLLER :
		    CLASS_UNKNOWN,
	};

	buf_init(&file, CCR_SIZE_MAX);
	ccr_put(&file, c);
	row.payload = (struct store_blob){ file.data, file.len };
	a->made = store_request_add(b, &row);
	buf_free(&file);
}

void
verb_run_CCR_ADD(struct errand *r)
{
	struct ccr	 c = { .request_count = 1,
			    .forced = errand_flag(r, "force") };
	struct batch	*b;
	int		 rc;

	if (!take_where(r, sizeof(struct adding)) || !take_names(r, &c))
		return;
	if (r->q.dry_run) {
		errand_end_dry(r, "a client for %s would be asked for",
		    c.machine);
		return;
	}
	c.initial_request = c.latest_request = wall_now();
	b = store_batch_new();
	put_request(r, &c, b);
	(void)store_audit(b, &r->audit);
	rc = store_submit(r->d->store, &b, added, r);
	errand_asked(r, rc);
}

/* --- approve, retry, park, drop --- */

/* The requests that are meant. */
struct picked {
	struct where		 where;
	const struct change	*change;
	const struct request_acted *acted;
	size_t			 n, room;
	int64_t			 seq[];
};

static const struct change {
	enum request_act	 act;
	const char		*done;
} changes[] = {
	[REQUEST_APPROVE]	= { REQUEST_APPROVE, "approved" },
	[REQUEST_TRY]		= { REQUEST_TRY, "to be tried now" },
	[REQUEST_PARK]		= { REQUEST_PARK, "parked" },
	[REQUEST_REMOVE]	= { REQUEST_REMOVE, "dropped" },
};

static bool
pick(struct errand *r, const struct request_row *q)
{
	struct picked	*p = r->state;
	size_t		 room = p->n + PICKED_STEP;

	if (p->n == p->room) {
		p = realloc(p, sizeof(*p) + room * sizeof(p->seq[0]));
		if (p == NULL)
			return false;
		p->room = room;
		r->state = p;
	}
	p->seq[p->n++] = q->seq;
	ERRAND_ROW(r, &table_acted, NUMBER((uint64_t)q->seq),
	    TEXT(q->computer), TEXT(q->domain), TEXT(q->kind),
	    TEXT(request_state_name(q->state)));
	return true;
}

/* What a client is asked for by its inventory goes by itself. */
static bool
is_meant(const struct picked *p, const struct request_row *q)
{
	return where_holds(&p->where, q) && (p->change->act ==
	    REQUEST_REMOVE || strcmp(q->kind, "resync") != 0);
}

static void
acted(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	const struct picked	*p = r->state;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	ccm_notice(r->d);
	errand_end(r, CONTROL_DONE, p->acted->busy == 0 ? "" :
	    "say it again when their tries have ended",
	    "%llu %s, %llu in work left alone",
	    (unsigned long long)p->acted->n, p->change->done,
	    (unsigned long long)p->acted->busy);
}

static void
act(struct errand *r)
{
	struct picked	*p = r->state;
	struct batch	*b;

	if (p->n == 0) {
		errand_end(r, errand_flag(r, "which") ? CONTROL_FAILED :
		    CONTROL_DONE, "see: sitectl ccr list",
		    "no request is meant by that");
		return;
	}
	if (r->q.dry_run) {
		errand_end_dry(r, "%zu would be %s", p->n, p->change->done);
		return;
	}
	b = store_batch_new();
	p->acted = store_requests_act(b, p->change->act, p->seq, p->n);
	(void)store_audit(b, &r->audit);
	errand_asked(r, store_submit(r->d->store, &b, acted, r));
}

static void	next_picked(struct errand *);

static void
picked(void *arg, const struct err *failed, const struct request_list *list)
{
	struct errand	*r = arg;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		r->after.number = (uint64_t)list->rows[i].seq;
		if (is_meant(r->state, &list->rows[i]) &&
		    !pick(r, &list->rows[i])) {
			errand_end(r, CONTROL_FAILED, "", "out of memory");
			return;
		}
	}
	errand_page(r, failed, true, failed == NULL && list->more ?
	    next_picked : act);
}

static void
next_picked(struct errand *r)
{
	struct request_query	 q = { .after = (int64_t)r->after.number,
				    .limit = PAGE };

	errand_asked(r, store_requests(r->d->store, &q, picked, r));
}

static void
run_change(struct errand *r, enum request_act what)
{
	struct picked	*p;
	struct err	 e;

	if (errand_flag(r, "which") == errand_flag(r, "where")) {
		errand_end(r, CONTROL_USAGE, "see: sitectl ccr list",
		    "say which request, or --where");
		return;
	}
	if (!take_where(r, sizeof(*p)))
		return;
	p = r->state;
	p->change = &changes[what];
	if (errand_flag(r, "which") &&
	    where_one(errand_text(r, "which"), &p->where, &e) != 0)
		errand_end(r, CONTROL_USAGE, "", "%s", e.text);
	else
		next_picked(r);
}

void
verb_run_CCR_APPROVE(struct errand *r)
{
	run_change(r, REQUEST_APPROVE);
}

void
verb_run_CCR_RETRY(struct errand *r)
{
	run_change(r, REQUEST_TRY);
}

void
verb_run_CCR_PARK(struct errand *r)
{
	run_change(r, REQUEST_PARK);
}

void
verb_run_CCR_DROP(struct errand *r)
{
	run_change(r, REQUEST_REMOVE);
}
