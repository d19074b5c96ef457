/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *	RESTING -> LOOKING	a thread looks, takes, reads
 *	        -> JUDGING	applied, stored, published; or refused
 *	        -> CLEARING	a thread removes it or moves it aside -> RESTING
 */
#include "server/director/cap/site_drop.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/publisher_int.h"
#include "server/director/cap/site_change.h"
#include "server/director/cap/site_drop_file.h"
#include "server/director/director.h"
#include "server/timer.h"
#include "store/site.h"

#define SETTING		"sitectrl.applied"
#define HASH_TEXT	65
#define LINES_AT_ONCE	20
#define READ_TRIES	5	/* it may be busy (Q303279), but not for ever */

enum drop_state { DROP_RESTING, DROP_LOOKING, DROP_JUDGING, DROP_CLEARING };

struct site_drop {
	struct director		*d;
	struct event		 timer;
	enum drop_state		 state;
	bool			 stopping;
	char			 applied[HASH_TEXT];	/* "": none */
	/* The file at hand. */
	char			 name[DROPPED_NAME];	/* "": none */
	struct buf		 text;
	char			 hash[HASH_TEXT];
	bool			 refused;
	char			 reason[sizeof(((struct err *)0)->text)];
	uint64_t		 before;	/* serial in force */
	/* For the thread. */
	struct iojob		 job;
	struct dropped_list	 list;
	int64_t			 rest_ms;
	unsigned		 tries;		/* to read it */
	struct err		 e;
	char			 told[sizeof(((struct err *)0)->text)];
	struct log_limit	 refusals;
};

static void	look_soon(struct site_drop *, int64_t ms);
static void	clear(struct site_drop *);

/* --- in a thread --- */

static struct site_drop *
of_job(struct iojob *job)
{
	return (struct site_drop *)((char *)job -
	    offsetof(struct site_drop, job));
}

/* What a crash left in process comes first. */
static int
take(struct site_drop *s)
{
	const struct dropped	*next;
	int			 rc = dropped_taken(s->d, s->name, &s->e);

	if (rc != 0 || s->name[0] != '\0')
		return rc;
	rc = dropped_look(s->d, &s->list, &s->e);
	next = rc != 0 ? NULL : dropped_next(&s->list, s->rest_ms);
	if (next == NULL)
		return rc;
	rc = dropped_take(s->d, next, &s->e);
	if (rc == 0)
		text_copy(s->name, sizeof(s->name), next->name);
	return rc;
}

static void
run_look(struct iojob *job)
{
	struct site_drop	*s = of_job(job);
	int			 rc;

	s->e = (struct err){ 0 };
	s->name[0] = '\0';
	s->refused = false;
	buf_clear(&s->text);
	if (take(s) != 0 || s->name[0] == '\0')
		return;
	rc = dropped_read(s->d, s->name, SCF_SIZE_MAX, &s->text, &s->e);
	s->tries = rc == 0 ? 0 : s->tries + 1;
	if (rc == -EFBIG || rc == -EINVAL || s->tries == READ_TRIES) {
		s->tries = 0;
		s->refused = true;
		text_copy(s->reason, sizeof(s->reason), s->e.text);
		s->e = (struct err){ 0 };
	}
}

static void
run_clear(struct iojob *job)
{
	struct site_drop	*s = of_job(job);

	s->e = (struct err){ 0 };
	if (s->refused)
		(void)dropped_refuse(s->d, s->name, s->reason, &s->e);
	else
		(void)dropped_remove(s->d, s->name, &s->e);
}

/* --- on the loop --- */

/* One line for one fault. */
static void
complain(struct site_drop *s, const struct err *e)
{
	if (strcmp(s->told, e->text) != 0)
		log_error("sitectrl.box: no delta is taken: %s", e->text);
	text_copy(s->told, sizeof(s->told), e->text);
}

static void
noted(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("sitectrl.box: %s", failed->text);
}

