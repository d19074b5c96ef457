/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/compcfg.h"
#include "server/director/cap/masterforms.h"
#include "server/director/cap/rollout.h"
#include "server/director/cap/set.h"

#define ARENA_MAX	((size_t)16 << 20)
#define FILE_MAX	((size_t)64 << 20)	/* keys.dat of a million */
#define PATH_SIZE	320

/* The logon point shows some of the CAP's files again (cap.md 1.3). */
static const struct {
	const char	*from;		/* below clidata.box */
	const char	*to;		/* below logon/Sites/<site> */
} logon_files[] = {
	{ "Cli_inst.cfg",	"Cli_inst.cfg" },
	{ "NETCONF.NCF",	"NETCONF.NCF" },
	{ "Caplist.ini",	"Caplist.ini" },
	{ "accounts.site",	"accounts.site" },
};

_Static_assert(sizeof(logon_files) / sizeof(logon_files[0]) ==
    SET_LOGON_FILES, "the number stands in set.h");

static bool
hash(const struct buf *b, uint8_t out[static MANIFEST_HASH_SIZE])
{
	return EVP_Digest(b->data, b->len, out, NULL, EVP_sha256(), NULL) == 1;
}

static struct set_file *
add_file(struct set *s, const char *path)
{
	struct set_file	*f = &s->files[s->nfiles];

	f->path = arena_text(&s->arena, path, strlen(path));
	if (f->path == NULL)
		return NULL;
	buf_init(&f->content, FILE_MAX);
	s->nfiles++;
	return f;
}

static bool
finish_file(struct set *s, struct set_file *f)
{
	f->size = f->content.len;
	s->bytes += f->size;
	return buf_ok(&f->content) && hash(&f->content, f->sha256);
}

static bool
make_published(struct set *s, const struct set_plan *plan,
    const struct published_file *rows, size_t n)
{
	struct set_file	*f;
	char		 path[PATH_SIZE];
	size_t		 i;

	for (i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "cap/%s", rows[i].path);
		f = add_file(s, path);
		if (f == NULL || !rows[i].write(&s->arena, plan->publication,
		    &f->content) || !finish_file(s, f))
			return false;
	}
	return true;
}

const struct set_file *
set_find(const struct set *s, const char *path)
{
	size_t	 i;

	for (i = 0; i < s->nfiles; i++)
		if (strcmp(s->files[i].path, path) == 0)
			return &s->files[i];
	return NULL;
}

bool
set_add_logon(struct set *s)
{
	const struct set_file	*from;
	struct set_file		*f;
	char			 path[PATH_SIZE];
	size_t			 i;

	for (i = 0; i < SET_LOGON_FILES; i++) {
		(void)snprintf(path, sizeof(path), "cap/clidata.box/%s",
		    logon_files[i].from);
		from = set_find(s, path);
		if (from == NULL)
			continue;	/* an older sited made the set */
		(void)snprintf(path, sizeof(path), "logon/Sites/%s/%s",
		    s->manifest.site, logon_files[i].to);
		f = add_file(s, path);
		if (f == NULL)
			return false;
		buf_add(&f->content, from->content.data, from->content.len);
		f->size = from->size;
		s->bytes += f->size;
		memcpy(f->sha256, from->sha256, sizeof(f->sha256));
		if (!buf_ok(&f->content))
			return false;
	}
	return true;
}

/* --- what operators brought --- */

static bool
add_blob(struct set *s, const char *folder, const struct component_file *from)
{
	struct set_file	*f;
	char		 path[PATH_SIZE + 64];

	(void)snprintf(path, sizeof(path), "cap/%s/%s", folder, from->path);
	f = add_file(s, path);
	if (f == NULL)
		return false;
	f->is_blob = true;
	f->size = from->size;
	s->bytes += f->size;
	memcpy(f->sha256, from->sha256, sizeof(f->sha256));
	return true;
}

/* The folder in the spelling of the site control file, if it names it. */
static void
folder_of(const struct set_plan *plan, const struct bundle *b,
    char dst[static PATH_SIZE])
{
	const struct site	*site = plan->publication->site;
	char			*name;
	size_t			 i;

	master_shown(b->name, dst, PATH_SIZE);
	if (!master_folder_of(b->name)->components)
		return;
	name = strchr(dst, '/') + 1;
	for (i = 0; i < site->nagent; i++)
		if (site->agent[i].directory != NULL &&
		    text_casecmp(site->agent[i].directory, name) == 0)
			(void)snprintf(name, PATH_SIZE -
			    (size_t)(name - dst), "%s",
			    site->agent[i].directory);
}

static bool
make_compver(struct set *s, const char *folder, const struct version *v)
{
	struct set_file	*f;
	char		 path[PATH_SIZE + 64];

	(void)snprintf(path, sizeof(path), "cap/%s/" COMPVER_NAME, folder);
	f = add_file(s, path);
	if (f == NULL)
		return false;
	compver_put(&f->content, v);
	return finish_file(s, f);
}

