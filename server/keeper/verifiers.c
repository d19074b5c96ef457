/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/verifiers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int
compare_ids(struct account *a, struct account *b)
{
	return a->id < b->id ? -1 : a->id > b->id;
}

static int
compare_names(struct account *a, struct account *b)
{
	return strcmp(a->folded, b->folded);
}

/* Not every function of a tree is used here. */
#define TREE	static __attribute__((unused))
RB_GENERATE_INTERNAL(account_ids, account, by_id, compare_ids, TREE)
RB_GENERATE_INTERNAL(account_names, account, by_name, compare_names, TREE)

static bool
fold(const char *name, struct account *a)
{
	return text_fold(name, a->folded, sizeof(a->folded)) == 0;
}

bool
verifiers_init(struct verifiers *t)
{
	RB_INIT(&t->ids);
	RB_INIT(&t->names);
	t->pool = secret_pool_new(sizeof(struct verifier));
	return t->pool != NULL;
}

const struct account_view *
account_view(const struct account *a, uint32_t view)
{
	const struct account_view	*v;

	SLIST_FOREACH(v, &a->views, link)
		if (v->view == view)
			return v;
	return NULL;
}

void
account_drop_views(struct verifiers *t, struct account *a)
{
	struct account_view	*v;

	while ((v = SLIST_FIRST(&a->views)) != NULL) {
		SLIST_REMOVE_HEAD(&a->views, link);
		free(v->facts.workstations);
		secret_pool_give(t->pool, v->secret);
		free(v);
	}
}

struct account_view *
account_add_view(struct verifiers *t, struct account *a, uint32_t view)
{
	struct account_view	*v = calloc(1, sizeof(*v));

	if (v == NULL)
		return NULL;
	v->secret = secret_pool_take(t->pool);
	if (v->secret == NULL) {
		free(v);
		return NULL;
	}
	v->view = view;
	SLIST_INSERT_HEAD(&a->views, v, link);
	return v;
}

static void
account_free(struct verifiers *t, struct account *a)
{
	account_drop_views(t, a);
	secret_pool_give(t->pool, a->secret);
	free(a->facts.workstations);
	free(a);
}

bool
account_take_facts(struct account_facts *f, const struct msg_account_facts *m)
{
	free(f->workstations);
	*f = (struct account_facts){ .is_admin = m->is_admin,
	    .expires = m->expires };
	if (m->workstations.len == 0)
		return true;
	f->workstations = strndup((const char *)m->workstations.base,
	    m->workstations.len);
	if (f->workstations != NULL)
		return true;
	f->expires.us = 1;
	return false;
}

void
verifiers_drop(struct verifiers *t, struct account *a)
{
	RB_REMOVE(account_ids, &t->ids, a);
	RB_REMOVE(account_names, &t->names, a);
	account_free(t, a);
}

void
verifiers_clear(struct verifiers *t)
{
	struct account	*a;

	while ((a = RB_ROOT(&t->ids)) != NULL)
		verifiers_drop(t, a);
}

struct account *
verifiers_by_id(struct verifiers *t, int64_t id)
{
	struct account	 key = { .id = id };

	return RB_FIND(account_ids, &t->ids, &key);
}

struct account *
verifiers_by_name(struct verifiers *t, const char *name)
{
	struct account	 key;

	if (!fold(name, &key))
		return NULL;
	return RB_FIND(account_names, &t->names, &key);
}

struct account *
verifiers_next(struct verifiers *t, struct account *after)
{
	return after == NULL ? RB_MIN(account_ids, &t->ids) :
	    RB_NEXT(account_ids, &t->ids, after);
}

/* Under its new name it stands elsewhere. */
static struct account *
rename_to(struct verifiers *t, struct account *a, const char *name)
{
	struct account	 like;

	if (strcmp(a->name, name) == 0)
		return a;
	if (!fold(name, &like))
		return NULL;
	RB_REMOVE(account_names, &t->names, a);
	memcpy(a->folded, like.folded, sizeof(a->folded));
	(void)snprintf(a->name, sizeof(a->name), "%s", name);
	RB_INSERT(account_names, &t->names, a);
	return a;
}

struct account *
verifiers_put(struct verifiers *t, int64_t id, const char *name)
{
	struct account	*a = verifiers_by_id(t, id);
	struct account	*other = verifiers_by_name(t, name);

	if (other != NULL && other != a)
		return NULL;		/* the store keeps names unique */
	if (a != NULL)
		return rename_to(t, a, name);
	if (a == NULL) {
		a = calloc(1, sizeof(*a));
		if (a == NULL)
			return NULL;
		a->id = id;
		a->secret = secret_pool_take(t->pool);
		if (a->secret == NULL || !fold(name, a)) {
			account_free(t, a);
			return NULL;
		}
		(void)snprintf(a->name, sizeof(a->name), "%s", name);
		RB_INSERT(account_ids, &t->ids, a);
		RB_INSERT(account_names, &t->names, a);
	}
	return a;
}
