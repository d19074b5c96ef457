/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rollout_set - what clients are shown while rings are under way, and what
 * they tell of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/ddr.h"
#include "server/director/cap/consumer.h"
#include "server/director/cap/masterforms.h"
#include "server/director/cap/rollout_int.h"

#define NEXT		".next"
#define LEAF_SIZE	(COMPREPORT_NAME_SIZE + sizeof(BUNDLE_BEFORE))

/* --- the set --- */

/* The roll-out that has two versions to show. */
static const struct rollout *
split_of(const struct director *d, const struct catalogue *c,
    const struct bundle *b)
{
	const struct rollout	*r;
	const struct bundle	*to;
	char			 name[MANIFEST_PATH_SIZE];
	char			 before[MANIFEST_PATH_SIZE +
				    sizeof(BUNDLE_BEFORE)];

	if (!master_folder_of(b->name)->components)
		return NULL;
	(void)snprintf(name, sizeof(name), "%.*s",
	    (int)strcspn(b->name, ":"), b->name);
	(void)snprintf(before, sizeof(before), "%s" BUNDLE_BEFORE, name);
	r = rollout_find(d->rollouts, strchr(name, '/') + 1);
	to = catalogue_find(c, name);
	return r != NULL && !rollout_is_wide(&r->now) && to != NULL &&
	    version_compare(&to->version, &r->to) == 0 &&
	    catalogue_find(c, before) != NULL ? r : NULL;
}

struct making {
	struct rollout_set	*out;
	struct arena		 arena;
	struct bundle		*bundle;
	const struct bundle	**with;
	size_t			 n;
};

static void
add(struct making *m, const struct bundle *b, size_t n, const char *end)
{
	char	 name[MANIFEST_PATH_SIZE + sizeof(NEXT)];

	(void)snprintf(name, sizeof(name), "%.*s%s", (int)n, b->name, end);
	m->bundle[m->n] = *b;
	m->bundle[m->n].name = arena_text(&m->arena, name, strlen(name));
	m->with[m->n] = &m->bundle[m->n];
	m->n++;
}

static void
add_ring(struct rollout_set *out, const struct rollout *r,
    const struct bundle *b)
{
	struct ring_entry	*e = &out->ring[out->n];

	(void)snprintf(out->folder[out->n], sizeof(out->folder[0]),
	    "%.*s" NEXT, (int)(sizeof(out->folder[0]) - sizeof(NEXT)),
	    strchr(b->name, '/') + 1);
	*e = (struct ring_entry){
		.directory = r->component, .folder = out->folder[out->n],
		.version = r->to, .below = r->now.below,
		.held = r->now.state != ROLLOUT_RUNNING,
	};
	out->n++;
}

static void
add_bundle(const struct director *d, const struct catalogue *c,
    const struct bundle *b, struct making *m)
{
	const struct rollout	*r = split_of(d, c, b);

	if (bundle_is_before(b->name)) {
		if (r != NULL)
			add(m, b, strcspn(b->name, ":"), "");
	} else if (r == NULL)
		add(m, b, strlen(b->name), "");
	else if (r->now.below > 0 && m->out->n < RINGS_MAX) {
		add(m, b, strlen(b->name), NEXT);
		add_ring(m->out, r, b);
	}
}

static bool
is_split(const struct catalogue *c)
{
	size_t	 i;

	for (i = 0; i < c->n; i++)
		if (bundle_is_before(c->bundle[i].name))
			return true;
	return false;
}

int
rollouts_set(const struct director *d, const struct catalogue *c,
    struct rollout_set *out)
{
	struct making	 m = { .out = out };
	size_t		 i;

	out->n = 0;
	out->made = NULL;
	out->catalogue = c;
	if (!is_split(c))
		return 0;
	arena_init(&m.arena, (size_t)4 << 20);
	m.bundle = arena_array(&m.arena, c->n, sizeof(*m.bundle));
	m.with = arena_array(&m.arena, c->n, sizeof(*m.with));
	for (i = 0; m.bundle != NULL && m.with != NULL && i < c->n; i++)
		add_bundle(d, c, &c->bundle[i], &m);
	if (arena_ok(&m.arena))
		out->made = catalogue_with(NULL, m.with, m.n);
	arena_free(&m.arena);
	out->catalogue = out->made;
	return out->made == NULL ? -ENOMEM : 0;
}

void
rollouts_set_free(struct rollout_set *s)
{
	catalogue_unref(&s->made);
}

/* --- clients --- */

/* One that had it and has it no more, whatever it says of that. */
static void
see_fall_back(const struct rollout *r, const struct compreport *told,
    struct component_told *t)
{
	const struct ring_client	*was;
	static const char		 why[] = "it had it, and went back";

	was = ring_clients_find(&r->clients, &t->client);
	if (was == NULL || version_compare(&told->version, &r->to) >= 0)
		return;
	if (was->state == RING_UPGRADED || (told->failed.nfield == 0 &&
	    ring_is_failed(&r->clients, was)))
		t->why = why;
}

static void
tell_one(struct rollouts *all, const struct compreport *told,
    struct component_told *t, struct batch *b)
{
	struct rollout	*r = rollout_find(all, told->directory);
	char		 version[VERSION_TEXT_SIZE] = "";
	char		 failed[VERSION_TEXT_SIZE] = "";

	t->component = told->directory;
	t->version = told->version.nfield == 0 ? "" :
	    version_text(&told->version, version);
	t->failed = told->failed.nfield == 0 ? "" :
	    version_text(&told->failed, failed);
	t->why = told->why;
	t->turn = r == NULL ? 0 : r->now.turn;
	if (r != NULL) {
		see_fall_back(r, told, t);
		if (t->why != told->why)
			t->failed = version_text(&r->to, failed);
	}
	if (r != NULL && all->running) {
		rollout_take_client(r, t);
		rollout_judge_soon(all);
	}
	store_component_told(b, t);
}

void
rollouts_told(struct director *d, const struct drop *drop,
    const struct ddr *record, struct batch *b)
{
	struct component_told	 t = { .told = drop->landing->landed };
	struct compreport	 told;
	size_t			 i;

	if (drop->signer == NULL)
		return;		/* anybody could have said so: T16 */
	t.client = drop->signer->guid;
	for (i = 0; i < record->components.n; i++)
		if (compreport_parse(record->components.s[i], &told))
			tell_one(d->rollouts, &told, &t, b);
}
