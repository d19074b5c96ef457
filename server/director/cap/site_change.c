/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/site_change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/sms/sitectrl_apply.h"
#include "server/director/cap/publisher_int.h"
#include "server/director/cap/site_files.h"
#include "store/sitecontrol.h"

/* A file brings its number with it; others must be able to follow. */
#define SERIAL_MAX	0x7fffffffU
/* So many steps back is looked for the one that spoilt a site. */
#define CULPRIT_STEPS	16

struct site_change {
	struct publisher	*p;
	struct scf		 file;
	struct site		 site;
	struct buf		 content;	/* as it is stored */
	char			 origin[320];
	uint64_t		 serial;
	publisher_done		*done;
	void			*arg;
};

/* --- judging --- */

/* Does the tree describe this site, and can that be published? */
static int
judge(const struct director *d, const char *name, struct scf *file,
    struct site *site, struct syntax_err *why, struct err *e)
{
	struct publication	 trial = { .site = site };
	int			 rc = site_view(file, site, why);

	if (rc != 0) {
		(void)syntax_report(e, name, why);
		return rc;
	}
	if (file->type != SCF_ACTUAL && file->type != SCF_NEWSITE)
		return err_set(e, EINVAL, "%s: is a file of type \"%s\": only "
		    "an actual site control file can be imported", name,
		    scf_type_name(file->type));
	if (strcmp(site->code, d->site.code) != 0)
		return err_set(e, EINVAL, "%s: describes site %s, but this is "
		    "site %s", name, site->code, d->site.code);
	return published_try(&trial, e);
}

static int
parse(const struct site_source *src, struct scf *file, struct err *e)
{
	struct syntax_err	 why;
	int			 rc;

	rc = sitectrl_parse(src->text, src->len, file, &why);
	if (rc != 0)
		(void)syntax_report(e, src->name, &why);
	return rc;
}

static int
parse_and_judge(struct director *d, const struct site_source *src,
    struct scf *file, struct site *site, struct err *e)
{
	struct syntax_err	 why;
	int			 rc = parse(src, file, e);

	return rc != 0 ? rc : judge(d, src->name, file, site, &why, e);
}

int
site_take(struct publisher *p, const char *name, struct rd text,
    uint64_t serial, struct err *e)
{
	const struct site_source	 src = { name,
					    (const char *)text.base, text.len };
	struct scf			 file;
	struct site			 site;
	int				 rc;

	sitectrl_init(&file);
	rc = parse_and_judge(p->d, &src, &file, &site, e);
	if (rc != 0) {
		sitectrl_free(&file);
		return rc;
	}
	sitectrl_free(&p->file);
	p->file = file;
	p->site = site;
	p->site.file = &p->file;
	p->file.serial = (uint32_t)serial;
	p->site_control = serial;
	return 0;
}

/* --- making --- */

static struct site_change *
new_change(struct director *d, struct err *e)
{
	struct site_change	*c = calloc(1, sizeof(*c));

	if (c == NULL) {
		(void)err_set(e, ENOMEM, "out of memory");
		return NULL;
	}
	c->p = d->publisher;
	sitectrl_init(&c->file);
	buf_init(&c->content, SCF_SIZE_MAX);
	return c;
}

void
site_change_free(struct site_change **cp)
{
	struct site_change	*c = *cp;

	if (c == NULL)
		return;
	*cp = NULL;
	sitectrl_free(&c->file);
	buf_free(&c->content);
	free(c);
}

static int
made(struct site_change *c, int rc, struct site_change **out)
{
	if (rc != 0)
		site_change_free(&c);
	*out = c;
	return rc;
}

/* The file's own serial if it is the higher one, else the next. */
static int
take_import(struct site_change *c, const struct site_source *src,
    struct err *e)
{
	int	 rc = parse_and_judge(c->p->d, src, &c->file, &c->site, e);

	if (rc != 0)
		return rc;
	if (c->file.serial > SERIAL_MAX)
		return err_set(e, EINVAL, "%s: has the serial number %u, and "
		    "no later file could rise above it", src->name,
		    c->file.serial);
	c->serial = c->file.serial > c->p->site_control ? c->file.serial :
	    c->p->site_control + 1;
	buf_add(&c->content, src->text, src->len);
	(void)snprintf(c->origin, sizeof(c->origin), "import %.300s",
	    src->name);
	return buf_ok(&c->content) ? 0 : err_set(e, ENOMEM, "out of memory");
}