static void
rest(struct site_drop *s)
{
	s->state = DROP_RESTING;
	look_soon(s, s->d->env->config.sitectrl_interval);
}

static char *
as_detail(const char *message)
{
	json_t	*detail = json_pack("{s:s}", "message", message);
	char	*text = json_dumps(detail, JSON_COMPACT);

	json_decref(detail);
	return text;
}

static struct audit_row
audit_row(const struct site_drop *s, enum audit_outcome outcome,
    const char *detail)
{
	return (struct audit_row){ .at = wall_now(), .uid = UINT32_MAX,
	    .who = "sitectrl.box", .verb = "site apply", .object = s->name,
	    .outcome = outcome, .detail = detail == NULL ? "" : detail };
}

static void
keep_audit(struct site_drop *s, enum audit_outcome outcome,
    const char *message)
{
	char			*detail = as_detail(message);
	struct audit_row	 row = audit_row(s, outcome, detail);
	struct batch		*b = store_batch_new();

	(void)store_audit(b, &row);
	if (store_submit(s->d->store, &b, noted, s) != 0)
		log_error("audit: the store takes no more");
	free(detail);
}

/* --- CLEARING --- */

static void
forget_applied(struct site_drop *s)
{
	struct batch	*b;

	if (s->applied[0] == '\0')
		return;
	s->applied[0] = '\0';
	b = store_batch_new();
	store_setting_set(b, SETTING, NULL);
	(void)store_submit(s->d->store, &b, noted, s);
}

static void
cleared(struct iojob *job)
{
	struct site_drop	*s = of_job(job);

	if (job->cancelled || s->stopping)
		return;
	if (s->e.code != 0) {	/* nothing else is taken before it is gone */
		complain(s, &s->e);
		look_soon(s, s->d->env->config.sitectrl_interval);
		return;
	}
	s->told[0] = '\0';
	forget_applied(s);
	s->state = DROP_RESTING;
	look_soon(s, 0);
}

static void
clear(struct site_drop *s)
{
	s->state = DROP_CLEARING;
	if (s->stopping)
		return;
	s->job = (struct iojob){ .run = run_clear, .done = cleared };
	if (iopool_submit(s->d->pool, &s->job) != 0)
		look_soon(s, 1000);
}

/* --- JUDGING --- */

static void
refuse(struct site_drop *s, const char *reason)
{
	s->refused = true;
	text_copy(s->reason, sizeof(s->reason), reason);
	keep_audit(s, AUDIT_FAILED, s->reason);
	log_limited(&s->refusals, LVL_WARN, "sitectrl.box: %s was refused and "
	    "moved aside: %s", s->name, s->reason);
	clear(s);
}

/* In the commit that applies it. */
static void
remember(struct batch *b, void *arg)
{
	struct site_drop	*s = arg;

	store_setting_set(b, SETTING, s->hash);
}

static void
applied(void *arg, const struct err *failed)
{
	struct site_drop	*s = arg;

	if (s->d->publisher->site_control <= s->before) {
		complain(s, failed);	/* it was not stored: once more */
		rest(s);
		return;
	}
	text_copy(s->applied, sizeof(s->applied), s->hash);
	clear(s);
}

static void
begin(struct site_drop *s, struct site_change **c)
{
	char			*detail = as_detail("dropped into "
				    "sitectrl.box\\incoming");
	struct audit_row	 row = audit_row(s, AUDIT_DONE, detail);
	struct site_order	 o = { .audit = &row, .also = remember,
				    .done = applied, .arg = s };

	s->before = s->d->publisher->site_control;
	site_change_begin(c, &o);
	free(detail);
}

