/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/clerk/quotas.h"

#include <stdlib.h>
#include <string.h>

#include "base/tree.h"

struct sum {
	uint64_t	 files, bytes;
};

struct box {
	RB_ENTRY(box)		 node;
	char			 name[QUOTA_BOX_SIZE];
	struct sum		 lies, under_way;
};

struct client {
	RB_ENTRY(client)	 node;
	struct box		*box;
	int64_t			 account;
	struct addr		 address;	/* as addr_subscriber() */
	struct sum		 lies, under_way;
};

struct ticket {
	RB_ENTRY(ticket)	 node;
	unsigned		 process;
	uint64_t		 id;
	uint64_t		 bytes;
	struct client		*client;
};

RB_HEAD(box_tree, box);
RB_HEAD(client_tree, client);
RB_HEAD(ticket_tree, ticket);

struct quotas {
	struct quota_limits	 limits;
	struct box_tree		 boxes;		/* a handful; never removed */
	struct client_tree	 clients;
	struct ticket_tree	 tickets;
	struct quota_counts	 counts;
};

static int
compare_boxes(const struct box *a, const struct box *b)
{
	return strcmp(a->name, b->name);
}

static int
compare_clients(const struct client *a, const struct client *b)
{
	if (a->box != b->box)
		return strcmp(a->box->name, b->box->name);
	if (a->account != b->account)
		return a->account < b->account ? -1 : 1;
	return memcmp(a->address.b, b->address.b, sizeof(a->address.b));
}

static int
compare_tickets(const struct ticket *a, const struct ticket *b)
{
	if (a->process != b->process)
		return a->process < b->process ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return 0;
}

TREE_GENERATE(box_tree, box, node, compare_boxes)
TREE_GENERATE(client_tree, client, node, compare_clients)
TREE_GENERATE(ticket_tree, ticket, node, compare_tickets)

