/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine: which step comes next, and what all of them use. */
#include "contrib/siteclient/cycle_int.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "contrib/siteclient/orphan.h"
#include "contrib/siteclient/queue.h"

#define ARENA_MAX	((size_t)16 << 20)
#define BODY_MAX	((size_t)8 << 20)
#define RESTARTS_MAX	3

static const struct step	steps[AT_END] = {
#define W(NAME, name)	[AT_##NAME] = { #name, ask_##name, take_##name },
#define N(NAME, name)	[AT_##NAME] = { #name, ask_##name, NULL },
	CYCLE_STEPS(W, N)
#undef W
#undef N
};

static void	go(struct cycle *, enum verdict);

/* --- what steps share --- */

static int
by_path(const void *key, const void *row)
{
	const struct manifest_file	*f = row;

	return text_casecmp(key, f->path);
}

const struct manifest_file *
cycle_named(const struct cycle *c, const char *path)
{
	return c->manifest.nfile == 0 ? NULL : bsearch(path,
	    c->manifest.file, c->manifest.nfile, sizeof(c->manifest.file[0]),
	    by_path);
}

int
cycle_add_to_body(void *arg, const void *data, size_t n)
{
	struct cycle	*c = arg;

	buf_add(&c->body, data, n);
	return buf_ok(&c->body) ? 0 : -EFBIG;
}

void
cycle_replied(void *arg, const struct link_reply *reply)
{
	struct cycle	*c = arg;

	go(c, steps[c->step].take(c, reply));
}

enum verdict
cycle_fetch(struct cycle *c, const char *path)
{
	struct link_range	 range = { .length = MANIFEST_SIZE_MAX };
	const struct link_sink	 sink = { cycle_add_to_body, c };
	struct link_reply	 none = { .status = NT_OBJECT_NAME_NOT_FOUND };

	c->file = cycle_named(c, path);
	if (c->file != NULL)
		range.length = c->file->size;
	else if (strcmp(path, MANIFEST_PATH) != 0)
		return cycle_fail(c, &none);
	if (range.length > BODY_MAX)
		return cycle_restart(c, path);
	buf_clear(&c->body);
	none = (struct link_reply){ .error = link_fetch(c->link, path, &range,
	    &sink) };
	return none.error == 0 ? STEP_WAIT : cycle_fail(c, &none);
}

static bool
is_named(const struct cycle *c)
{
	uint8_t	 sha256[MANIFEST_HASH_SIZE];

	return c->body.len == c->file->size && EVP_Digest(c->body.data,
	    c->body.len, sha256, NULL, EVP_sha256(), NULL) &&
	    memcmp(sha256, c->file->sha256, sizeof(sha256)) == 0;
}

/*
 * The list is new, and the account that showed it may see no more: in a
 * recovery window that is so.  On with those of the list.
 */
static bool
logs_on_anew(struct cycle *c, const struct link_reply *reply)
{
	if (!c->renewed || reply->error != 0 ||
	    reply->status != NT_ACCESS_DENIED)
		return false;
	agent_log(&c->agent->logs, LOG_CCIM, "\\\\%s\\%s shows the account "
	    "list only: logging on with an account of it", c->server,
	    c->share);
	c->renewed = false;
	c->restarts = 0;
	c->account = 0;
	(void)cycle_to(c, AT_CONNECT);
	return true;
}

/* What concerns the file only may be a set that was swapped. */
enum verdict
cycle_fetched(struct cycle *c, const struct link_reply *reply)
{
	if (logs_on_anew(c, reply))
		return STEP_AGAIN;
	if (reply->error == -EFBIG)
		return cycle_restart(c, c->file->path);
	if (!link_ok(reply) && (reply->error != 0 ||
	    reply->status == NT_NETWORK_SESSION_EXPIRED ||
	    reply->status == NT_USER_SESSION_DELETED))
		return cycle_fail(c, reply);
	if (!link_ok(reply) || !is_named(c))
		return cycle_restart(c, c->file->path);
	return STEP_NEXT;
}

/* Signed, yet not of the form that its reader takes. */
enum verdict
cycle_refuse(struct cycle *c, const char *path, const struct syntax_err *e)
{
	agent_log(&c->agent->logs, LOG_CCIM,
	    "ERROR: %s:%u:%u: %s", path, e->line, e->column, e->text);
	c->failure = (struct link_reply){ .error = -EBADMSG };
	c->hresult = GENERIC_FAILURE;
	return STEP_FAILED;
}

enum verdict
cycle_to(struct cycle *c, enum cycle_step step)
{
	c->step = step;
	return STEP_AGAIN;
}

enum verdict
cycle_fail(struct cycle *c, const struct link_reply *reply)
{
	c->failure = *reply;
	c->hresult = link_hresult(reply);
	return STEP_FAILED;
}

enum verdict
cycle_restart(struct cycle *c, const char *path)
{
	agent_log(&c->agent->logs, LOG_CCIM, "Warning - %s on \\\\%s\\%s is "
	    "not what the manifest names", path, c->server, c->share);
	place_free(&c->place);
	if (++c->restarts <= RESTARTS_MAX)
		return cycle_to(c, AT_MANIFEST);
	c->hresult = GENERIC_FAILURE;
	return cycle_next_cap(c);	/* another one may be honest */
}

enum verdict
cycle_next_cap(struct cycle *c)
{
	place_free(&c->place);
	c->restarts = 0;
	c->cap++;
	c->account = 0;
	return cycle_to(c, AT_CONNECT);
}

