/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publisher_make - what would be published now: of the site control file, the
 * accounts, a catalogue; and what of it differs from the set in force.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/account/lists.h"
#include "server/director/account/rotation.h"
#include "server/director/cap/publisher_int.h"
#include "server/director/cap/rollout.h"
#include "server/director/cap/stock.h"

#define SCRATCH_MAX	((size_t)4 << 20)
#define PATH_OFFER	"cap/clicomp.box/CLINTX86.OFR"
#define PATH_ACCOUNTS	"cap/clidata.box/Cli_inst.cfg"

/* --- making --- */

/* Enabled client accounts of a cohort, the newest first. */
static bool
list_accounts(const struct publisher *p, unsigned cohort,
    struct arena *scratch, struct text_list *out)
{
	const struct account_entry	*a = NULL, *pick;
	size_t				 most = 0, i, k;
	char				 full[2 * MSG_NAME_SIZE];
	const struct account_entry	*order[ACCOUNTS_CLIENT_MAX];

	while ((a = accounts_next(p->d->accounts, a)) != NULL)
		if (a->kind == ACCOUNT_CLIENT && a->cohort == cohort &&
		    a->state == ACCOUNT_ENABLED &&
		    rotation_lists(p->d, a) && most < ACCOUNTS_CLIENT_MAX)
			order[most++] = a;
	for (i = 0; i < most; i++)	/* 32 at most */
		for (k = i + 1; k < most; k++)
			if (order[k]->created.us > order[i]->created.us) {
				pick = order[i];
				order[i] = order[k];
				order[k] = pick;
			}
	out->n = most;
	out->s = arena_array(scratch, most + 1, sizeof(*out->s));
	for (i = 0; out->s != NULL && i < most; i++) {
		(void)snprintf(full, sizeof(full), "%s\\%s",
		    p->d->env->config.domain, order[i]->name);
		out->s[i] = arena_text(scratch, full, strlen(full));
	}
	return arena_ok(scratch);
}

static bool
list_components(const struct catalogue *from, struct arena *scratch,
    struct publication *out)
{
	struct component	*c;
	const struct bundle	*b;
	size_t			 i;

	out->component = c = arena_array(scratch, from->n, sizeof(*c));
	for (i = 0; c != NULL && i < from->n; i++) {
		b = &from->bundle[i];
		if (b->version.nfield > 0)
			c[out->ncomponent++] = (struct component){
				.directory = strchr(b->name, '/') + 1,
				.version = b->version,
				.since = b->since,
				.file = b->file,
				.nfile = b->nfile,
			};
	}
	return c != NULL;
}

/* What a view is made of. */
struct view {
	size_t			 at;		/* in lists_view() */
	unsigned		 cohort;
	bool			 has_lists;
	struct list_file	 lists[LIST_FILES];
	const struct set	*before;	/* the one that is in force */
};

/* Of the accounts in the list that is shown, be it the one of before. */
static const struct manifest *
promise(const struct publisher *p, const struct view *v, struct wall now,
    struct manifest *m)
{
	uint32_t	 numbers[MSG_LIST_ACCOUNTS_MAX];
	size_t		 n;

	if (!v->has_lists)
		return v->before == NULL ? NULL : &v->before->manifest;
	*m = (struct manifest){ .created = now, .next_change = now };
	n = lists_generations(p->d, v->at, numbers);
	return rotation_promise(p->d, v->cohort, numbers, n, m) ? m : NULL;
}

static int
make_view(const struct publisher *p, struct set_plan *plan,
    const struct view *v, struct set **out, struct buf *payload,
    struct err *e)
{
	struct publication	 pub = { .site = &p->site };
	struct manifest		 promised;
	struct arena		 scratch;
	int			 rc;

	plan->publication = &pub;
	plan->lists = v->has_lists ? v->lists : NULL;
	plan->promise = promise(p, v, plan->now, &promised);
	plan->before = v->before;
	plan->cohort = v->cohort;
	arena_init(&scratch, SCRATCH_MAX);
	rc = list_accounts(p, v->cohort, &scratch, &pub.accounts) &&
	    list_components(plan->catalogue, &scratch, &pub) ?
	    set_make(plan, out, payload, e) :
	    err_set(e, ENOMEM, "out of memory");
	arena_free(&scratch);
	return rc;
}

static const struct set *
find_view(const struct set *s, unsigned cohort)
{
	while (s != NULL && s->cohort != cohort)
		s = s->view;
	return s;
}

/* The i-th: as the lists have them, or as they are in force; false: no more. */
static bool
view_at(const struct publisher *p, size_t i, struct view *v)
{
	const struct set	*s = p->current;
	size_t			 k;

	*v = (struct view){ .at = i };
	v->has_lists = lists_view(p->d, i, &v->cohort, v->lists);
	if (v->has_lists) {
		v->before = find_view(p->current, v->cohort);
		return true;
	}
	if (lists_view(p->d, 0, &v->cohort, v->lists))
		return false;
	for (k = 0; k < i && s != NULL; k++)
		s = s->view;
	v->before = s;
	v->cohort = s == NULL ? 0 : s->cohort;
	return i == 0 || s != NULL;
}

int
publisher_make(const struct publisher *p, uint64_t serial,
    const struct catalogue *catalogue, struct set **out, struct buf *payload,
    struct err *e)
{
	struct rollout_set	*rings = calloc(1, sizeof(*rings));
	struct set_plan		 plan = {
		.serial = serial,
		.rings = rings,
		.now = wall_now(),
		.valid_ms = p->d->env->config.manifest_valid,
	};
	struct view		 v;
	struct set		*s = NULL, **last = &s;
	struct buf		 b;
	size_t			 i;
	int			 rc = 0;

