/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_audit - who changed what, and whether that was tampered with. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/control/errand.h"

#define TAIL		20	/* records, unless told */
#define DETAIL_MAX	16384	/* bytes, in words */

static const char *
outcome_name(enum audit_outcome o)
{
	static const char *const	names[] = {
		"", "done", "failed", "refused"
	};

	return names[o];
}

/* {"message":"x","n":3} as: x; n=3.  What is no such object stays. */
static void
put_detail(struct buf *b, const char *detail)
{
	json_t		*root = json_loads(detail, 0, NULL), *value;
	const char	*key;
	char		*text;

	json_object_foreach(root, key, value) {
		if (b->len > 0)
			buf_str(b, "; ");
		if (strcmp(key, "message") != 0)
			buf_fmt(b, "%s=", key);
		text = json_is_string(value) ? NULL :
		    json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		buf_str(b, text != NULL ? text : json_is_string(value) ?
		    json_string_value(value) : "");
		free(text);
	}
	if (!json_is_object(root))
		buf_str(b, detail);
	json_decref(root);
}

static void
tell_record(struct errand *r, const struct audit_row *a)
{
	struct buf	 detail;

	buf_init(&detail, DETAIL_MAX);
	put_detail(&detail, a->detail);
	ERRAND_ROW(r, &table_records, NUMBER(a->seq), TIME(a->at),
	    a->uid == UINT32_MAX ? NOTHING : USER(a->uid), TEXT(a->who),
	    TEXT(a->verb), TEXT(a->object), TEXT(outcome_name(a->outcome)),
	    TEXT(buf_text(&detail) != NULL ? buf_text(&detail) : a->detail));
	buf_free(&detail);
}

static void	next_records(struct errand *);

static void
got_records(void *arg, const struct err *failed,
    const struct audit_list *list)
{
	struct errand	*r = arg;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		r->after.number = list->rows[i].seq;
		tell_record(r, &list->rows[i]);
	}
	errand_page(r, failed, failed == NULL && list->more, next_records);
}

static void
next_records(struct errand *r)
{
	struct audit_query	 q = { .forward = true,
				    .after = r->after.number,
				    .limit = ERRAND_PAGE };

	errand_asked(r, store_audits(r->d->store, &q, got_records, r));
}

/* From the newest so many back, then forward from there. */
static void
got_newest(void *arg, const struct err *failed, const struct audit_list *list)
{
	struct errand	*r = arg;
	uint64_t	 n = errand_flag(r, "count") ?
			    (uint64_t)errand_number(r, "count") : TAIL;

	if (failed != NULL || list->n == 0 || n == 0) {
		errand_end_err(r, failed);
		return;
	}
	r->after.number = list->rows[0].seq < n ? 0 : list->rows[0].seq - n;
	errand_next(r, next_records);
}

void
verb_run_AUDIT_TAIL(struct errand *r)
{
	struct audit_query	 q = { .limit = 1 };

	errand_asked(r, store_audits(r->d->store, &q, got_newest, r));
}

static void
verified(void *arg, const struct err *failed, const struct audit_verdict *v)
{
	struct errand	*r = arg;
	char		 head[2 * sizeof(v->head) + 1];

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	hex_encode(head, v->head, sizeof(v->head));
	ERRAND_ROW(r, &table_chain, NUMBER(v->checked),
	    v->broken == 0 ? NOTHING : NUMBER(v->broken),
	    v->broken == 0 ? NOTHING : TEXT(v->reason), TEXT(head));
	if (v->broken == 0)
		errand_end(r, CONTROL_DONE, "", "the chain is whole");
	else
		errand_end(r, CONTROL_FAILED, "keep the store as it is and "
		    "compare with a backup: somebody, or a fault of the disk, "
		    "changed what had been written", "record %llu is not as "
		    "it was written: %s", (unsigned long long)v->broken,
		    v->reason);
}

void
verb_run_AUDIT_VERIFY(struct errand *r)
{
	errand_asked(r, store_audit_verify(r->d->store, verified, r));
}