static void
judge(void *arg)
{
	struct site_drop	*s = arg;
	struct site_source	 src = { s->name,
				    (const char *)s->text.data, s->text.len };
	struct site_change	*c;
	struct err		 e;
	int			 rc;

	rc = site_change_delta(s->d, &src, &c, &e);
	if (rc == -ENOMEM) {
		complain(s, &e);
		rest(s);
	} else if (rc != 0) {
		refuse(s, e.text);
	} else if (site_change_is_none(c)) {
		keep_audit(s, AUDIT_DONE, "it changes nothing");
		clear(s);
	} else
		begin(s, &c);
	if (rc == 0)
		site_change_free(&c);
}

/* --- LOOKING --- */

static bool
hash_text(struct site_drop *s)
{
	uint8_t	 hash[32];

	if (EVP_Digest(s->text.data, s->text.len, hash, NULL, EVP_sha256(),
	    NULL) != 1)
		return false;
	hex_encode(s->hash, hash, sizeof(hash));
	return true;
}

static void
looked(struct iojob *job)
{
	struct site_drop	*s = of_job(job);

	if (job->cancelled || s->stopping)
		return;
	if (s->e.code == 0 && s->name[0] != '\0' && !hash_text(s))
		(void)err_set(&s->e, ENOMEM, "no hash");
	if (s->e.code != 0) {
		complain(s, &s->e);
		rest(s);
	} else if (s->name[0] == '\0') {
		s->told[0] = '\0';
		forget_applied(s);
		rest(s);
	} else if (s->refused) {
		refuse(s, s->reason);
	} else if (strcmp(s->hash, s->applied) == 0) {
		clear(s);	/* before the last end */
	} else {
		s->state = DROP_JUDGING;
		if (site_turn(s->d, judge, s) != 0)
			rest(s);
	}
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct site_drop	*s = arg;

	(void)fd;
	(void)what;
	if (s->stopping)
		return;
	if (s->state == DROP_CLEARING) {
		clear(s);
		return;
	}
	s->state = DROP_LOOKING;
	s->rest_ms = s->d->env->config.sitectrl_interval;
	s->job = (struct iojob){ .run = run_look, .done = looked };
	if (iopool_submit(s->d->pool, &s->job) != 0)
		rest(s);
}

static void
look_soon(struct site_drop *s, int64_t ms)
{
	if (!s->stopping)
		timer_after(&s->timer, ms);
}

/* --- life --- */

int
site_drop_new(struct director *d, struct err *e)
{
	struct site_drop	*s = calloc(1, sizeof(*s));

	if (s == NULL)
		return err_set(e, ENOMEM, "out of memory");
	s->d = d;
	s->refusals.burst = LINES_AT_ONCE;
	buf_init(&s->text, SCF_SIZE_MAX);
	(void)event_assign(&s->timer, d->env->base, -1, 0, on_timer, s);
	d->site_drop = s;
	return 0;
}

static void
got_applied(void *arg, const struct err *failed, const char *value)
{
	struct site_drop	*s = arg;

	if (failed != NULL) {
		complain(s, failed);
		return;
	}
	text_copy(s->applied, sizeof(s->applied), value == NULL ? "" : value);
	look_soon(s, 0);
}

void
site_drop_start(struct director *d)
{
	if (store_setting(d->store, SETTING, got_applied, d->site_drop) != 0)
		log_error("sitectrl.box: no delta is taken: the store cannot "
		    "be asked");
}

void
site_drop_reconfigured(struct director *d)
{
	if (d->site_drop->state == DROP_RESTING)
		look_soon(d->site_drop, d->env->config.sitectrl_interval);
}

const char *
site_drop_alarm(const struct director *d)
{
	const struct site_drop	*s = d->site_drop;

	return s == NULL || s->told[0] == '\0' ? NULL : s->told;
}

void
site_drop_stop(struct director *d)
{
	d->site_drop->stopping = true;
	(void)event_del(&d->site_drop->timer);
}

void
site_drop_free(struct site_drop **sp)
{
	struct site_drop	*s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	buf_free(&s->text);
	free(s);
}
