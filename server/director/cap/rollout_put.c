/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rollout_put - a change of the catalogue begins roll-outs, and ends them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "server/director/cap/masterforms.h"
#include "server/director/cap/rollout_int.h"

#define NAME_SIZE	(MANIFEST_PATH_SIZE + sizeof(BUNDLE_BEFORE))

struct beginning {
	struct rollout	*fresh;		/* NULL: the old one only ends */
	struct bundle	 before;
	char		 name[NAME_SIZE];
};

struct rollout_put {
	struct beginning	 row[RINGS_MAX];
	char			 component[RINGS_MAX][COMPREPORT_NAME_SIZE];
	size_t			 n;
	const struct bundle	*more[RINGS_MAX];
	size_t			 nmore;
};

static const struct bundle *
find_before(const struct catalogue *c, const char *bundle)
{
	char	 name[NAME_SIZE];

	(void)snprintf(name, sizeof(name), "%s" BUNDLE_BEFORE, bundle);
	return catalogue_find(c, name);
}

/* What whoever is not yet in a ring goes on seeing. */
static const struct bundle *
older(const struct director *d, const struct bundle *b)
{
	const struct catalogue	*c = stock_catalogue(d);
	const struct bundle	*have = catalogue_find(c, b->name);
	const struct rollout	*r = rollout_find(d->rollouts,
				    strchr(b->name, '/') + 1);

	if (have == NULL || r == NULL || rollout_is_wide(&r->now))
		return have;
	return find_before(c, b->name);
}

/* Both versions, in what one manifest names, under paths that are longer. */
static bool
has_room(const struct catalogue *c, const struct bundle *to)
{
	size_t	 i, all = 0;

	for (i = 0; i < c->n; i++)
		if (master_folder_of(c->bundle[i].name)->components &&
		    !bundle_is_before(c->bundle[i].name))
			all += c->bundle[i].nfile + 2;
	if (all + to->nfile + 2 > COMPONENT_FILES_MAX)
		return false;
	for (i = 0; i < to->nfile; i++)
		if (strlen(to->name) + strlen(to->file[i].path) +
		    sizeof("/.next") >= MANIFEST_PATH_SIZE)
			return false;
	return strlen(strchr(to->name, '/') + 1) + sizeof(".next") <
	    COMPREPORT_NAME_SIZE;
}

static bool
is_for_rings(const struct director *d, const struct bundle *to,
    const struct bundle *from)
{
	unsigned	 percents[CONFIG_LIST_MAX];

	if (rollout_percents(d, percents) == 0 || from == NULL ||
	    version_compare(&to->version, &from->version) <= 0)
		return false;
	if (has_room(stock_catalogue(d), to))
		return true;
	log_warn("rollout: %s goes out at once: there is no room for both "
	    "versions of it", VIS(to->name));
	return false;
}

static bool
begin(struct director *d, struct rollout_put *p, const struct bundle *to,
    const struct bundle *from, struct batch *b)
{
	struct beginning	*x = &p->row[p->n];

	x->fresh = rollout_make(d->rollouts, p->component[p->n]);
	if (x->fresh == NULL)
		return false;
	x->fresh->from = from->version;
	x->fresh->to = to->version;
	(void)snprintf(x->name, sizeof(x->name), "%s" BUNDLE_BEFORE,
	    to->name);
	x->before = *from;
	x->before.name = x->name;
	p->more[p->nmore++] = &x->before;
	rollout_row(x->fresh, &x->fresh->now, b);
	return true;
}

static bool
look_at(struct director *d, struct rollout_put *p, const struct bundle *to,
    struct batch *b)
{
	const struct bundle	*from;

	if (!master_folder_of(to->name)->components || p->n == RINGS_MAX)
		return true;
	from = older(d, to);
	text_copy(p->component[p->n], sizeof(p->component[0]),
	    strchr(to->name, '/') + 1);
	if (is_for_rings(d, to, from)) {
		if (!begin(d, p, to, from, b))
			return false;
	} else if (rollout_find(d->rollouts, p->component[p->n]) != NULL)
		store_rollout_end(b, p->component[p->n]);
	else
		return true;
	p->n++;
	return true;
}

static void
forget(struct rollout_put **pp)
{
	size_t	 i;

	for (i = 0; i < (*pp)->n; i++)
		free((*pp)->row[i].fresh);
	free(*pp);
	*pp = NULL;
}

struct rollout_put *
rollouts_put(struct director *d, const struct stock_change *c,
    struct batch *b)
{
	struct rollout_put	*p = calloc(1, sizeof(*p));
	size_t			 i;

	for (i = 0; p != NULL && i < c->n; i++)
		if (!look_at(d, p, c->with[i], b)) {
			forget(&p);
			break;
		}
	return p;
}

const struct bundle *const *
rollout_put_more(const struct rollout_put *p, size_t *n)
{
	*n = p->nmore;
	return p->more;
}

static void
tell(const struct rollout *r)
{
	char	 from[VERSION_TEXT_SIZE], to[VERSION_TEXT_SIZE];

	log_info("rollout: %s %s goes out in rings, in the place of %s",
	    VIS(r->component), version_text(&r->to, to),
	    version_text(&r->from, from));
}

void
rollouts_put_done(struct director *d, struct rollout_put **pp,
    const struct err *failed)
{
	struct rollout_put	*p = *pp;
	struct rollout		*r;
	size_t			 i;

	for (i = 0; failed == NULL && i < p->n; i++) {
		r = rollout_find(d->rollouts, p->component[i]);
		if (r != NULL)
			rollout_drop(r);
		r = p->row[i].fresh;
		p->row[i].fresh = NULL;
		if (r == NULL)
			continue;
		rollout_insert(r);
		tell(r);
		if (d->rollouts->running)
			rollout_load_clients(r);
	}
	forget(pp);
}
