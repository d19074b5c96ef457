/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The n-th allocation fails, for every n of a short story: a file that could
 * not be read for want of memory must never pass for a bad one, because bad
 * ones are moved aside or refused for good.
 */
#include <errno.h>

#include "tests/unit/sms.h"

#include "protocol/sms/ccr.h"
#include "protocol/sms/ddr.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/published.h"

static long	fail_at = -1;
static long	calls;

void	*__real_malloc(size_t);
void	*__real_realloc(void *, size_t);
void	*__wrap_malloc(size_t);
void	*__wrap_realloc(void *, size_t);

void *
__wrap_malloc(size_t n)
{
	return calls++ == fail_at ? NULL : __real_malloc(n);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return calls++ == fail_at ? NULL : __real_realloc(p, n);
}

static char	*site_text, *ddr_text, *ccr_text, *manifest_text;

static int
read_site(void)
{
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;
	int			 error;

	error = sitectrl_parse(site_text, strlen(site_text), &f, &e);
	if (error == 0)
		error = site_view(&f, &s, &e);
	if (error != 0)
		assert_int_not_equal(e.line, 0);
	sitectrl_free(&f);
	return error;
}

static int
read_ddr(void)
{
	struct syntax_err	 e;
	struct ddr		 d;
	enum ddr_outcome	 o;

	o = ddr_parse(ddr_text, strlen(ddr_text), wall_now(), &d, &e);
	ddr_free(&d);
	return o == DDR_OK ? 0 : o == DDR_NO_MEMORY ? -ENOMEM : -EINVAL;
}

static int
read_ccr(void)
{
	struct syntax_err	 e;
	struct ccr		 c;

	return ccr_parse(ccr_text, strlen(ccr_text), &c, &e);
}

static int
read_manifest(void)
{
	struct manifest	 m;
	struct arena	 a;
	struct err	 err;
	int		 error;

	arena_init(&a, 1 << 20);
	error = manifest_decode(manifest_text, strlen(manifest_text), &a, &m,
	    &err);
	arena_free(&a);
	return error;
}

/* Each file written, then read: 0, or what the first failure was. */
static int
write_and_read(const struct publication *p)
{
	const struct published_file	*f;
	struct syntax_err		 e;
	struct stamp			 stamp;
	struct arena			 a;
	struct buf			 b;
	size_t				 i, n;
	int				 error = 0;

	f = published_files(&n);
	for (i = 0; i < n && error == 0; i++) {
		arena_init(&a, 1 << 20);
		buf_init(&b, INI_SIZE_MAX);
		error = !f[i].write(&a, p, &b) ? -ENOMEM :
		    f[i].check(b.data, b.len, &a, &stamp, &e);
		buf_free(&b);
		arena_free(&a);
	}
	return error;
}

static int
publish(void)
{
	static struct scf	 f;
	static struct site	 s;
	static const char	*names[] = { "DEMO\\SMSClient_00001" };
	struct component	 c = { .directory = "base",
				    .version = { { 2, 0, 1, 1 }, 4 } };
	struct publication	 p = { &s, { names, 1 }, &c, 1 };
	struct syntax_err	 e;
	long			 at = fail_at;

	if (f.nitem == 0) {
		fail_at = -1;
		assert_int_equal(sitectrl_parse(site_text, strlen(site_text),
		    &f, &e), 0);
		assert_int_equal(site_view(&f, &s, &e), 0);
		fail_at = at;
		calls = 0;
	}
	return write_and_read(&p);
}

static void
tell(const char *name, int (*story)(void))
{
	long	 total, at;
	int	 error;

	fail_at = -1;
	assert_int_equal(story(), 0);
	calls = 0;
	assert_int_equal(story(), 0);
	total = calls;
	assert_true(total > 0);
	for (at = 0; at < total; at++) {
		fail_at = at;
		calls = 0;
		error = story();
		fail_at = -1;
		if (error != -ENOMEM)
			fail_msg("%s: allocation %ld of %ld: %d", name, at,
			    total, error);
	}
}

static void
want_of_memory_is_not_a_bad_file(void **state)
{
	(void)state;
	tell("read_site", read_site);
	tell("read_ddr", read_ddr);
	tell("read_ccr", read_ccr);
	tell("read_manifest", read_manifest);
	tell("publish", publish);
}

static int
read_files(void **state)
{
	(void)state;
	site_text = read_source("conf/site.ct0");
	ddr_text = read_source("tests/fuzz/corpus/ddr/heartbeat.ddr");
	ccr_text = read_source("tests/fuzz/corpus/ccr/whole.ccr");
	manifest_text = read_source("tests/fuzz/corpus/published/"
	    "manifest.json");
	memmove(manifest_text, manifest_text + 1, strlen(manifest_text));
	return 0;
}

static int
free_files(void **state)
{
	(void)state;
	free(site_text);
	free(ddr_text);
	free(ccr_text);
	free(manifest_text);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(want_of_memory_is_not_a_bad_file),
	};

	return cmocka_run_group_tests(tests, read_files, free_files);
}