static bool
make_cfg(struct set *s, const struct set_plan *plan,
    const struct site_agent *g)
{
	const struct component	*c;
	struct compcfg		 cfg;
	struct set_file		*f;
	char			 path[PATH_SIZE];

	c = g->directory == NULL || (g->flags & AGENT_ACTIVE) == 0 ? NULL :
	    publication_component(plan->publication, g->directory);
	if (c == NULL)
		return true;
	(void)snprintf(path, sizeof(path), "cap/clicomp.box/%s.CFG",
	    g->directory);
	f = add_file(s, path);
	if (f == NULL || !compcfg_make(&s->arena, plan->publication->site, g,
	    c, &cfg))
		return false;
	compcfg_put(&f->content, &cfg);
	return finish_file(s, f);
}

/* Of the newest version, beside the one that lies where it always lies. */
static bool
make_ring_cfg(struct set *s, const struct set_plan *plan,
    const struct ring_entry *e)
{
	const struct site		*site = plan->publication->site;
	const struct component		*c;
	struct compcfg			 cfg;
	struct set_file			*f;
	char				 path[PATH_SIZE];
	size_t				 i;

	c = publication_component(plan->publication, e->folder);
	for (i = 0; i < site->nagent; i++)
		if (site->agent[i].directory != NULL &&
		    (site->agent[i].flags & AGENT_ACTIVE) != 0 &&
		    text_casecmp(site->agent[i].directory, e->directory) == 0)
			break;
	if (c == NULL || i == site->nagent)
		return true;
	(void)snprintf(path, sizeof(path), "cap/clicomp.box/%s.CFG",
	    e->folder);
	f = add_file(s, path);
	if (f == NULL || !compcfg_make(&s->arena, site, &site->agent[i], c,
	    &cfg))
		return false;
	compcfg_put(&f->content, &cfg);
	return finish_file(s, f);
}

static bool
make_rings(struct set *s, const struct set_plan *plan)
{
	const struct rollout_set	*from = plan->rings;
	struct rings			 r;
	struct set_file			*f;
	size_t				 i;

	if (from == NULL || from->n == 0)
		return true;
	for (i = 0; i < from->n; i++)
		if (!make_ring_cfg(s, plan, &from->ring[i]))
			return false;
	r = (struct rings){ { plan->publication->site->code,
	    plan->publication->site->file->serial },
	    (struct ring_entry *)(uintptr_t)from->ring, from->n };
	f = add_file(s, "cap/" RINGS_PATH);
	if (f == NULL)
		return false;
	rings_put(&f->content, &r);
	return finish_file(s, f);
}

/* Files, configurations, versions; the offer comes later (cap.md 8, 19). */
static bool
make_brought(struct set *s, const struct set_plan *plan)
{
	const struct site	*site = plan->publication->site;
	const struct catalogue	*c = plan->catalogue;
	char			 folder[PATH_SIZE];
	size_t			 i, k;
	bool			 ok = true;

	for (i = 0; i < c->n && ok; i++) {
		folder_of(plan, &c->bundle[i], folder);
		for (k = 0; k < c->bundle[i].nfile && ok; k++)
			ok = add_blob(s, folder, &c->bundle[i].file[k]);
	}
	for (i = 0; i < site->nagent && ok; i++)
		ok = make_cfg(s, plan, &site->agent[i]);
	for (i = 0; i < c->n && ok; i++) {
		folder_of(plan, &c->bundle[i], folder);
		if (c->bundle[i].version.nfield > 0)
			ok = make_compver(s, folder, &c->bundle[i].version);
	}
	return ok && make_rings(s, plan);
}

/* A file for each file of an operator, and two more for each component. */
static size_t
count_brought(const struct set_plan *plan)
{
	const struct catalogue	*c = plan->catalogue;
	size_t			 i, n = plan->publication->site->nagent;

	for (i = 0; i < c->n; i++)
		n += c->bundle[i].nfile + 1;
	if (plan->rings != NULL)
		n += plan->rings->n + 1;
	return n;
}

/* --- the account list --- */

static bool
add_list(struct set *s, const char *path, const struct list_file *from,
    const struct set_file *before)
{
	struct set_file	*f = add_file(s, path);

	if (f == NULL)
		return false;
	if (from != NULL) {
		buf_add(&f->content, from->content.base, from->content.len);
		return finish_file(s, f);
	}
	f->size = before->size;
	s->bytes += f->size;
	memcpy(f->sha256, before->sha256, sizeof(f->sha256));
	return true;
}

static bool
make_lists(struct set *s, const struct set_plan *plan)
{
	const struct set_file	*before;
	char			 path[PATH_SIZE];
	size_t			 i;
	bool			 ok = true;

	for (i = 0; i < LIST_FILES && ok; i++) {
		(void)snprintf(path, sizeof(path), "cap/%s", list_paths[i]);
		before = plan->before == NULL ? NULL :
		    set_find(plan->before, path);
		if (plan->lists != NULL || before != NULL)
			ok = add_list(s, path, plan->lists == NULL ? NULL :
			    &plan->lists[i], before);
	}
	return ok;
}

