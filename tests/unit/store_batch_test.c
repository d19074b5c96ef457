/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches, their order, their completions; with settings as their matter. */
#include "tests/unit/storage.h"

#include <poll.h>

#include "store/site.h"

static void
take_value(void *arg, const struct err *e, const char *value)
{
	struct storage	*s = arg;

	note_err(s, e);
	if (value != NULL && e == NULL)
		(void)snprintf(s->err.text, sizeof(s->err.text), "%s", value);
}

/* The setting's value, "" if it is not set. */
static const char *
value_of(struct storage *s, const char *key)
{
	assert_int_equal(waited(s, store_setting(s->st, key, take_value, s)),
	    0);
	return kept(s, s->err.text);
}

static struct batch *
setting(const char *key, const char *value)
{
	struct batch	*b = store_batch_new();

	store_setting_set(b, key, value);
	return b;
}

/* A batch that the store must refuse, after it has begun to run. */
static struct batch *
bad(const char *key)
{
	struct batch	*b = setting(key, "never");

	store_site_key(b, 1, (struct store_blob){ "x", 1 });
	return b;
}

static void
a_setting_is_there_until_it_is_unset(void **state)
{
	struct storage	*s = *state;

	assert_string_equal(value_of(s, "a"), "");
	committed(s, setting("a", "1"));
	assert_string_equal(value_of(s, "a"), "1");
	committed(s, setting("a", "2"));
	assert_string_equal(value_of(s, "a"), "2");
	committed(s, setting("a", NULL));
	assert_string_equal(value_of(s, "a"), "");
}

static void
a_refused_batch_leaves_no_trace(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(commit(s, bad("a")), ENOENT);
	assert_string_equal(s->err.text, "the site has no identity yet");
	assert_string_equal(value_of(s, "a"), "");
}

struct order {
	int		 seen[64];
	int		 error[64];
	size_t		 n;
	struct store	*again;
};

struct ticket {
	struct order	*order;
	int		 number;
};

static void
note_order(void *arg, const struct err *failed)
{
	struct ticket	*t = arg;
	struct order	*o = t->order;

	o->seen[o->n] = t->number;
	o->error[o->n++] = failed == NULL ? 0 : failed->code;
}

static void
one_refused_batch_does_not_hurt_its_neighbours(void **state)
{
	struct storage	*s = *state;
	struct order	 o = { .n = 0 };
	struct ticket	 t[40];
	struct batch	*b;
	char		 key[8];
	int		 i;

	for (i = 0; i < 40; i++) {
		t[i] = (struct ticket){ &o, i };
		(void)snprintf(key, sizeof(key), "k%d", i);
		b = i % 7 == 3 ? bad(key) : setting(key, "here");
		assert_int_equal(store_submit(s->st, &b, note_order, &t[i]), 0);
		assert_null(b);
	}
	assert_int_equal(store_pending(s->st), 40);
	store_wait(s->st);
	assert_int_equal(o.n, 40);
	for (i = 0; i < 40; i++) {
		(void)snprintf(key, sizeof(key), "k%d", i);
		assert_int_equal(o.seen[i], i);
		assert_int_equal(o.error[i], i % 7 == 3 ? ENOENT : 0);
		assert_string_equal(value_of(s, key), i % 7 == 3 ? "" : "here");
	}
}

static void
the_last_submitted_value_wins(void **state)
{
	struct storage	*s = *state;
	struct batch	*b;
	char		 text[8];
	int		 i;

	for (i = 0; i < 200; i++) {
		(void)snprintf(text, sizeof(text), "%d", i);
		b = setting("a", text);
		assert_int_equal(store_submit(s->st, &b, NULL, NULL), 0);
	}
	/* No wait between: a query sees what was submitted before it. */
	assert_string_equal(value_of(s, "a"), "199");
}

static void
a_group_may_be_smaller_than_what_waits(void **state)
{
	const struct store_options	 opt = { .group_max = 3 };
	struct storage			*s = *state;
	struct err			 e;
	struct batch			*b;
	char				 text[8];
	int				 i;

	storage_close(s);
	assert_int_equal(store_open(s->dir, &opt, &s->st, &e), 0);
	for (i = 0; i < 50; i++) {
		(void)snprintf(text, sizeof(text), "%d", i);
		b = setting("a", text);
		assert_int_equal(store_submit(s->st, &b, NULL, NULL), 0);
		if (i % 10 == 0)
			assert_string_equal(value_of(s, "a"), text);
	}
	assert_string_equal(value_of(s, "a"), "49");
}

