/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_import - a site control file comes into force: judged whole, stored by
 * serial, then published.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/publisher_int.h"
#include "store/sitecontrol.h"

/* A file brings its number with it; others must be able to follow. */
#define SERIAL_MAX	0x7fffffffU

struct importing {
	struct publisher	*p;
	struct scf		 file;
	struct site		 site;
	const uint64_t		*serial;	/* of the batch */
	uint64_t		 got;
	publisher_done		*done;
	void			*arg;
};

/* All that can be wrong with it, before it can do harm. */
static int
judge(struct director *d, const char *name, struct rd text, struct scf *file,
    struct site *site, struct err *e)
{
	struct syntax_err	 why = { 0 };
	struct publication	 trial = { .site = site };
	int			 rc;

	rc = sitectrl_parse(text.base, text.len, file, &why);
	if (rc == 0)
		rc = site_view(file, site, &why);
	if (rc != 0) {
		(void)syntax_report(e, name, &why);
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

int
site_take(struct publisher *p, const char *name, struct rd text,
    uint64_t serial, struct err *e)
{
	struct scf	 file;
	struct site	 site;
	int		 rc;

	sitectrl_init(&file);
	rc = judge(p->d, name, text, &file, &site, e);
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

static void
published(void *arg, const struct err *failed)
{
	struct importing	*im = arg;
	publisher_done		*done = im->done;
	void			*done_arg = im->arg;
	struct err		 e;

	if (failed != NULL)
		(void)err_set(&e, failed->code, "site control file %llu is in "
		    "force, but not published yet: %.300s",
		    (unsigned long long)im->got, failed->text);
	free(im);
	done(done_arg, failed == NULL ? NULL : &e);
}

static void
stored(void *arg, const struct err *failed)
{
	struct importing	*im = arg;
	struct publisher	*p = im->p;

	if (failed != NULL) {
		im->done(im->arg, failed);
		sitectrl_free(&im->file);
		free(im);
		return;
	}
	im->got = *im->serial;
	sitectrl_free(&p->file);
	p->file = im->file;
	p->site = im->site;
	p->site.file = &p->file;
	p->file.serial = (uint32_t)im->got;
	p->site_control = im->got;
	log_info("site control file %llu is in force",
	    (unsigned long long)im->got);
	publisher_await(p, published, im);
}

/* The file's own serial if it is the higher one, else the next. */
static void
submit(struct importing *im, const struct import *q)
{
	struct publisher	*p = im->p;
	struct batch		*b = store_batch_new();
	char			 origin[320];
	struct sitecontrol_row	 row = {
		.serial = im->file.serial > p->site_control ?
		    im->file.serial : 0,
		.origin = origin,
		.content = { q->text, q->len },
		.who = q->audit->who,
		.at = wall_now(),
		.reason = im->file.comment == NULL ? "" : im->file.comment,
	};
	struct err		 e;

	(void)snprintf(origin, sizeof(origin), "import %.300s", q->name);
	im->serial = store_sitecontrol_add(b, &row);
	(void)store_audit(b, q->audit);
	if (store_submit(p->d->store, &b, stored, im) != 0) {
		(void)err_set(&e, ENOMEM, "the store takes no more");
		stored(im, &e);
	}
}

int
site_import(struct director *d, const struct import *q, publisher_done *done,
    void *arg, struct err *e)
{
	struct importing	*im = calloc(1, sizeof(*im));
	int			 rc;

	if (im == NULL)
		return err_set(e, ENOMEM, "out of memory");
	im->p = d->publisher;
	im->done = done;
	im->arg = arg;
	sitectrl_init(&im->file);
	rc = judge(d, q->name, rd_over(q->text, q->len), &im->file,
	    &im->site, e);
	if (rc == 0 && im->file.serial > SERIAL_MAX)
		rc = err_set(e, EINVAL, "%s: has the serial number %u, and "
		    "no later file could rise above it", q->name,
		    im->file.serial);
	if (rc != 0 || done == NULL) {
		sitectrl_free(&im->file);
		free(im);
		return rc;
	}
	submit(im, q);
	return 0;
}