static void
copy_promise(struct manifest *to, const struct manifest *from)
{
	to->next_change = from->next_change;
	to->ngeneration = from->ngeneration;
	memcpy(to->generation, from->generation, sizeof(to->generation));
}

static bool
same_promise(const struct manifest *a, const struct manifest *b)
{
	const struct manifest_generation	*x, *y;
	size_t					 i;

	if (a->ngeneration != b->ngeneration)
		return false;
	for (i = 0; i < a->ngeneration; i++) {
		x = &a->generation[i];
		y = &b->generation[i];
		if (x->number != y->number ||
		    x->not_before.us != y->not_before.us ||
		    x->next_change.us != y->next_change.us ||
		    x->valid_until.us != y->valid_until.us)
			return false;
	}
	return true;
}

/* What clients can check: the files of the CAP. */
static bool
fill_manifest(struct set *s, const struct set_plan *plan)
{
	struct manifest	*m = &s->manifest;
	size_t		 i;

	m->serial = plan->serial;
	m->site_control = plan->publication->site->file->serial;
	m->created = m->not_before = m->next_change = plan->now;
	m->valid_until.us = plan->now.us + plan->valid_ms * 1000;
	if (plan->promise != NULL)
		copy_promise(m, plan->promise);
	m->file = arena_array(&s->arena, s->nfiles, sizeof(*m->file));
	if (m->file == NULL)
		return false;
	for (i = 0; i < s->nfiles; i++) {
		if (strncmp(s->files[i].path, "cap/", 4) != 0)
			continue;
		m->file[m->nfile].path = s->files[i].path + 4;
		m->file[m->nfile].size = s->files[i].size;
		memcpy(m->file[m->nfile++].sha256, s->files[i].sha256,
		    MANIFEST_HASH_SIZE);
	}
	manifest_sort(m);
	return true;
}

int
set_make(const struct set_plan *plan, struct set **out, struct buf *payload,
    struct err *e)
{
	const struct published_file	*rows;
	struct set			*s = calloc(1, sizeof(*s));
	size_t				 n;
	int				 rc;

	rows = published_files(&n);
	if (s == NULL)
		return err_set(e, ENOMEM, "publish: out of memory");
	arena_init(&s->arena, ARENA_MAX);
	buf_init(&s->payload, MANIFEST_SIZE_MAX);
	s->serial = plan->serial;
	s->cohort = plan->cohort;
	(void)snprintf(s->manifest.site, sizeof(s->manifest.site), "%s",
	    plan->publication->site->code);
	s->files = calloc(n + count_brought(plan) + LIST_FILES +
	    SET_LOGON_FILES + 1, sizeof(*s->files));
	if (s->files == NULL || !make_brought(s, plan) ||
	    !make_lists(s, plan) || !make_published(s, plan, rows, n) ||
	    !set_add_logon(s) || !fill_manifest(s, plan)) {
		set_free(&s);
		return err_set(e, ENOMEM, "publish: the files could not be "
		    "made: out of memory, or one is over its limit");
	}
	rc = manifest_payload(&s->manifest, payload, e);
	if (rc != 0) {
		set_free(&s);
		return rc;
	}
	*out = s;
	return 0;
}

void
set_view_name(char dst[static SET_VIEW_SIZE], unsigned cohort)
{
	(void)snprintf(dst, SET_VIEW_SIZE, "cohort%u", cohort);
}

/* Both are in the order of their paths. */
static bool
same_files(const struct set *a, const struct set *b)
{
	size_t	 i;

	if (a->manifest.nfile != b->manifest.nfile ||
	    a->manifest.site_control != b->manifest.site_control ||
	    !same_promise(&a->manifest, &b->manifest))
		return false;
	for (i = 0; i < a->manifest.nfile; i++)
		if (strcmp(a->manifest.file[i].path,
		    b->manifest.file[i].path) != 0 ||
		    memcmp(a->manifest.file[i].sha256,
		    b->manifest.file[i].sha256, MANIFEST_HASH_SIZE) != 0)
			return false;
	return true;
}

bool
set_same(const struct set *a, const struct set *b)
{
	while (a != NULL && b != NULL && a->cohort == b->cohort &&
	    same_files(a, b)) {
		a = a->view;
		b = b->view;
	}
	return a == NULL && b == NULL;
}

int
set_sign(struct set *s, const struct buf *payload,
    const uint8_t public_key[static SIGN_KEY_SIZE],
    const uint8_t signature[static SIGN_SIZE], struct err *e)
{
	struct set_file	*f = add_file(s, "cap/" MANIFEST_PATH);

	manifest_assemble(&f->content, payload->data, payload->len,
	    public_key, signature);
	if (!finish_file(s, f))
		return err_set(e, ENOMEM, "publish: out of memory");
	return 0;
}

void
set_free(struct set **sp)
{
	struct set	*s = *sp;
	size_t		 i;

	if (s == NULL)
		return;
	*sp = NULL;
	set_free(&s->view);
	buf_free(&s->payload);
	for (i = 0; i < s->nfiles; i++)
		buf_free(&s->files[i].content);
	free(s->files);
	arena_free(&s->arena);
	free(s);
}
