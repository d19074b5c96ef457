/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the client tells its site: reports that are due, then the queue. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "contrib/siteclient/cycle_int.h"
#include "contrib/siteclient/heartbeat.h"
#include "contrib/siteclient/inventory.h"
#include "contrib/siteclient/queue.h"
#include "protocol/sms/envelope.h"

#define REPORT_MAX	QUEUE_FILE_MAX

struct report {
	const char	*what;
	enum box	 box;
	const char	*ext;
	size_t		 stamp;			/* in struct state */
	bool		 (*is_due)(const struct agent *, struct wall);
	void		 (*put)(struct buf *, const struct agent *,
			    struct wall);
};

static const struct report	reports[] = {
	{ "Heartbeat DDR", BOX_DDR, ".DDR", offsetof(struct state, heartbeat),
	    heartbeat_is_due, heartbeat_put },
	{ "Hardware inventory", BOX_INVENTRY, ".NHM",
	    offsetof(struct state, hardware), hardware_is_due,
	    hardware_put },
	{ "Hardware inventory (1.2)", BOX_INVENTRY, ".RAW",
	    offsetof(struct state, hardware), hardware12_is_due,
	    hardware12_put },
	{ "Software inventory", BOX_SINV, ".SIC",
	    offsetof(struct state, software), software_is_due,
	    software_put },
};

static void
add_report(struct cycle *c, const struct report *r)
{
	struct agent	*a = c->agent;
	struct wall	 now = cycle_wall(c);
	struct buf	 b;
	int		 error = -ENOMEM;

	buf_init(&b, REPORT_MAX);
	r->put(&b, a, now);
	if (buf_ok(&b))
		error = queue_add(a->folder, &a->state, r->box, r->ext,
		    b.data, b.len, now);
	buf_free(&b);
	if (error == 0)
		memcpy((char *)&a->state + r->stamp, &now, sizeof(now));
	else
		agent_log(&a->logs, LOG_CCIM, "ERROR - %s: %s", r->what,
		    strerror(-error));
}

enum verdict
ask_report(struct cycle *c)
{
	size_t	 i;

	for (i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		if (reports[i].is_due(c->agent, c->now))
			add_report(c, &reports[i]);
	if (c->agent->state.hardware.us >= c->now.us)
		c->agent->state.copy_told = c->agent->state.copy_list;
	(void)agent_save(c->agent);
	return STEP_NEXT;
}

/* --- the queue --- */

/*
 * Numbers rise with every drop, and with the time, so that a client that has
 * lost its state does not begin with those that the site has seen.
 */
static uint64_t
next_number(const struct cycle *c)
{
	const uint64_t	 next = c->agent->state.sequence + 1;
	const int64_t	 ms = cycle_wall(c).us / 1000;

	return ms > 0 && (uint64_t)ms > next ? (uint64_t)ms : next;
}

/*
 * An enrolled client signs what it drops, all but the answer that makes it
 * known.  The number stands in the state before it is sent, and stays that of
 * this item until there is an answer.
 */
static int
number_item(struct cycle *c, struct queue_item *q)
{
	struct agent	*a = c->agent;

	c->again = q->number != 0;
	if (c->again)
		return 0;
	q->number = a->state.sequence = next_number(c);
	if (agent_save(a))
		return 0;
	q->number = 0;
	return -EIO;			/* a number must not be used twice */
}

static int
sign_item(struct cycle *c, struct queue_item *q)
{
	struct agent		*a = c->agent;
	struct envelope		 e = { .box = q->box,
				    .guid = a->identity.id };
	struct buf		 plain = c->body;
	struct wr		 w;
	uint8_t			*p;

	c->again = false;
	if (!a->identity.is_enrolled || strcmp(q->ext, QUEUE_ANSWER) == 0)
		return 0;
	if (number_item(c, q) != 0)
		return -EIO;
	memcpy(e.site, a->identity.site, sizeof(e.site));
	e.sequence = q->number;
	e.payload = buf_reader(&plain);
	buf_init(&c->body, plain.max);
	p = buf_space(&c->body, plain.len + ENVELOPE_OVERHEAD);
	w = wr_over(p, p == NULL ? 0 : c->body.len);
	envelope_put(&w, &e, a->identity.sign_secret);
	buf_free(&plain);
	return wr_ok(&w) && w.pos == c->body.len ? 0 : -EIO;
}

enum verdict
ask_send(struct cycle *c)
{
	struct agent		*a = c->agent;
	const struct wall	 now = cycle_wall(c);
	struct link_reply	 failed = { 0 };
	struct queue_item	*q;
	size_t			 old;
	char			 name[QUEUE_NAME_SIZE];

	old = queue_expire(a->folder, &a->state, now, a->config->queue_life_ms);
	if (old > 0)
		agent_log(&a->logs, LOG_CCIM, "Copy queue: %zu items were too "
		    "old", old);
	q = queue_due(&a->state, now);
	if (q == NULL)
		return STEP_NEXT;
	if (queue_read(a->folder, q, &c->body) != 0) {
		queue_sent(a->folder, &a->state, q);
		return STEP_AGAIN;
	}
	if (sign_item(c, q) != 0) {
		queue_failed(q, &a->config->queue_retry, now);
		return STEP_AGAIN;
	}
	c->item = (size_t)(q - a->state.item);
	(void)strlcpy(name, q->name, sizeof(name));
	if (c->names > 0)
		queue_name(name);
	(void)snprintf(c->path, sizeof(c->path), "%s/%s%s",
	    box_row(q->box)->name, name, q->ext);
	failed.error = link_drop(c->link, c->path, c->body.data, c->body.len);
	return failed.error == 0 ? STEP_WAIT : cycle_fail(c, &failed);
}

/* Its own name is taken, after a try whose end nobody heard of: by itself. */
static bool
has_landed(const struct cycle *c, const struct link_reply *reply)
{
	return link_ok(reply) || (c->again && c->names == 0 &&
	    reply->error == 0 && reply->status == NT_OBJECT_NAME_COLLISION);
}

/* Nothing of it is there, and nothing will be. */
static bool
is_refused(const struct link_reply *reply)
{
	return reply->error == 0 &&
	    reply->status != NT_NETWORK_SESSION_EXPIRED &&
	    reply->status != NT_USER_SESSION_DELETED;
}

/* A name that is taken costs a name, a refusal time, a lost link the rest. */
enum verdict
take_send(struct cycle *c, const struct link_reply *reply)
{
	struct agent		*a = c->agent;
	struct queue_item	*q = &a->state.item[c->item];

	if (has_landed(c, reply)) {
		agent_log(&a->logs, LOG_CCIM, "Copied %s", c->path);
		queue_sent(a->folder, &a->state, q);
	} else if (reply->error == 0 &&
	    reply->status == NT_OBJECT_NAME_COLLISION &&
	    ++c->names < QUEUE_NAMES_TRIED) {
		return STEP_AGAIN;
	} else {
		agent_log(&a->logs, LOG_CCIM, "Warning - %s was not copied: "
		    "%s", c->path, link_text(reply));
		if (is_refused(reply))
			q->number = 0;
		queue_failed(q, &a->config->queue_retry, cycle_wall(c));
	}
	c->names = 0;
	(void)agent_save(a);
	return reply->error != 0 ? cycle_fail(c, reply) : STEP_AGAIN;
}