static void
submit_again(void *arg, const struct err *failed)
{
	struct order	*o = arg;
	struct batch	*b = setting("again", "yes");

	assert_null(failed);
	if (o->n++ < 5)
		assert_int_equal(store_submit(o->again, &b, submit_again, o),
		    0);
	store_batch_free(&b);
}

static void
a_callback_may_submit(void **state)
{
	struct storage	*s = *state;
	struct order	 o = { .again = s->st };
	struct batch	*b = setting("again", "no");

	assert_int_equal(store_submit(s->st, &b, submit_again, &o), 0);
	store_wait(s->st);
	assert_int_equal(o.n, 6);
	assert_string_equal(value_of(s, "again"), "yes");
}

static void
nothing_is_called_before_dispatch(void **state)
{
	struct storage	*s = *state;
	struct order	 o = { .n = 0 };
	struct ticket	 t = { &o, 1 };
	struct batch	*b = setting("a", "1");
	struct pollfd	 p = { .fd = store_fd(s->st), .events = POLLIN };

	assert_int_equal(poll(&p, 1, 0), 0);
	assert_int_equal(store_submit(s->st, &b, note_order, &t), 0);
	assert_int_equal(poll(&p, 1, 10000), 1);
	assert_int_equal(o.n, 0);
	store_dispatch(s->st);
	assert_int_equal(o.n, 1);
	assert_int_equal(store_pending(s->st), 0);
	assert_int_equal(poll(&p, 1, 0), 0);
	store_dispatch(s->st);		/* with nothing there: harmless */
}

static void
refuse_to_go_on(void *arg, const struct err *failed)
{
	struct order	*o = arg;
	struct batch	*b = setting("late", "yes");

	assert_null(failed);
	o->error[0] = store_submit(o->again, &b, NULL, NULL);
	assert_null(b);
	o->n++;
}

static void
closing_finishes_what_was_submitted(void **state)
{
	struct storage	*s = *state;
	struct order	 o = { .again = s->st };
	struct batch	*b;
	int		 i;

	for (i = 0; i < 30; i++) {
		b = setting("a", i == 29 ? "last" : "early");
		assert_int_equal(store_submit(s->st, &b, refuse_to_go_on, &o),
		    0);
	}
	storage_close(s);
	assert_int_equal(o.n, 30);
	assert_int_equal(o.error[0], -ESHUTDOWN);
	storage_open(s);
	assert_string_equal(value_of(s, "a"), "last");
	assert_string_equal(value_of(s, "late"), "");
}

static void
what_was_committed_is_there_after_a_restart(void **state)
{
	struct storage	*s = *state;

	committed(s, setting("a", "1"));
	storage_close(s);
	storage_open(s);
	assert_string_equal(value_of(s, "a"), "1");
}

static void
an_empty_batch_is_well(void **state)
{
	committed(*state, store_batch_new());
}

static void
no_memory_for_a_batch_is_told_at_once(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = NULL;

	store_setting_set(b, "a", "1");
	assert_int_equal(store_submit(s->st, &b, NULL, NULL), -ENOMEM);
	b = store_batch_new();
	store_site_key(b, 1, (struct store_blob){ "x", 128 << 20 });
	assert_int_equal(store_submit(s->st, &b, NULL, NULL), -ENOMEM);
	assert_null(b);
	assert_int_equal(store_pending(s->st), 0);
}

static void
ids_are_positive_and_differ(void **state)
{
	int64_t	 a = store_new_id(), b = store_new_id();

	(void)state;
	assert_true(a > 0 && b > 0 && a != b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_setting_is_there_until_it_is_unset),
		WITH_STORE(a_refused_batch_leaves_no_trace),
		WITH_STORE(one_refused_batch_does_not_hurt_its_neighbours),
		WITH_STORE(the_last_submitted_value_wins),
		WITH_STORE(a_group_may_be_smaller_than_what_waits),
		WITH_STORE(a_callback_may_submit),
		WITH_STORE(nothing_is_called_before_dispatch),
		WITH_STORE(closing_finishes_what_was_submitted),
		WITH_STORE(what_was_committed_is_there_after_a_restart),
		WITH_STORE(an_empty_batch_is_well),
		WITH_STORE(no_memory_for_a_batch_is_told_at_once),
		cmocka_unit_test(ids_are_positive_and_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
