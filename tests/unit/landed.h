/* SPDX-License-Identifier: GPL-3.0-or-later */
/* landed - files in the drop boxes of the director's double, as workers land
   them. */
#ifndef TESTS_UNIT_LANDED_H
#define TESTS_UNIT_LANDED_H

#include <sys/xattr.h>

#include "protocol/role/landing_msg.h"
#include "tests/unit/director_double.h"

#define ACCOUNT	4711

static uint8_t	next_landing;

static inline struct msg_landed
record_for(enum box box, const char *name, size_t size)
{
	struct msg_landed	 m = { .box = box, .size = size,
				    .account = ACCOUNT, .session = 5,
				    .workstation = "PC17",
				    .landed = wall_now() };

	memset(m.landing.b, ++next_landing, sizeof(m.landing.b));
	(void)strcpy(m.name, name);
	assert_true(addr_parse("10.1.2.3", &m.address));
	return m;
}

static inline void
place_of(const struct msg_landed *m, const char *name, char dst[static 600])
{
	(void)snprintf(dst, 600, "cap/up/%s/%s", box_row(m->box)->name, name);
}

/* On the disk, as a worker lands it: with what it says of itself. */
static inline void
put_as(const struct msg_landed *m, const char *name, const char *text)
{
	uint8_t		 value[DROP_XATTR_MAX];
	struct wr	 w = wr_over(value, sizeof(value));
	char		 place[600], hidden[600], full[700], to[700];

	msg_put_landed(&w, m);
	place_of(m, name, place);
	place_of(m, ".being-written", hidden);
	spit(hidden, text, m->size);
	(void)snprintf(full, sizeof(full), "%s/%s", site_dir, hidden);
	(void)snprintf(to, sizeof(to), "%s/%s", site_dir, place);
	assert_int_equal(setxattr(full, DROP_XATTR, value, w.pos, 0), 0);
	assert_int_equal(rename(full, to), 0);
}

static inline void
put(const struct msg_landed *m, const char *text)
{
	put_as(m, m->name, text);
}

static inline void
announce(const struct msg_landed *m)
{
	msg_put_landed(far_begin(worker, MSG_LANDED, 0), m);
	far_end(worker);
}

static inline struct msg_landed
land(enum box box, const char *name, const char *text)
{
	struct msg_landed	 m = record_for(box, name, strlen(text));

	put(&m, text);
	announce(&m);
	return m;
}

static inline bool
lies(const struct msg_landed *m)
{
	char	 place[600];

	place_of(m, m->name, place);
	return exists(place);
}

static inline size_t
bad_files(enum box box)
{
	char	 path[128];

	(void)snprintf(path, sizeof(path), "cap/up/%s/.bad",
	    box_row(box)->name);
	return count_files(path);
}

/* Long enough for two scans. */
static inline void
wait_for_scans(void)
{
	struct mono	 end = mono_after(mono_now(), 350);

	while (!mono_passed(end, mono_now()))
		director_turn();
	settle_down();
}

#endif