int
site_change_import(struct director *d, const struct site_source *src,
    struct site_change **out, struct err *e)
{
	struct site_change	*c = new_change(d, e);

	return c == NULL ? -ENOMEM : made(c, take_import(c, src, e), out);
}

/* The tree as it will be read from the store: printed, and parsed again. */
static int
take_tree(struct site_change *c, const char *name, struct scf *tree,
    struct err *e)
{
	struct site_source	 printed = { .name = name };

	c->serial = c->p->site_control + 1;
	tree->type = SCF_ACTUAL;
	tree->serial = (uint32_t)c->serial;
	tree->time = wall_now().us / 1000000;
	sitectrl_print(tree, &c->content);
	if (!buf_ok(&c->content))
		return err_set(e, EFBIG, "%s: what comes out has more than %d "
		    "bytes", name, SCF_SIZE_MAX);
	printed.text = (const char *)c->content.data;
	printed.len = c->content.len;
	return parse_and_judge(c->p->d, &printed, &c->file, &c->site, e);
}

/* --- deltas --- */

/* Is the site right after the first n steps? */
static bool
stands(struct director *d, const struct scf *delta, size_t n)
{
	struct syntax_err	 why;
	struct scf		 out;
	struct site		 site;
	struct err		 e;
	bool			 ok;

	ok = sitectrl_apply(&d->publisher->file, delta, n, &out, &why) == 0 &&
	    judge(d, "", &out, &site, &why, &e) == 0;
	sitectrl_free(&out);
	return ok;
}

/*
 * A site can be wrong as a whole.  What spoilt it is the step behind the last
 * one after which it was right.
 */
static uint32_t
culprit_line(struct director *d, const struct scf *delta)
{
	size_t	 n = sitectrl_steps(delta);
	size_t	 least = n > CULPRIT_STEPS ? n - CULPRIT_STEPS : 0;

	while (n-- > least)
		if (stands(d, delta, n))
			return sitectrl_step_line(delta, n);
	return sitectrl_step_line(delta, 0);
}

/* The reason without its place, which is one in the result. */
static int
blame(struct director *d, const char *name, const struct scf *delta,
    const struct syntax_err *why, struct err *e)
{
	struct err	 reason = *e;

	return err_set(e, reason.code, "%s:%u: with this item: %.400s", name,
	    culprit_line(d, delta), why->line != 0 ? why->text : reason.text);
}

static int
judge_applied(struct site_change *c, const char *name, struct scf *tree,
    const struct scf *delta, struct err *e)
{
	struct syntax_err	 why = { 0 };
	struct site		 site;
	int			 rc;

	rc = judge(c->p->d, name, tree, &site, &why, e);
	if (rc != 0 && why.line <= 1)
		rc = blame(c->p->d, name, delta, &why, e);
	return rc;
}

static int
take_delta(struct site_change *c, const struct site_source *src,
    struct err *e)
{
	struct syntax_err	 why;
	struct scf		 delta, tree;
	int			 rc = parse(src, &delta, e);

	if (rc != 0)
		return rc;
	rc = sitectrl_apply(&c->p->file, &delta, SIZE_MAX, &tree, &why);
	if (rc != 0)
		(void)syntax_report(e, src->name, &why);
	else
		rc = judge_applied(c, src->name, &tree, &delta, e);
	if (rc == 0)
		rc = take_tree(c, src->name, &tree, e);
	(void)snprintf(c->origin, sizeof(c->origin), "delta %.300s",
	    src->name);
	sitectrl_free(&tree);
	sitectrl_free(&delta);
	return rc;
}

int
site_change_delta(struct director *d, const struct site_source *src,
    struct site_change **out, struct err *e)
{
	struct site_change	*c;

	if (d->publisher->site_control == 0)
		return err_set(e, ENOENT, "there is no site control file yet: "
		    "import one first, with: sitectl site import FILE");
	c = new_change(d, e);
	return c == NULL ? -ENOMEM : made(c, take_delta(c, src, e), out);
}

