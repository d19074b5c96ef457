/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/errand.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "server/director/control/caller.h"
#include "server/director/control/closer.h"

static errand_run	*const runs[VERB_COUNT] = {
#define V(id, words, right, effect, help)	verb_run_##id,
	CONTROL_VERBS(V)
#undef V
};

/* --- life --- */

/* What the change was about: the first argument. */
static const char *
object_of(struct errand *r)
{
	const struct control_param	*p = &r->q.verb->params[0];

	if (p->name == NULL)
		return "";
	if (r->q.values[0].text != NULL)
		return r->q.values[0].text;
	if (p->kind != PARAM_NUMBER || !p->required)
		return "";
	(void)snprintf(r->object, sizeof(r->object), "%lld",
	    (long long)r->q.values[0].number);
	return r->object;
}

static struct errand *
errand_new(struct caller *c, const struct control_request *q)
{
	struct errand	*r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->d = c->control->d;
	r->caller = c;
	r->q = *q;
	r->peer = c->peer;
	r->fd = c->in_fd;
	c->in_fd = -1;
	c->errand = r;
	if (r->peer.uid == 0)
		text_copy(r->who, sizeof(r->who), "root");
	else
		(void)snprintf(r->who, sizeof(r->who), "uid %u",
		    (unsigned)r->peer.uid);
	r->audit = (struct audit_row){ .at = wall_now(),
	    .uid = (uint32_t)r->peer.uid, .who = r->who,
	    .verb = q->verb->words, .object = object_of(r),
	    .outcome = AUDIT_DONE, .detail = "" };
	return r;
}

static void
errand_free(struct errand *r)
{
	if (r->fd != -1 && r->d->control != NULL)
		closer_give(r->d->control->closer, r->fd);
	else if (r->fd != -1)
		(void)close(r->fd);
	control_request_free(&r->q);
	free(r->state);
	free(r);
}

void
errand_orphan(struct errand *r)
{
	r->caller = NULL;
	if (r->next != NULL)
		r->next(r);
}

bool
errand_is_orphan(const struct errand *r)
{
	return r->caller == NULL;
}

/* --- begin --- */

static bool
may(struct errand *r)
{
	if (r->peer.right >= r->q.verb->right)
		return true;
	errand_end(r, CONTROL_REFUSED, "ask somebody of the group that "
	    "option operators of sited.conf names", "\"%s\" needs the right "
	    "of an %s, you have that of a %s", r->q.verb->words,
	    control_right_name(r->q.verb->right),
	    control_right_name(r->peer.right));
	return false;
}

/* A dry run writes no file. */
static bool
has_file(struct errand *r)
{
	const struct control_param	*p = control_file(&r->q);
	bool				 wanted = p != NULL &&
					    (p->kind != PARAM_TARGET ||
					    !r->q.dry_run);

	if (wanted == (r->fd != -1))
		return true;
	errand_end(r, CONTROL_USAGE, "", "%s: %s descriptor of a file is "
	    "expected", r->q.verb->words, wanted ? "a" : "no");
	return false;
}

static void
answer_usage(struct caller *c, const struct err *why)
{
	struct control_answer	 a = { .kind = ANSWER_END,
				    .exit = CONTROL_USAGE, .text = why->text,
				    .hint = "see: sitectl help" };

	(void)control_answer_put(&c->out, &a);
	caller_idle(c);
}

int
errand_begin(struct caller *c, struct rd body, struct err *e)
{
	struct control_request	 q;
	struct errand		*r;
	int			 rc = control_request_get(body, &q, e);

	if (rc == -EINVAL) {
		answer_usage(c, e);
		return 0;
	}
	if (rc != 0)
		return rc;
	r = errand_new(c, &q);
	if (r == NULL) {
		control_request_free(&q);
		return err_set(e, ENOMEM, "out of memory");
	}
	log_debug("control %s: %s \"%s\"", r->who, q.verb->words,
	    VIS(object_of(r)));
	if (may(r) && has_file(r))
		runs[control_verb_id(q.verb)](r);
	return 0;
}

void
errand_more(struct errand *r)
{
	errand_run	*next = r->next;

	r->next = NULL;
	if (next != NULL)
		next(r);
}

void
errand_become(struct errand *r, struct control_request *q)
{
	control_request_free(&r->q);
	free(r->state);
	r->state = NULL;
	r->q = *q;
	*q = (struct control_request){ 0 };
	r->audit.verb = r->q.verb->words;
	r->audit.object = object_of(r);
	if (may(r) && has_file(r))
		runs[control_verb_id(r->q.verb)](r);
}

/* --- answers --- */

static void
put(struct errand *r, const struct control_answer *a)
{
	if (r->caller == NULL)
		return;
	if (control_answer_put(&r->caller->out, a) != 0)
		log_error("control: \"%s\" made an answer that cannot be sent",
		    r->q.verb->words);
	caller_flush(r->caller);
}

void
errand_row(struct errand *r, const struct control_table *t,
    const struct control_cell *cells, size_t n)
{
	struct control_answer	 a = { .kind = ANSWER_ROW, .table = t };

	if (n == control_columns(t))
		memcpy(a.cells, cells, n * sizeof(*cells));
	else
		log_error("control: table %s takes another number of cells",
		    t->name);
	put(r, &a);
}