	if (rings == NULL || rollouts_set(p->d, catalogue, rings) != 0)
		rc = err_set(e, ENOMEM, "publish: out of memory");
	else
		plan.catalogue = rings->catalogue;
	for (i = 0; rc == 0 && view_at(p, i, &v); i++) {
		if (i == 0) {
			rc = make_view(p, &plan, &v, &s, payload, e);
			continue;
		}
		buf_init(&b, MANIFEST_SIZE_MAX);
		last = &(*last)->view;
		rc = make_view(p, &plan, &v, last, &b, e);
		if (rc == 0)
			(*last)->payload = b;
		else
			buf_free(&b);
	}
	if (rc != 0)
		set_free(&s);
	else
		*out = s;
	if (rings != NULL)
		rollouts_set_free(rings);
	free(rings);
	return rc;
}

void
publisher_learn(struct publisher *p)
{
	const struct set_file	*f = set_find(p->current, PATH_OFFER);
	struct syntax_err	 why = { 0 };
	struct offer		 offer = { .copy_list = 0 };
	struct arena		 a;

	arena_init(&a, SCRATCH_MAX);
	if (f != NULL && offer_parse(f->content.data, f->content.len, &a,
	    &offer, &why) == 0)
		p->copy_list = offer.copy_list;
	arena_free(&a);
}

bool
publisher_copy_list(const struct director *d, uint32_t *out)
{
	*out = d->publisher->copy_list;
	return d->publisher->current != NULL;
}

/* --- comparing --- */

static void
add_change(struct publisher_changes *to, int kind, bool is_account,
    const char *name)
{
	struct publisher_change	*c = &to->row[to->n++];

	*c = (struct publisher_change){ .is_account = is_account };
	c->kind = kind == 0 ? CHANGE_ADDED : kind == 1 ? CHANGE_CHANGED :
	    CHANGE_REMOVED;
	text_copy(c->name, sizeof(c->name), name);
}

static void
compare_one(struct publisher_changes *to, const struct manifest_file *old,
    const struct manifest_file *new)
{
	if (old != NULL && new != NULL && old->size == new->size &&
	    memcmp(old->sha256, new->sha256, MANIFEST_HASH_SIZE) == 0)
		return;
	add_change(to, old == NULL ? 0 : new == NULL ? 2 : 1, false,
	    new != NULL ? new->path : old->path);
	to->row[to->n - 1].before = old == NULL ? 0 : old->size;
	to->row[to->n - 1].after = new == NULL ? 0 : new->size;
}

/* Both are in the order of their paths. */
static void
compare_files(struct publisher_changes *to, const struct manifest *old,
    const struct manifest *new)
{
	size_t	 i = 0, k = 0;
	int	 order;

	while (i < old->nfile || k < new->nfile) {
		order = i == old->nfile ? 1 : k == new->nfile ? -1 :
		    text_casecmp(old->file[i].path, new->file[k].path);
		compare_one(to, order <= 0 ? &old->file[i] : NULL,
		    order >= 0 ? &new->file[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
}

static bool
take_accounts(const struct set *s, struct arena *a, struct cli_inst *out)
{
	const struct set_file	*f = s == NULL ? NULL :
				    set_find(s, PATH_ACCOUNTS);
	struct syntax_err	 why = { 0 };

	out->accounts.n = 0;
	return f != NULL && cli_inst_parse(f->content.data, f->content.len,
	    a, out, &why) == 0;
}

static bool
lists(const struct text_list *l, const char *name)
{
	size_t	 i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->s[i], name) == 0)
			return true;
	return false;
}

static void
compare_accounts(struct publisher_changes *to, const struct set *old,
    const struct set *new)
{
	struct cli_inst	 x = { .accounts = { NULL, 0 } }, y = x;
	struct arena	 a;
	size_t		 i;

	arena_init(&a, SCRATCH_MAX);
	if (take_accounts(new, &a, &y) && (old == NULL ||
	    take_accounts(old, &a, &x))) {
		for (i = 0; i < y.accounts.n; i++)
			if (!lists(&x.accounts, y.accounts.s[i]))
				add_change(to, 0, true, y.accounts.s[i]);
		for (i = 0; i < x.accounts.n; i++)
			if (!lists(&y.accounts, x.accounts.s[i]))
				add_change(to, 2, true, x.accounts.s[i]);
	}
	arena_free(&a);
}

struct publisher_changes *
publisher_compare(const struct director *d, const struct catalogue *c,
    struct err *e)
{
	static const struct manifest	 none = { .nfile = 0 };
	struct publisher		*p = d->publisher;
	struct publisher_changes	*to = NULL;
	struct set			*next = NULL;
	struct buf			 payload;
	size_t				 most;

	if (p->site_control == 0) {
		(void)err_set(e, ENOENT, "there is no site control file yet: "
		    "import one first, with: sitectl site import FILE");
		return NULL;
	}
	buf_init(&payload, MANIFEST_SIZE_MAX);
	if (publisher_make(p, 1, c, &next, &payload, e) == 0) {
		most = next->manifest.nfile + 2 * (size_t)ACCOUNTS_CLIENT_MAX +
		    (p->current == NULL ? 0 : p->current->manifest.nfile);
		to = calloc(1, sizeof(*to) + most * sizeof(to->row[0]));
		if (to == NULL)
			(void)err_set(e, ENOMEM, "out of memory");
	}
	if (to != NULL) {
		compare_files(to, p->current == NULL ? &none :
		    &p->current->manifest, &next->manifest);
		compare_accounts(to, p->current, next);
	}
	set_free(&next);
	buf_free(&payload);
	return to;
}
