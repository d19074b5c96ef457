/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rotation_stamp - the mark of the last step in the store and in the directory
 * (server/director/domain/stamp.h), and safe mode when the two do not fit
 * together: one of them is an older copy, and what was done since is not known
 * here.  So nothing is made, disabled or deleted until an operator says that
 * what is here shall hold.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/account/rotation_int.h"
#include "store/backup.h"
#include "store/site.h"

#define KEY_NOW		"rotation.stamp"
#define KEY_BEFORE	"rotation.stamp_before"
#define KEY_SAFE	"rotation.safe"
#define NO_STAMP	"none"

#define CHECK_EVERY_MS	INT64_C(3600000)	/* A10: hourly */
#define RETRY_MS	10000
/* Where nobody knows which numbers were given meanwhile: four centuries. */
#define SKIP_UNKNOWN	1000

/* --- into the store --- */

static const char *
text_of(const struct rotation *r, const struct stamp *s,
    char dst[static STAMP_TEXT_SIZE])
{
	return s->count == 0 ? NO_STAMP :
	    stamp_text(s, &r->d->site.server, dst);
}

void
rotation_put_stamp(struct rotation *r, struct batch *b)
{
	struct mark	*m = &r->mark;
	struct stamp	 last = m->now.count >= m->found.count ? m->now :
			    m->found;
	char		 text[STAMP_TEXT_SIZE];

	m->next = stamp_after(&last, r->move.next.last);
	store_setting_set(b, KEY_NOW, text_of(r, &m->next, text));
	store_setting_set(b, KEY_BEFORE, text_of(r, &m->found, text));
	if (r->pool.safe)
		store_setting_set(b, KEY_SAFE, NULL);
}

void
rotation_stamp_stored(struct rotation *r)
{
	r->mark.now = r->mark.next;
	r->mark.is_written = false;
	r->mark.again = (struct mono){ 0 };
	if (!r->pool.safe)
		r->mark.why[0] = '\0';
}

bool
rotation_is_unstamped(const struct rotation *r, struct err *e)
{
	if (r->pool.safe || r->mark.is_written || r->mark.now.count == 0)
		return false;
	(void)err_set(e, EIO, "the stamp of the last step is not in the "
	    "directory yet: %s", r->trouble[0] != '\0' ? r->trouble :
	    "try again");
	return true;
}

uint32_t
rotation_last_number(const struct rotation *r)
{
	const struct stamp	*found = &r->mark.found;

	if (found->count == 0)
		return r->pool.last + SKIP_UNKNOWN;
	return found->last > r->pool.last ? found->last : r->pool.last;
}

/* --- safe mode --- */

static void
say_why(struct mark *m, enum stamp_verdict v)
{
	const unsigned long long	 here = m->now.count,
					 there = m->found.count;

	if (v == STAMP_STORE_OLDER)
		(void)snprintf(m->why, sizeof(m->why), "the store is older "
		    "than the directory: it knows step %llu of the rotation, "
		    "the directory shows step %llu", here, there);
	else if (v == STAMP_DIRECTORY_OLDER)
		(void)snprintf(m->why, sizeof(m->why), "the directory is "
		    "older than the store: it shows step %llu of the "
		    "rotation, the store knows step %llu", there, here);
	else if (v == STAMP_FORKED)
		(void)snprintf(m->why, sizeof(m->why), "store and directory "
		    "went different ways before step %llu of the rotation",
		    here);
	else
		(void)snprintf(m->why, sizeof(m->why), "the directory does "
		    "not show step %llu of the rotation, which the store "
		    "knows, nor any other", here);
}

static void
safe_noted(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("rotation: safe mode is not noted in the store: %s",
		    failed->text);
}

/*
 * What clients were given since the copy was made is not given out again:
 * once for each copy, hence noted in it.
 */
static void
note_safe(struct rotation *r)
{
	struct batch	*b = store_batch_new();

	store_numbers_skip(b);
	store_setting_set(b, KEY_SAFE, r->mark.why);
	(void)store_audit(b, &(struct audit_row){ .at = wall_now(),
	    .uid = UINT32_MAX, .who = "rotation", .verb = "safe mode",
	    .object = "rotation", .detail = "", .outcome = AUDIT_DONE });
	if (store_submit(r->d->store, &b, safe_noted, r) != 0)
		log_error("rotation: safe mode is not noted in the store: "
		    "out of memory");
}

static void
enter_safe(struct rotation *r, enum stamp_verdict v, bool is_noted)
{
	say_why(&r->mark, v);
	r->pool.safe = true;
	rotation_spread(r, &r->pool);
	r->mark.is_written = true;
	log_error("safe mode: %s; no client account is made, disabled or "
	    "deleted until: sitectl recovery adopt", r->mark.why);
	if (!is_noted)
		note_safe(r);
}

/* --- at a start --- */

struct settings {
	struct rotation	*r;
	struct err	 e;
	bool		 has_before, was_safe;
	struct stamp	 before;
};

static void
take_now(void *arg, const struct err *failed, const char *text)
{
	struct settings	*s = arg;
	struct guid	 site;

	if (failed != NULL)
		s->e = *failed;
	else if (text != NULL && !stamp_parse(text, &s->r->mark.now, &site))
		(void)err_set(&s->e, EUCLEAN, "setting " KEY_NOW " of the "
		    "store is damaged");
}

static void
take_before(void *arg, const struct err *failed, const char *text)
{
	struct settings	*s = arg;
	struct guid	 site;

	s->has_before = failed == NULL && text != NULL &&
	    (strcmp(text, NO_STAMP) == 0 ||
	    stamp_parse(text, &s->before, &site));
}

