/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_publish - the set of files that clients are shown. */
#include "base/text.h"
#include "protocol/sms/sign.h"
#include "server/director/cap/publisher.h"
#include "server/director/control/errand.h"

static void
show_set(struct errand *r, const struct publisher_status *s)
{
	char	 key[2 * SIGN_KEY_SIZE + 1];

	hex_encode(key, r->d->site.public_key, SIGN_KEY_SIZE);
	ERRAND_ROW(r, &table_publication,
	    s->serial == 0 ? NOTHING : NUMBER(s->serial),
	    s->site_control == 0 ? NOTHING : NUMBER(s->site_control),
	    TIME(s->published), TIME(s->valid_until), TIME(s->verified),
	    NUMBER(s->files), BYTES(s->bytes), FLAG(s->busy),
	    TEXT(key));
}

static void
next_files(struct errand *r)
{
	struct publisher_file	 f;
	char			 sha256[65];
	size_t			 i;

	for (i = 0; i < ERRAND_PAGE; i++) {
		if (errand_is_orphan(r) || !publisher_file(r->d,
		    (uint32_t)r->after.number, &f)) {
			errand_done(r);
			return;
		}
		r->after.number++;
		hex_encode(sha256, f.sha256, 32);
		ERRAND_ROW(r, &table_files, TEXT(f.path), BYTES(f.size),
		    TEXT(sha256));
	}
	errand_next(r, next_files);
}

void
verb_run_PUBLISH_STATUS(struct errand *r)
{
	struct publisher_status	 s;

	publisher_status(r->d, &s);
	show_set(r, &s);
	if (s.serial == 0 && s.alarm[0] == '\0')
		errand_note(r, s.site_control == 0 ? "nothing is published: "
		    "there is no site control file; import one with: sitectl "
		    "site import FILE" : "nothing is published yet");
	if (s.alarm[0] != '\0')
		errand_note(r, "alarm: %s; it is tried again by itself, or at "
		    "once with: sitectl publish now", s.alarm);
	if (s.serial == 0 || s.alarm[0] != '\0')
		r->exit = CONTROL_DEGRADED;
	next_files(r);
}

static void
published(void *arg, const struct err *failed)
{
	struct errand		*r = arg;
	struct publisher_status	 s;

	if (failed != NULL) {
		errand_end(r, CONTROL_FAILED, "the last good set stays in "
		    "force", "no new set was published: %s", failed->text);
		return;
	}
	r->audited = true;
	publisher_status(r->d, &s);
	show_set(r, &s);
	errand_done(r);
}

void
verb_run_PUBLISH_NOW(struct errand *r)
{
	struct publisher_status	 s;
	struct err		 e;

	publisher_status(r->d, &s);
	if (r->q.dry_run && s.site_control != 0)
		errand_end_dry(r, "a set that follows number %llu would be "
		    "published from site control file %llu",
		    (unsigned long long)s.serial,
		    (unsigned long long)s.site_control);
	else if (publisher_now(r->d, &r->audit, published, r, &e) != 0)
		errand_end_err(r, &e);
}
