/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fault/story.h"

#include "tests/unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/audit.h"
#include "store/inbox.h"
#include "store/site.h"

struct ticket {
	struct story	*story;
	int		 n;
};

static struct ticket	 tickets[STORY_BATCHES + 1];

static void
note(void *arg, const struct err *failed)
{
	struct ticket	*t = arg;

	t->story->fate[t->n].code = 0;
	if (failed != NULL)
		t->story->fate[t->n] = *failed;
}

static struct guid
landing(int n)
{
	struct guid	 g = { { 0 } };

	g.b[0] = (uint8_t)n;
	g.b[15] = 0x55;
	return g;
}

static void
submit(struct story *s)
{
	struct batch	*b = store_batch_new();
	int		 n = s->next++;
	char		 key[16], text[512];

	assert_true(n <= STORY_BATCHES);
	tickets[n] = (struct ticket){ s, n };
	(void)snprintf(key, sizeof(key), "n%d", n);
	(void)snprintf(text, sizeof(text), "%0400d", n);
	store_setting_set(b, key, text);
	(void)store_inbox_land(b, &(struct inbox_row){ .landing = landing(n),
	    .box = "ddr.box", .name = key, .size = 1, .landed = { n } });
	(void)store_audit(b, &(struct audit_row){ .at = { n }, .who = "story",
	    .verb = "land", .object = key, .outcome = AUDIT_DONE });
	s->fate[n].code = -1;
	if (store_submit(s->st, &b, note, &tickets[n]) == -ENOMEM)
		(void)err_set(&s->fate[n], ENOMEM, "not even submitted");
}

bool
story_go_on(struct story *s)
{
	submit(s);
	store_wait(s->st);
	return s->fate[s->next - 1].code == 0;
}

int
story_refused(const struct story *s)
{
	int	 i, n = 0;

	for (i = 1; i < s->next; i++)
		n += s->fate[i].code > 0;
	return n;
}

static void
ignore_value(void *arg, const struct err *e, const char *value)
{
	(void)arg;
	(void)e;
	(void)value;
}

static void
ignore_totals(void *arg, const struct err *e, const struct inbox_totals *t)
{
	(void)arg;
	(void)e;
	(void)t;
}

void
story_begin(struct story *s, const char *dir, const char *vfs)
{
	const struct store_options	 opt = {
		.create = true, .vfs = vfs, .log_pages = 40
	};
	int				 i;

	*s = (struct story){ .vfs = vfs, .next = 1 };
	if (store_open(dir, &opt, &s->st, &s->opened) != 0) {
		assert_null(s->st);
		assert_int_not_equal(s->opened.code, 0);
		assert_string_not_equal(s->opened.text, "");
		return;
	}
	for (i = 0; i < 5; i++)
		(void)story_go_on(s);
	for (i = 0; i < 10; i++)
		submit(s);
	(void)store_setting(s->st, "n3", ignore_value, NULL);
	(void)store_inbox_totals(s->st, ignore_totals, NULL);
	store_wait(s->st);
	for (i = 0; i < 5; i++)
		(void)story_go_on(s);
}

struct look {
	bool		 set[STORY_BATCHES + 1];
	bool		 landed[STORY_BATCHES + 1];
	uint64_t	 files;
	uint64_t	 audited;
	int		 n;		/* asked for now */
};

static void
look_at_setting(void *arg, const struct err *e, const char *value)
{
	struct look	*l = arg;

	assert_null(e);
	l->set[l->n] = value != NULL && atoi(value) == l->n;
}

static void
look_at_files(void *arg, const struct err *e, const struct inbox_list *list)
{
	struct look	*l = arg;
	size_t		 i;

	assert_null(e);
	for (i = 0; i < list->n; i++)
		l->landed[list->rows[i].landing.b[0]] = true;
}

static void
look_at_totals(void *arg, const struct err *e, const struct inbox_totals *t)
{
	struct look	*l = arg;

	assert_null(e);
	l->files = t->n == 0 ? 0 : t->rows[0].files;
}

static void
look_at_audit(void *arg, const struct err *e, const struct audit_verdict *v)
{
	struct look	*l = arg;

	assert_null(e);
	if (v->broken != 0)
		fail_msg("audit record %d %s", (int)v->broken, v->reason);
	l->audited = v->checked;
}

static void
look(struct store *st, struct look *l)
{
	char	 key[16];

	for (l->n = 1; l->n <= STORY_BATCHES; l->n++) {
		(void)snprintf(key, sizeof(key), "n%d", l->n);
		assert_int_equal(store_setting(st, key, look_at_setting, l),
		    0);
		store_wait(st);
	}
	assert_int_equal(store_inbox(st, &(struct inbox_query){ 0 },
	    look_at_files, l), 0);
	assert_int_equal(store_inbox_totals(st, look_at_totals, l), 0);
	assert_int_equal(store_audit_verify(st, look_at_audit, l), 0);
	store_wait(st);
}

void
story_check(const struct story *s, const char *dir, bool in_order)
{
	const struct store_options	 opt = {
		.create = true, .vfs = s->vfs
	};
	struct look			 l = { .n = 0 };
	struct store			*st;
	struct err			 e;
	uint64_t			 there = 0;
	bool				 gap = false;
	int				 n;

	if (store_open(dir, &opt, &st, &e) != 0)
		fail_msg("cannot be opened any more: %s", e.text);
	look(st, &l);
	store_close(&st);
	for (n = 1; n <= STORY_BATCHES; n++) {
		if (l.set[n] != l.landed[n])
			fail_msg("batch %d is there in part", n);
		if (n < s->next && s->fate[n].code == 0 && !l.set[n])
			fail_msg("batch %d was acknowledged and is lost", n);
		if (in_order && gap && l.set[n])
			fail_msg("batch %d is there, but not all before it",
			    n);
		gap |= !l.set[n];
		there += l.set[n];
	}
	assert_int_equal(l.files, there);
	assert_int_equal(l.audited, there);
}

long
story_stride(long one_in)
{
	return getenv("EVERY_FAULT") != NULL ? 1 : one_in;
}