enum verdict
cycle_pause(struct cycle *c, int64_t ms)
{
	const struct timeval	 tv = { .tv_sec = ms / 1000,
				    .tv_usec = ms % 1000 * 1000 };

	(void)event_add(c->timer, &tv);
	return STEP_WAIT;
}

struct wall
cycle_wall(const struct cycle *c)
{
	(void)c;
	return wall_now();
}

/* --- the end --- */

static void
cycle_free(struct cycle *c)
{
	link_close(&c->link);
	place_free(&c->place);
	cycle_keys_forget(c);
	cycle_adverts_free(&c->adverts);
	if (c->timer != NULL)
		event_free(c->timer);
	buf_free(&c->body);
	arena_free(&c->arena);
	free(c);
}

void
cycle_stop(struct agent *a)
{
	if (a->cycle != NULL)
		cycle_free(a->cycle);
	a->cycle = NULL;
}

static void
log_retry(const struct agent *a, int64_t ms)
{
	if (ms >= MINUTE_MS)
		agent_log(&a->logs, LOG_CCIM, "CCIM32 - Retry in %lld minutes",
		    (long long)(ms / MINUTE_MS));
	else
		agent_log(&a->logs, LOG_CCIM, "CCIM32 - Retry in %lld "
		    "milliseconds", (long long)ms);
}

/* The lines of Q236052; the number is made of the status that came back. */
static enum cycle_outcome
tell_unreached(struct cycle *c)
{
	struct agent	*a = c->agent;
	const char	*site = a->identity.site;
	const uint32_t	 code = c->hresult != 0 ? c->hresult :
			    GENERIC_FAILURE;

	agent_log(&a->logs, LOG_CCIM,
	    "Warning - could not read files from site %s (#%u)", site, code);
	agent_log(&a->logs, LOG_CCIM,
	    "Warning - CNALPathEx::GetAccessiblePath returned error %u", code);
	agent_log(&a->logs, LOG_CCIM,
	    "CClientSiteCfgArray - Can't get accessible path for site %s "
	    "config info", site);
	a->state.hresult = code;
	a->state.next_cycle.us = c->now.us + agent_retry_ms(a) * 1000;
	if (!c->reached && orphan_is(&a->state, cycle_wall(c),
	    agent_orphan_ms(a))) {
		agent_remove(a, "no CAP of its site was reached for too long");
		return CYCLE_ORPHAN;
	}
	log_retry(a, agent_retry_ms(a));
	return CYCLE_UNREACHED;
}

static void
finish(struct cycle *c, enum verdict v)
{
	const struct cycle_end	 end = c->end;
	struct agent		*a = c->agent;
	enum cycle_outcome	 outcome = CYCLE_DONE;

	if (v == STEP_FAILED)
		outcome = tell_unreached(c);
	else
		a->state.hresult = 0;
	(void)agent_save(a);
	a->cycle = NULL;
	cycle_free(c);
	end.fn(a, outcome, end.arg);
}

/*
 * It let us in, and then it was silent or refused what every client reads: it
 * must not be the one at which the client ends, while there are others.
 */
static bool
falls_back(struct cycle *c)
{
	c->agent->existing_cap = -1;
	if (logs_on_anew(c, &c->failure))
		return true;
	if (c->reached || c->step == AT_CONNECT)
		return false;
	agent_log(&c->agent->logs, LOG_CCIM, "Warning - \\\\%s\\%s cannot be "
	    "used: %s", c->server, c->share, link_text(&c->failure));
	(void)cycle_next_cap(c);
	return true;
}

static void
go(struct cycle *c, enum verdict v)
{
	for (;;) {
		if (v == STEP_WAIT)
			return;
		if (v == STEP_FAILED && falls_back(c))
			v = STEP_AGAIN;
		if (v == STEP_NEXT)
			c->step++;
		if (v == STEP_FAILED || c->step == AT_END) {
			finish(c, v);
			return;
		}
		v = steps[c->step].ask(c);
	}
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	go(arg, STEP_AGAIN);
}

/* --- the beginning --- */

static uint32_t
random_below(uint32_t n)
{
	return arc4random_uniform(n);
}

void
cycle_plan(struct cycle *c)
{
	const struct agent	*a = c->agent;

	accounts_plan(&a->state, c->now, a->config->locked_out_ms,
	    config_plays(a->config, "sp3"), &c->plan);
	c->failed = 0;
	c->account = 0;
}

static void
prepare(struct cycle *c)
{
	struct agent	*a = c->agent;

	c->now = cycle_wall(c);
	buf_init(&c->body, BODY_MAX);
	arena_init(&c->arena, ARENA_MAX);
	(void)orphan_mend(&a->state, c->now);
	caps_order(&a->state, &a->config->preferred, a->existing_cap,
	    random_below, &c->caps);
	cycle_plan(c);
	if (c->kind == CYCLE_WHOLE)
		a->state.cycle_started = c->now;
}

int
cycle_start(struct agent *a, enum cycle_kind kind, const struct cycle_end *end)
{
	struct cycle	*c;

	if (a->cycle != NULL)
		return -EBUSY;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->agent = a;
	c->kind = kind;
	c->end = *end;
	c->timer = event_new(a->base, -1, 0, on_timer, c);
	if (c->timer == NULL) {
		free(c);
		return -ENOMEM;
	}
	a->cycle = c;
	prepare(c);
	(void)cycle_pause(c, 0);
	return 0;
}
