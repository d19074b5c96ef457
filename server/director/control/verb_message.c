/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_message - the status messages of clients. */
#include "server/director/control/verb_message.h"

#include <string.h>

#include "base/text.h"
#include "protocol/sms/statusid.h"

#define LATEST	20	/* unless told */

static const char *const	severities[] = { "info", "warning", "error" };
static const char *const	levels[] = { "milestone", "detail", "audit" };

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/* A line each becomes one line. */
static const char *
on_one_line(const char *lines, char *dst, size_t size)
{
	char	*at;
	size_t	 n;

	text_copy(dst, size, lines);
	n = strlen(dst);
	if (n > 0 && dst[n - 1] == '\n')
		dst[n - 1] = '\0';
	for (at = dst; (at = strchr(at, '\n')) != NULL; at++)
		*at = '|';
	return dst;
}

void
message_show(struct errand *r, const struct message_row *m)
{
	const struct status_text	*known = status_text(m->id);
	char				 strings[1024];

	ERRAND_ROW(r, &table_messages, TIME(m->told), TEXT(m->system),
	    TEXT(severities[m->severity]), NUMBER(m->id),
	    TEXT(m->component), known == NULL ? NOTHING :
	    TEXT(known->meaning), TEXT(on_one_line(m->strings, strings,
	    sizeof(strings))), TEXT(levels[m->level]), TEXT(m->source),
	    TEXT(m->site), TIME(m->received));
}

static void	next_messages(struct errand *);

static void
got_messages(void *arg, const struct err *failed,
    const struct message_list *list)
{
	struct errand	*r = arg;
	size_t		 i;

	for (i = 0; failed == NULL && i < list->n; i++) {
		message_show(r, &list->rows[i]);
		r->after.number = (uint64_t)list->rows[i].seq;
		r->count--;
	}
	errand_page(r, failed, failed == NULL && list->more && r->count > 0,
	    next_messages);
}

static bool
severity_parse(const char *s, uint32_t *out)
{
	size_t	 i;

	for (i = 0; i < nitems(severities); i++) {
		if (strcmp(s, severities[i]) == 0) {
			*out = (uint32_t)i;
			return true;
		}
	}
	return false;
}

static void
next_messages(struct errand *r)
{
	struct message_query	 q = { .before = (int64_t)r->after.number };

	if (errand_flag(r, "client"))
		q.system = errand_text(r, "client");
	if (errand_flag(r, "severity"))
		(void)severity_parse(errand_text(r, "severity"),
		    &q.severity);
	q.limit = r->count < ERRAND_PAGE ? (uint32_t)r->count : ERRAND_PAGE;
	errand_asked(r, store_messages(r->d->store, &q, got_messages, r));
}

void
verb_run_MESSAGE_LIST(struct errand *r)
{
	uint32_t	 severity;

	if (errand_flag(r, "severity") &&
	    !severity_parse(errand_text(r, "severity"), &severity)) {
		errand_end(r, CONTROL_USAGE, "info, warning or error",
		    "there is no severity \"%s\"",
		    VIS(errand_text(r, "severity")));
		return;
	}
	r->count = (uint64_t)errand_number(r, "count");
	if (r->count == 0)
		r->count = LATEST;
	next_messages(r);
}