static void
take_safe(void *arg, const struct err *failed, const char *text)
{
	struct settings	*s = arg;

	s->was_safe = failed == NULL && text != NULL;
}

/* What it shows; something that cannot be believed is nothing. */
static void
look_at_directory(struct rotation *r)
{
	struct mark	*m = &r->mark;
	int		 rc = stamp_read(m->folder, &r->d->site.server,
			    &m->found);

	if (rc == -ESTALE)
		log_warn("rotation: the directory's stamp is another site's");
	else if (rc != 0 && rc != -ENOENT)
		log_warn("rotation: the directory's stamp cannot be read: %s",
		    strerror(-rc));
}

static void
whole(struct rotation *r, const struct settings *s)
{
	struct batch	*b;

	r->mark.is_written = stamp_equal(&r->mark.now, &r->mark.found);
	if (!s->was_safe && !(s->has_before && r->mark.is_written))
		return;
	if (s->was_safe)
		log_info("rotation: store and directory fit together again");
	b = store_batch_new();
	store_setting_set(b, KEY_SAFE, NULL);
	if (r->mark.is_written)
		store_setting_set(b, KEY_BEFORE, NULL);
	(void)store_submit(r->d->store, &b, safe_noted, r);
}

static int
open_folder(struct rotation *r, struct err *e)
{
	char	 path[CONFIG_PATH_MAX];
	int	 rc;

	config_path(&r->d->env->config, "domain", path);
	rc = env_allow_folder(r->d->env, path, true, e);
	if (rc != 0)
		return rc;
	r->mark.folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return r->mark.folder == -1 ? err_sys(e, "folder %s", path) : 0;
}

int
rotation_load_stamp(struct rotation *r, struct err *e)
{
	struct settings		 s = { .r = r };
	enum stamp_verdict	 v;
	int			 rc = open_folder(r, e);

	if (rc != 0)
		return rc;
	if (store_setting(r->d->store, KEY_NOW, take_now, &s) != 0 ||
	    store_setting(r->d->store, KEY_BEFORE, take_before, &s) != 0 ||
	    store_setting(r->d->store, KEY_SAFE, take_safe, &s) != 0)
		return err_set(e, ENOMEM, "out of memory");
	store_wait(r->d->store);
	if (s.e.code != 0) {
		*e = s.e;
		return -e->code;
	}
	look_at_directory(r);
	v = stamp_compare(&r->mark.now, s.has_before ? &s.before : NULL,
	    &r->mark.found);
	if (v == STAMP_WHOLE || v == STAMP_UNFINISHED)
		whole(r, &s);
	else
		enter_safe(r, v, s.was_safe);
	store_wait(r->d->store);
	return 0;
}

/* --- into the directory --- */

static struct rotation *
of_job(struct iojob *job)
{
	return (struct rotation *)((char *)job - offsetof(struct rotation,
	    mark.job));
}

/* In a thread.  What it shows by now was not written by us: it stays. */
static void
run(struct iojob *job)
{
	struct rotation	*r = of_job(job);
	struct mark	*m = &r->mark;
	struct stamp	 shown;
	int		 rc;

	rc = stamp_read(m->folder, &m->site, &shown);
	m->error = rc == 0 || rc == -ENOENT || rc == -ESTALE ||
	    rc == -EBADMSG ? 0 : rc;
	m->is_torn = m->error == 0 && !stamp_equal(&shown, &m->found) &&
	    !stamp_equal(&shown, &m->now);
	if (m->is_torn)
		m->found = shown;
	else if (m->error == 0 && !m->is_written)
		m->error = stamp_write(m->folder, &m->site, &m->now);
}

static void
settled(void *arg, const struct err *failed)
{
	struct rotation	*r = arg;

	r->busy = false;
	if (failed != NULL)
		rotation_trouble(r, failed->text);
	else
		rotation_turn(r);
}

/* The store need not remember the one of before any more. */
static void
settle(struct rotation *r)
{
	struct batch	*b = store_batch_new();

	r->mark.found = r->mark.now;
	r->mark.is_written = true;
	if (r->mark.again.ns != 0)
		r->trouble[0] = '\0';
	store_setting_set(b, KEY_BEFORE, NULL);
	r->busy = true;
	if (store_submit(r->d->store, &b, settled, r) != 0)
		r->busy = false;
}

static void
ran(struct iojob *job)
{
	struct rotation	*r = of_job(job);
	struct mark	*m = &r->mark;
	char		 text[ROTATION_TEXT];

	r->busy = false;
	if (job->cancelled)
		return;
	m->checked = mono_now();
	if (m->is_torn) {
		enter_safe(r, stamp_compare(&m->now, NULL, &m->found), false);
		rotation_turn(r);
	} else if (m->error != 0) {
		m->again = mono_after(mono_now(), RETRY_MS);
		(void)snprintf(text, sizeof(text), "the directory does not "
		    "take the stamp of the last step: %s",
		    strerror(-m->error));
		rotation_trouble(r, text);
		rotation_turn(r);
	} else if (!m->is_written)
		settle(r);
	else
		rotation_turn(r);
}

bool
rotation_stamp(struct rotation *r)
{
	struct mark	*m = &r->mark;

	if (r->pool.safe || m->now.count == 0)
		return false;
	if (m->is_written ? mono_ms_between(m->checked, mono_now()) <
	    CHECK_EVERY_MS : !mono_passed(m->again, mono_now()))
		return false;
	m->site = r->d->site.server;
	m->job = (struct iojob){ .run = run, .done = ran };
	r->busy = true;
	if (iopool_submit(r->d->pool, &m->job) != 0) {
		run(&m->job);
		ran(&m->job);
	}
	return true;
}
