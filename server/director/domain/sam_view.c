/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_view - what one server shows: a fact of the PDC, unless the oldest
 * change that the server has not got says what was before.
 *
 * Whoever is looked for in an order stands in one of two trees: the PDC's
 * facts, or what was before a change.  They are walked together, and each key
 * that comes up is asked for.
 */
#include "server/director/domain/sam_int.h"

#include <string.h>

struct sam_view
sam_view(const struct director *d, size_t server)
{
	return (struct sam_view){ d, server == 0 ? NULL :
	    &d->domain->set.r[server - 1], server };
}

bool
view_get(const struct sam_view *v, const char *key, struct rd *value)
{
	const struct directory_change	*c = NULL;
	const struct fact		*f;

	if (v->replica != NULL)
		c = replicas_pending_key(&v->d->domain->set, v->replica, key);
	if (c != NULL) {
		*value = rd_over(c->value, c->len);
		return c->state != 0;
	}
	f = sam_facts_get(&v->d->sam->facts, key);
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

/* --- by key --- */

struct walk {
	const struct sam_view	*v;
	const char		*prefix;
	const struct fact	*f;
	const struct directory_change *c;	/* NULL on the PDC */
};

/* The first fact, and the first change, that are not before a key. */
static void
seek_keys(struct walk *w, const char *key, uint64_t number)
{
	struct fact		 fact = { 0 };
	struct directory_change	 change = { .number = number };

	memcpy(&fact.key, &key, sizeof(key));
	memcpy(&change.key, &key, sizeof(key));
	w->f = RB_NFIND(facts_by_key, &w->v->d->sam->facts.keys, &fact);
	if (w->f != NULL && number > 0 && strcmp(w->f->key, key) == 0)
		w->f = RB_NEXT(facts_by_key, &w->v->d->sam->facts.keys,
		    RB_FIND(facts_by_key, &w->v->d->sam->facts.keys, &fact));
	w->c = w->v->replica == NULL ? NULL : RB_NFIND(changes_by_key,
	    &w->v->d->domain->set.keys, &change);
}

static const char *
first_key(const struct walk *w)
{
	const char	*key;

	if (w->f == NULL && w->c == NULL)
		return NULL;
	key = w->c == NULL || (w->f != NULL &&
	    strcmp(w->f->key, w->c->key) < 0) ? w->f->key : w->c->key;
	return begins(key, w->prefix) ? key : NULL;
}

void
view_each(const struct sam_view *v, const char *prefix, view_visit *visit,
    void *arg)
{
	struct walk	 w = { .v = v, .prefix = prefix };
	const char	*key;
	struct rd	 value;

	seek_keys(&w, prefix, 0);
	while ((key = first_key(&w)) != NULL) {
		if (view_get(v, key, &value) && !visit(arg, key, value))
			break;
		seek_keys(&w, key, UINT64_MAX);
	}
}

/* --- by the way back --- */

static void
seek_backs(struct walk *w, const char *back, const char *key, uint64_t number)
{
	struct fact		 fact = { 0 };
	struct directory_change	 change = { .number = number };

	memcpy(&fact.back, &back, sizeof(back));
	memcpy(&fact.key, &key, sizeof(key));
	memcpy(&change.back, &back, sizeof(back));
	memcpy(&change.key, &key, sizeof(key));
	w->f = RB_NFIND(facts_by_back, &w->v->d->sam->facts.backs, &fact);
	if (w->f != NULL && number > 0 && strcmp(w->f->back, back) == 0 &&
	    strcmp(w->f->key, key) == 0)
		w->f = RB_NEXT(facts_by_back, &w->v->d->sam->facts.backs,
		    RB_FIND(facts_by_back, &w->v->d->sam->facts.backs,
		    &fact));
	w->c = w->v->replica == NULL ? NULL : RB_NFIND(changes_by_back,
	    &w->v->d->domain->set.backs, &change);
}

/* false: no more with that prefix. */
static bool
first_back(const struct walk *w, const char **back, const char **key)
{
	int	 order = 0;

	if (w->f == NULL && w->c == NULL)
		return false;
	if (w->f != NULL && w->c != NULL) {
		order = strcmp(w->f->back, w->c->back);
		if (order == 0)
			order = strcmp(w->f->key, w->c->key);
	} else
		order = w->f == NULL;
	*back = order > 0 ? w->c->back : w->f->back;
	*key = order > 0 ? w->c->key : w->f->key;
	return begins(*back, w->prefix);
}

/* It may lead back elsewhere on that server: a group had another name. */
static bool
leads_back(const char *back, const char *key, struct rd value)
{
	struct fact_key	 k;
	const char	*is = fact_back(&k, key, value);

	return is != NULL && strcmp(is, back) == 0;
}

void
view_each_back(const struct sam_view *v, const char *prefix,
    view_visit *visit, void *arg)
{
	struct walk	 w = { .v = v, .prefix = prefix };
	const char	*back, *key;
	struct rd	 value;

	seek_backs(&w, prefix, "", 0);
	while (first_back(&w, &back, &key)) {
		if (view_get(v, key, &value) && leads_back(back, key, value) &&
		    !visit(arg, key, value))
			break;
		seek_backs(&w, back, key, UINT64_MAX);
	}
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
