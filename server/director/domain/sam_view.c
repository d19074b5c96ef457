/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/sam_int.h"

#include <string.h>

bool
view_get(const struct sam_view *v, const char *key, struct rd *value)
{
	const struct fact	*f = sam_facts_get(&v->d->sam->facts, key);

	if (f == NULL)
		return false;
	*value = rd_over(f->value, f->len);
	return true;
}

static bool
begins(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

void
view_each(const struct sam_view *v, const char *prefix, view_visit *visit,
    void *arg)
{
	struct fact	 like = { 0 };
	struct fact	*f;

	memcpy(&like.key, &prefix, sizeof(prefix));
	f = RB_NFIND(facts_by_key, &v->d->sam->facts.keys, &like);
	while (f != NULL && begins(f->key, prefix) &&
	    visit(arg, f->key, rd_over(f->value, f->len)))
		f = RB_NEXT(facts_by_key, &v->d->sam->facts.keys, f);
}

void
view_each_back(const struct sam_view *v, const char *prefix,
    view_visit *visit, void *arg)
{
	char		 none[] = "";
	struct fact	 like = { .key = none };
	struct fact	*f;

	memcpy(&like.back, &prefix, sizeof(prefix));
	f = RB_NFIND(facts_by_back, &v->d->sam->facts.backs, &like);
	while (f != NULL && begins(f->back, prefix) &&
	    visit(arg, f->key, rd_over(f->value, f->len)))
		f = RB_NEXT(facts_by_back, &v->d->sam->facts.backs, f);
}

enum account_state
view_state(const struct sam_view *v, const struct account_entry *a)
{
	const struct directory_change	*c = NULL;
	enum account_state		 state;

	if (v->replica != NULL)
		c = replicas_pending_of(&v->d->domain->set, v->replica,
		    a->id);
	state = c != NULL ? c->state : a->state;
	return state == ACCOUNT_DELETED ? 0 : state;
}
