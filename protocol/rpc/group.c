/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/group.h"

#include <sys/queue.h>

#include <errno.h>
#include <stdlib.h>

#include "base/secret.h"

#define HANDLES_FIRST	4

struct held {
	struct guid		 id;
	const void		*owner;
	struct rpc_object	 object;
};

struct rpc_group {
	LIST_ENTRY(rpc_group)	 link;
	uint32_t		 id;
	uint32_t		 pipes;
	struct sid		 caller;
	struct held		*handles;
	uint32_t		 count;
	uint32_t		 room;
};

LIST_HEAD(group_list, rpc_group);

/* Groups are few for each client and looked up by bind only. */
#define BUCKETS	256

struct rpc_groups {
	struct group_list	 bucket[BUCKETS];
};

int
rpc_groups_new(struct rpc_groups **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? -ENOMEM : 0;
}

void
rpc_groups_free(struct rpc_groups **gs)
{
	free(*gs);
	*gs = NULL;
}

static struct rpc_group *
find(struct rpc_groups *gs, uint32_t id)
{
	struct rpc_group	*g;

	LIST_FOREACH(g, &gs->bucket[id % BUCKETS], link) {
		if (g->id == id)
			return g;
	}
	return NULL;
}

/* Ids are random so that nobody guesses another's. */
static struct rpc_group *
create(struct rpc_groups *gs, const struct sid *caller)
{
	struct rpc_group	*g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	do
		secret_random(&g->id, sizeof(g->id));
	while (g->id == 0 || find(gs, g->id) != NULL);
	g->caller = *caller;
	LIST_INSERT_HEAD(&gs->bucket[g->id % BUCKETS], g, link);
	return g;
}

struct rpc_group *
rpc_group_join(struct rpc_groups *gs, uint32_t id, const struct sid *caller)
{
	struct rpc_group	*g;

	if (id == 0)
		g = create(gs, caller);
	else
		g = find(gs, id);
	if (g == NULL || !sid_equal(&g->caller, caller))
		return NULL;
	g->pipes++;
	return g;
}

void
rpc_group_leave(struct rpc_group **gp)
{
	struct rpc_group	*g = *gp;

	*gp = NULL;
	if (g == NULL || --g->pipes > 0)
		return;
	LIST_REMOVE(g, link);
	free(g->handles);
	free(g);
}

uint32_t
rpc_group_id(const struct rpc_group *g)
{
	return g->id;
}

static struct held *
handle_slot(struct rpc_group *g)
{
	struct held	*more;
	uint32_t	 room = g->room == 0 ? HANDLES_FIRST : 2 * g->room;

	if (g->count < g->room)
		return &g->handles[g->count];
	more = reallocarray(g->handles, room, sizeof(*more));
	if (more == NULL)
		return NULL;
	g->handles = more;
	g->room = room;
	return &g->handles[g->count];
}

int
group_handle_new(struct rpc_group *g, const void *owner,
    const struct rpc_object *object, struct rpc_handle *out)
{
	struct held	*h;

	if (g->count >= GROUP_HANDLES_MAX)
		return -ENOSPC;
	h = handle_slot(g);
	if (h == NULL)
		return -ENOMEM;
	*h = (struct held){ guid_random(), owner, *object };
	g->count++;
	*out = (struct rpc_handle){ .id = h->id };
	return 0;
}

static struct held *
held(const struct rpc_group *g, const void *owner, const struct rpc_handle *h)
{
	uint32_t	 i;

	for (i = 0; i < g->count; i++) {
		if (g->handles[i].owner == owner && h->attributes == 0 &&
		    guid_equal(&g->handles[i].id, &h->id))
			return &g->handles[i];
	}
	return NULL;
}

bool
group_handle_find(const struct rpc_group *g, const void *owner,
    const struct rpc_handle *h, struct rpc_object *out)
{
	const struct held	*found = held(g, owner, h);

	if (found != NULL)
		*out = found->object;
	return found != NULL;
}

bool
group_handle_close(struct rpc_group *g, const void *owner,
    const struct rpc_handle *h)
{
	struct held	*found = held(g, owner, h);

	if (found != NULL)
		*found = g->handles[--g->count];
	return found != NULL;
}