/* --- an older one --- */

static int
take_again(struct site_change *c, const struct site_source *src,
    uint64_t serial, struct err *e)
{
	struct syntax_err	 why;
	struct scf		 old;
	struct site		 site;
	int			 rc = parse(src, &old, e);

	if (rc != 0)
		return rc;
	rc = judge(c->p->d, src->name, &old, &site, &why, e);
	if (rc == 0)
		rc = take_tree(c, src->name, &old, e);
	(void)snprintf(c->origin, sizeof(c->origin), "rollback to %llu",
	    (unsigned long long)serial);
	sitectrl_free(&old);
	return rc;
}

int
site_change_again(struct director *d, const struct site_source *src,
    uint64_t serial, struct site_change **out, struct err *e)
{
	struct site_change	*c = new_change(d, e);

	return c == NULL ? -ENOMEM :
	    made(c, take_again(c, src, serial, e), out);
}

/* --- differences --- */

bool
site_change_is_none(const struct site_change *c)
{
	return c->p->site_control != 0 &&
	    sitectrl_items_equal(&c->p->file, &c->file);
}

long
site_change_each(const struct site_change *c, scf_diff_fn *tell, void *arg)
{
	return sitectrl_diff(&c->p->file, &c->file, tell, arg);
}

/* --- turns --- */

int
site_turn(struct director *d, void (*run)(void *), void *arg)
{
	struct publisher	*p = d->publisher;
	struct site_turn	*t;

	if (!p->storing) {
		run(arg);
		return 0;
	}
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->run = run;
	t->arg = arg;
	STAILQ_INSERT_TAIL(&p->turns, t, link);
	return 0;
}

static void
next_turns(struct publisher *p)
{
	struct site_turn	*t;

	p->storing = false;
	while (!p->storing && !p->stopping && (t = STAILQ_FIRST(&p->turns)) != NULL) {
		STAILQ_REMOVE_HEAD(&p->turns, link);
		t->run(t->arg);
		free(t);
	}
}

/* --- into force --- */

static void
published(void *arg, const struct err *failed)
{
	struct site_change	*c = arg;
	publisher_done		*done = c->done;
	void			*done_arg = c->arg;
	struct err		 e;

	if (failed != NULL)
		(void)err_set(&e, failed->code, "site control file %llu is in "
		    "force, but not published yet: %.300s",
		    (unsigned long long)c->serial, failed->text);
	site_change_free(&c);
	done(done_arg, failed == NULL ? NULL : &e);
}

static void
put_in_force(struct site_change *c)
{
	struct publisher	*p = c->p;

	sitectrl_free(&p->file);
	p->file = c->file;
	sitectrl_init(&c->file);
	p->site = c->site;
	p->site.file = &p->file;
	p->file.serial = (uint32_t)c->serial;
	p->site_control = c->serial;
	log_info("site control file %llu is in force: %s",
	    (unsigned long long)c->serial, VIS(c->origin));
}

static void
stored(void *arg, const struct err *failed)
{
	struct site_change	*c = arg;
	struct publisher	*p = c->p;

	if (failed != NULL) {
		c->done(c->arg, failed);
		site_change_free(&c);
	} else {
		put_in_force(c);
		site_files_wanted(p->d);
		publisher_await(p, published, c);
	}
	next_turns(p);
}

void
site_change_begin(struct site_change **cp, const struct site_order *o)
{
	struct site_change	*c = *cp;
	struct publisher	*p = c->p;
	struct batch		*b = store_batch_new();
	struct err		 e;
	struct sitecontrol_row	 row = {
		.serial = c->serial,
		.origin = c->origin,
		.content = { c->content.data, c->content.len },
		.who = o->audit->who,
		.at = wall_now(),
		.reason = c->file.comment == NULL ? "" : c->file.comment,
	};

	*cp = NULL;
	c->done = o->done;
	c->arg = o->arg;
	p->storing = true;
	(void)store_sitecontrol_add(b, &row);
	(void)store_audit(b, o->audit);
	if (o->also != NULL)
		o->also(b, o->arg);
	if (store_submit(p->d->store, &b, stored, c) != 0) {
		(void)err_set(&e, ENOMEM, "the store takes no more");
		stored(c, &e);
	}
}
