/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Components as the operator sees them: brought, shown, offered. */
#include "server/director/cap/component.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "server/director/cap/masters.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/stock.h"
#include "server/director/director.h"

#define FOLDERS_MAX	256

struct listing {
	const struct director	*d;
	const struct site	*site;		/* NULL: none */
	struct component_row	*rows;
	size_t			 n, max;
	const char		*done[FOLDERS_MAX];
	size_t			 ndone;
};

/* What is known of one folder. */
struct facts {
	const char			*folder;
	const struct bundle		*shown;
	const struct survey_bundle	*brought;
	bool				 looked;	/* at what was brought */
	const struct site_agent		*agent;
};

static const char	state_offered[] = "offered";
static const char	state_idle[] = "not offered";
static const char	state_copying[] = "being copied";
static const char	state_kept[] = "kept back";
static const char	state_missing[] = "missing";
static const char	state_unseen[] = "not looked at yet";
static const char	state_alone[] = "offered, no master";

static void
judge(const struct facts *f, struct component_row *r)
{
	r->detail = "";
	if (f->brought != NULL && f->brought->state == STATE_BAD) {
		r->state = state_kept;
		r->detail = f->brought->problem;
	} else if (f->brought != NULL && f->brought->state == STATE_COPYING)
		r->state = state_copying;
	else if (f->shown == NULL && !f->looked)
		r->state = state_unseen;
	else if (f->shown == NULL) {
		r->state = state_missing;
		r->detail = "copy it below clicomp.src of the share "
		    "SMS_<site>, or use: sitectl component publish";
	} else if (!r->offered) {
		r->state = state_idle;
		r->detail = "no active component of the site control file "
		    "has this directory: sitectl site apply can add one";
	} else if (f->brought == NULL && f->looked)
		r->state = state_alone;
	else
		r->state = state_offered;
}

bool
component_is_amiss(const struct component_row *r)
{
	return r->state == state_kept || r->state == state_missing ||
	    r->state == state_unseen;
}

static struct component_row *
row_of(struct listing *l, const struct facts *f, const char *path)
{
	size_t			 i, n = strcspn(path, "/");
	struct component_row	*r;

	for (i = 0; i < l->n; i++) {
		r = &l->rows[i];
		if (text_casecmp(r->component, f->folder) == 0 &&
		    strlen(r->platform) == n &&
		    strncasecmp(r->platform, path, n) == 0)
			return r;
	}
	if (l->n == l->max || n >= sizeof(l->rows->platform))
		return NULL;
	r = &l->rows[l->n++];
	*r = (struct component_row){ .name = "" };
	text_copy(r->component, sizeof(r->component), f->folder);
	memcpy(r->platform, path, n);
	if (f->agent != NULL)
		r->name = f->agent->name;
	if (f->shown != NULL) {
		r->shown = f->shown->version;
		r->since = f->shown->since;
	}
	if (f->brought != NULL)
		r->master = f->brought->version;
	r->offered = f->shown != NULL && f->agent != NULL &&
	    (f->agent->flags & AGENT_ACTIVE) != 0;
	judge(f, r);
	return r;
}

static void
add_files(struct listing *l, const struct facts *f)
{
	struct component_row	*r;
	size_t			 i;

	for (i = 0; f->shown != NULL && i < f->shown->nfile; i++) {
		r = row_of(l, f, f->shown->file[i].path);
		if (r == NULL)
			continue;
		r->files++;
		r->bytes += f->shown->file[i].size;
	}
	if (f->shown == NULL)
		(void)row_of(l, f, "");
}

static const struct site_agent *
agent_of(const struct listing *l, const char *folder)
{
	size_t	 i;

	for (i = 0; l->site != NULL && i < l->site->nagent; i++)
		if (l->site->agent[i].directory != NULL &&
		    text_casecmp(l->site->agent[i].directory, folder) == 0)
			return &l->site->agent[i];
	return NULL;
}

static void
add(struct listing *l, const char *folder)
{
	const struct survey	*seen = stock_seen(l->d);
	struct facts		 f = { .folder = folder,
				    .looked = seen != NULL };
	char			 name[128];
	size_t			 i;

	for (i = 0; i < l->ndone; i++)
		if (text_casecmp(l->done[i], folder) == 0)
			return;
	if (l->ndone == FOLDERS_MAX)
		return;
	l->done[l->ndone++] = folder;
	(void)snprintf(name, sizeof(name), MASTERS_COMPONENTS "/%.64s",
	    folder);
	f.shown = catalogue_find(stock_catalogue(l->d), name);
	f.brought = seen == NULL ? NULL : survey_find(seen, name);
	f.agent = agent_of(l, folder);
	add_files(l, &f);
}

static bool
is_component(const char *bundle)
{
	const struct master_folder	*row = master_folder_of(bundle);

	return row != NULL && row->components;
}

size_t
component_list(const struct director *d, struct component_row *rows,
    size_t max)
{
	const struct catalogue	*c = stock_catalogue(d);
	const struct survey	*seen = stock_seen(d);
	struct listing		 l = { .d = d, .site = publisher_site(d),
				    .rows = rows, .max = max };
	size_t			 i;

	for (i = 0; l.site != NULL && i < l.site->nagent; i++)
		if (l.site->agent[i].directory != NULL &&
		    (l.site->agent[i].flags & AGENT_ACTIVE) != 0)
			add(&l, l.site->agent[i].directory);
	for (i = 0; i < c->n; i++)
		if (is_component(c->bundle[i].name) &&
		    !bundle_is_before(c->bundle[i].name))
			add(&l, strchr(c->bundle[i].name, '/') + 1);
	for (i = 0; seen != NULL && i < seen->n; i++)
		if (seen->bundle[i].row->components)
			add(&l, strchr(seen->bundle[i].name, '/') + 1);
	return l.n;
}