struct quotas *
quotas_new(const struct quota_limits *limits)
{
	struct quotas	*q = calloc(1, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->limits = *limits;
	RB_INIT(&q->boxes);
	RB_INIT(&q->clients);
	RB_INIT(&q->tickets);
	return q;
}

void
quotas_set_limits(struct quotas *q, const struct quota_limits *limits)
{
	q->limits = *limits;
}

static struct box *
box_get(struct quotas *q, const char *name)
{
	struct box	 want = { .name = "" };
	struct box	*b;

	(void)strlcpy(want.name, name, sizeof(want.name));
	b = RB_FIND(box_tree, &q->boxes, &want);
	if (b != NULL || (b = malloc(sizeof(*b))) == NULL)
		return b;
	*b = want;
	(void)RB_INSERT(box_tree, &q->boxes, b);
	return b;
}

static struct client *
client_get(struct quotas *q, const struct quota_who *who)
{
	struct client	 want = { .account = who->account,
			    .address = addr_subscriber(&who->address) };
	struct client	*c;

	want.box = box_get(q, who->box);
	if (want.box == NULL)
		return NULL;
	c = RB_FIND(client_tree, &q->clients, &want);
	if (c != NULL || (c = malloc(sizeof(*c))) == NULL)
		return c;
	*c = want;
	(void)RB_INSERT(client_tree, &q->clients, c);
	return c;
}

static void
client_release(struct quotas *q, struct client *c)
{
	if (c->lies.files > 0 || c->lies.bytes > 0 || c->under_way.files > 0)
		return;
	(void)RB_REMOVE(client_tree, &q->clients, c);
	free(c);
}

/* Counts may drift when messages are lost; they never run below zero. */
static void
take(struct sum *s, uint64_t files, uint64_t bytes)
{
	s->files -= files < s->files ? files : s->files;
	s->bytes -= bytes < s->bytes && s->files > 0 ? bytes : s->bytes;
}

static void
add(struct sum *s, uint64_t files, uint64_t bytes)
{
	s->files += files;
	s->bytes = bytes > UINT64_MAX - s->bytes ? UINT64_MAX :
	    s->bytes + bytes;
}

static void
begin_way(struct quotas *q, struct client *c, uint64_t files, uint64_t bytes)
{
	add(&c->under_way, files, bytes);
	add(&c->box->under_way, files, bytes);
	q->counts.under_way += files;
}

static void
lay_down(struct quotas *q, struct client *c, uint64_t files, uint64_t bytes)
{
	add(&c->lies, files, bytes);
	add(&c->box->lies, files, bytes);
	q->counts.files += files;
	q->counts.bytes += bytes;
}

static bool
fits(uint64_t lies, uint64_t under_way, uint64_t more, uint64_t limit)
{
	return lies <= limit && under_way <= limit - lies &&
	    more <= limit - lies - under_way;
}

static enum ntstatus
judge_more(const struct quotas *q, const struct client *c, uint64_t files,
    uint64_t bytes)
{
	const struct box	*b = c->box;

	if (!fits(b->lies.files, b->under_way.files, files,
	    q->limits.box_files) || !fits(b->lies.bytes, b->under_way.bytes,
	    bytes, q->limits.box_bytes))
		return NT_DISK_FULL;
	if (!fits(c->lies.files, c->under_way.files, files,
	    q->limits.client_files) || !fits(c->lies.bytes,
	    c->under_way.bytes, bytes, q->limits.client_bytes))
		return NT_QUOTA_EXCEEDED;
	return NT_OK;
}

static struct ticket *
ticket_find(struct quotas *q, unsigned process, uint64_t id)
{
	struct ticket	 want = { .process = process, .id = id };

	return RB_FIND(ticket_tree, &q->tickets, &want);
}

static enum ntstatus
grow(struct quotas *q, struct ticket *t, uint64_t bytes, bool judge)
{
	uint64_t	 more = bytes > t->bytes ? bytes - t->bytes : 0;
	enum ntstatus	 status = NT_OK;

	if (judge && more > 0)
		status = judge_more(q, t->client, 0, more);
	if (status == NT_OK) {
		begin_way(q, t->client, 0, more);
		t->bytes += more;
	} else
		q->counts.refused++;
	return status;
}

static enum ntstatus
begin(struct quotas *q, struct client *c, const struct ticket *want,
    bool judge)
{
	enum ntstatus	 status = NT_OK;
	struct ticket	*t;

	if (judge)
		status = judge_more(q, c, 1, want->bytes);
	if (status != NT_OK) {
		q->counts.refused++;
		return status;
	}
	t = malloc(sizeof(*t));
	if (t == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	*t = *want;
	(void)RB_INSERT(ticket_tree, &q->tickets, t);
	begin_way(q, c, 1, t->bytes);
	return NT_OK;
}

enum ntstatus
quotas_ask(struct quotas *q, unsigned process, const struct quota_ask *ask,
    bool judge)
{
	struct ticket	 want = { .process = process, .id = ask->ticket,
			    .bytes = ask->bytes };
	struct ticket	*t = ticket_find(q, process, ask->ticket);
	enum ntstatus	 status;

	if (t != NULL)
		return grow(q, t, ask->bytes, judge);
	want.client = client_get(q, &ask->who);
	if (want.client == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	status = begin(q, want.client, &want, judge);
	if (status != NT_OK)
		client_release(q, want.client);
	return status;
}

/* The client of the ticket lives on; the caller releases it. */
static struct client *
end_ticket(struct quotas *q, struct ticket *t)
{
	struct client	*c = t->client;

	take(&c->under_way, 1, t->bytes);
	take(&c->box->under_way, 1, t->bytes);
	q->counts.under_way--;
	(void)RB_REMOVE(ticket_tree, &q->tickets, t);
	free(t);
	return c;
}

void
quotas_charge(struct quotas *q, unsigned process, uint64_t ticket,
    uint64_t bytes)
{
	struct ticket	*t = ticket_find(q, process, ticket);

	if (t != NULL)
		lay_down(q, end_ticket(q, t), 1, bytes);
}

void
quotas_drop(struct quotas *q, unsigned process, uint64_t ticket)
{
	struct ticket	*t = ticket_find(q, process, ticket);

	if (t != NULL)
		client_release(q, end_ticket(q, t));
}

void
quotas_end_process(struct quotas *q, unsigned process)
{
	struct ticket	 from = { .process = process };
	struct ticket	*t;

	while ((t = RB_NFIND(ticket_tree, &q->tickets, &from)) != NULL &&
	    t->process == process)
		client_release(q, end_ticket(q, t));
}

void
quotas_restate(struct quotas *q)
{
	struct client	*c, *next;
	struct box	*b;

	for (c = RB_MIN(client_tree, &q->clients); c != NULL; c = next) {
		next = RB_NEXT(client_tree, &q->clients, c);
		c->lies = (struct sum){ 0, 0 };
		client_release(q, c);
	}
	RB_FOREACH(b, box_tree, &q->boxes)
		b->lies = (struct sum){ 0, 0 };
	q->counts.files = q->counts.bytes = 0;
}

void
quotas_state(struct quotas *q, const struct quota_amount *a)
{
	struct client	*c = client_get(q, &a->who);

	if (c != NULL) {
		lay_down(q, c, a->files, a->bytes);
		client_release(q, c);
	}
}

void
quotas_release(struct quotas *q, const struct quota_amount *a)
{
	struct client	*c = client_get(q, &a->who);
	struct sum	 all = { q->counts.files, q->counts.bytes };

	if (c == NULL)
		return;
	take(&c->lies, a->files, a->bytes);
	take(&c->box->lies, a->files, a->bytes);
	take(&all, a->files, a->bytes);
	q->counts.files = all.files;
	q->counts.bytes = all.bytes;
	client_release(q, c);
}

struct quota_counts
quotas_counts(const struct quotas *q)
{
	return q->counts;
}

void
quotas_free(struct quotas **qp)
{
	struct quotas	*q = *qp;
	struct ticket	*t;
	struct box	*b;

	if (q == NULL)
		return;
	*qp = NULL;
	while ((t = RB_MIN(ticket_tree, &q->tickets)) != NULL)
		client_release(q, end_ticket(q, t));
	quotas_restate(q);
	while ((b = RB_MIN(box_tree, &q->boxes)) != NULL) {
		(void)RB_REMOVE(box_tree, &q->boxes, b);
		free(b);
	}
	free(q);
}