void
errand_note(struct errand *r, const char *fmt, ...)
{
	char			 text[512];
	struct control_answer	 a = { .kind = ANSWER_NOTE, .text = text };
	va_list			 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put(r, &a);
}

void
errand_progress(struct errand *r, uint64_t done, uint64_t total)
{
	struct control_answer	 a = { .kind = ANSWER_PROGRESS,
				    .done = (int64_t)done,
				    .total = (int64_t)total };

	put(r, &a);
}

void
errand_secret(struct errand *r, enum answer_secret way, int fd)
{
	struct control_answer	 a = { .kind = ANSWER_SECRET, .secret = way };

	if (r->caller == NULL) {
		(void)close(fd);
		return;
	}
	caller_attach(r->caller, fd);
	put(r, &a);
}

void
errand_next(struct errand *r, errand_run *next)
{
	if (r->caller == NULL) {
		next(r);
		return;
	}
	r->next = next;
	caller_when_low(r->caller);
}

void
errand_page(struct errand *r, const struct err *failed, bool more,
    errand_run *next)
{
	if (failed != NULL || !more || r->caller == NULL)
		errand_end_err(r, failed);
	else
		errand_next(r, next);
}

void
errand_asked(struct errand *r, int rc)
{
	if (rc != 0)
		errand_end(r, CONTROL_FAILED, "", "the store cannot be asked: "
		    "%s", strerror(-rc));
}

const char *
errand_text(const struct errand *r, const char *param)
{
	return control_text(&r->q, param);
}

int64_t
errand_number(const struct errand *r, const char *param)
{
	return control_number(&r->q, param);
}

bool
errand_flag(const struct errand *r, const char *param)
{
	return control_flag(&r->q, param);
}

/* --- end --- */

static const enum audit_outcome	outcomes[CONTROL_EXITS] = {
	[CONTROL_DONE]		= AUDIT_DONE,
	[CONTROL_FAILED]	= AUDIT_FAILED,
	[CONTROL_USAGE]		= AUDIT_FAILED,
	[CONTROL_REFUSED]	= AUDIT_REFUSED,
	[CONTROL_DEGRADED]	= AUDIT_DONE,
};

static void
audit_stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("audit: a record could not be stored: %s",
		    failed->text);
}

static void
keep_audit(struct errand *r, enum control_exit code, const char *text)
{
	struct batch	*b;
	json_t		*detail = json_pack("{s:s}", "message", text);
	char		*json = json_dumps(detail, JSON_COMPACT);

	r->audit.outcome = outcomes[code];
	r->audit.detail = json == NULL || text[0] == '\0' ? "" : json;
	b = store_batch_new();
	(void)store_audit(b, &r->audit);
	if (store_submit(r->d->store, &b, audit_stored, NULL) != 0)
		log_error("audit: the store takes no more");
	free(json);
	json_decref(detail);
}

static bool
is_change(const struct errand *r)
{
	return r->q.verb->effect == EFFECT_CHANGES && !r->q.dry_run;
}

static void
end(struct errand *r, enum control_exit code, const char *text,
    const char *hint)
{
	struct control_answer	 a = { .kind = ANSWER_END, .exit = code,
				    .text = text, .hint = hint };
	struct caller		*c = r->caller;

	if (is_change(r) && !r->audited && code != CONTROL_USAGE)
		keep_audit(r, code, text);
	if (code != CONTROL_DONE && is_change(r))
		log_info("control %s: %s \"%s\": %s", r->who, r->q.verb->words,
		    VIS(object_of(r)), text);
	put(r, &a);
	errand_free(r);
	if (c != NULL)
		caller_idle(c);
}

void
errand_end(struct errand *r, enum control_exit code, const char *hint,
    const char *fmt, ...)
{
	char	 text[600];
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	end(r, code, text, hint);
}

void
errand_done(struct errand *r)
{
	end(r, r->exit, "", "");
}

/* What a code of the director's parts means to who asked. */
static enum control_exit
exit_of(int code)
{
	switch (code) {
	case EALREADY:
		return CONTROL_DONE;
	case EBUSY:
	case EPERM:
	case ENOSPC:
	case EEXIST:
	case EINVAL:
	case EKEYREJECTED:
		return CONTROL_REFUSED;
	default:
		return CONTROL_FAILED;
	}
}

void
errand_end_err(struct errand *r, const struct err *e)
{
	if (e == NULL)
		errand_done(r);
	else
		end(r, exit_of(e->code), e->text, "");
}

void
errand_end_lost(struct errand *r, const char *role)
{
	errand_end(r, CONTROL_FAILED, "it is started again by itself: try "
	    "again in a few seconds", "the %s ended before it answered",
	    role);
}

void
errand_end_dry(struct errand *r, const char *fmt, ...)
{
	char	 text[600] = "dry run: ";
	size_t	 n = strlen(text);
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(text + n, sizeof(text) - n, fmt, ap);
	va_end(ap);
	end(r, CONTROL_DONE, text, "");
}
