/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/formats says what the code does: its examples are read, its tables are
 * those of the code. */
#include "tests/unit/sms.h"

#include "protocol/sms/advert.h"
#include "protocol/sms/ccr.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/ddr.h"
#include "protocol/sms/enrol.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/mif.h"
#include "protocol/sms/package.h"
#include "protocol/sms/published.h"
#include "protocol/sms/rings.h"
#include "protocol/sms/sinv.h"
#include "protocol/sms/sitectrl_kind.h"
#include "protocol/sms/statmsg.h"
#include "protocol/sms/trace.h"

static struct arena	arena;

/* The block that ```<tag> opens on a page; the caller frees it. */
static char *
block(const char *page, const char *tag)
{
	char	*text = read_source(page), open[64], *from, *end, *s;

	(void)snprintf(open, sizeof(open), "\n```%s\n", tag);
	from = strstr(text, open);
	if (from == NULL)
		fail_msg("%s has no %s", page, open);
	from += strlen(open);
	end = strstr(from, "\n```\n");
	assert_non_null(end);
	s = strndup(from, (size_t)(end - from) + 1);
	assert_non_null(s);
	free(text);
	return s;
}

static int
read_site(const void *p, size_t n, struct syntax_err *e)
{
	struct publication	 pub = { .site = NULL };
	struct scf		 f;
	struct site		 s;
	struct err		 err;
	int			 error = sitectrl_parse(p, n, &f, e);

	if (error == 0)
		error = site_view(&f, &s, e);
	pub.site = &s;
	if (error == 0)
		error = published_try(&pub, &err);
	sitectrl_free(&f);
	return error;
}

static int
read_delta(const void *p, size_t n, struct syntax_err *e)
{
	struct scf	 f;
	int		 error = sitectrl_parse(p, n, &f, e);

	sitectrl_free(&f);
	return error;
}

static int
read_ccr(const void *p, size_t n, struct syntax_err *e)
{
	struct ccr	 c;

	return ccr_parse(p, n, &c, e);
}

static int
read_ddr(const void *p, size_t n, struct syntax_err *e)
{
	struct ddr	 d;
	bool		 ok = ddr_parse(p, n, wall_now(), &d, e) == DDR_OK;

	ddr_free(&d);
	return ok ? 0 : 1;
}

static int
read_mif(const void *p, size_t n, struct syntax_err *e)
{
	struct mif	 m;
	bool		 ok = mif_parse(p, n, wall_now(), &m, e) == REPORT_OK;

	mif_free(&m);
	return ok ? 0 : 1;
}

static int
read_sinv(const void *p, size_t n, struct syntax_err *e)
{
	struct sinv	 s;
	bool		 ok = sinv_parse(p, n, wall_now(), &s, e) == REPORT_OK;

	sinv_free(&s);
	return ok ? 0 : 1;
}

static int
read_statmsg(const void *p, size_t n, struct syntax_err *e)
{
	struct statmsg	 m;
	bool		 ok = statmsg_parse(p, n, wall_now(), &m, e) ==
			    REPORT_OK;

	statmsg_free(&m);
	return ok ? 0 : 1;
}

static int
read_compcfg(const void *p, size_t n, struct syntax_err *e)
{
	struct compcfg	 c;

	return compcfg_parse(p, n, &arena, &c, e);
}

static int
read_compver(const void *p, size_t n, struct syntax_err *e)
{
	struct version	 v;

	return compver_parse(p, n, &v, e);
}

static int
read_bundle(const void *p, size_t n, struct syntax_err *e)
{
	struct enrol_bundle	 b;
	struct acctlist_head	 h;
	int			 error = enrol_parse(p, n, &arena, &b, e);

	if (error == 0)
		assert_true(acctlist_head(rd_over(b.sec.list, b.sec.nlist),
		    &h));
	return error;
}

static int
read_log(const void *p, size_t n, struct syntax_err *e)
{
	static struct trace_line	 t;

	memset(e, 0, sizeof(*e));
	return trace_parse(p, n, &t) ? 0 : 1;
}

static int
read_lookup(const void *p, size_t n, struct syntax_err *e)
{
	struct lookup	 l;

	return lookup_parse(p, n, &arena, &l, e);
}

static int
read_instruction(const void *p, size_t n, struct syntax_err *e)
{
	struct instruction	 in;

	return instruction_parse(p, n, &arena, &in, e);
}

static int
read_advert(const void *p, size_t n, struct syntax_err *e)
{
	struct advertisement	 ad;

	return advertisement_parse(p, n, &arena, &ad, e);
}

static int
read_package(const void *p, size_t n, struct syntax_err *e)
{
	struct package	 pkg;

	return package_parse(p, n, &arena, &pkg, e);
}

/* The example cannot be signed; its signed object is all there. */
static int
read_manifest(const void *p, size_t n, struct syntax_err *e)
{
	const char	*from = (const char *)p + strlen("{\"signed\":");
	const char	*end = strstr(from, ",\n\"key\"");
	struct manifest	 m;
	struct err	 err = { 0 };
	int		 error;

	(void)n;
	memset(e, 0, sizeof(*e));
	assert_non_null(end);
	error = manifest_decode(from, (size_t)(end - from), &arena, &m, &err);
	memcpy(e->text, err.text, sizeof(e->text) - 1);
	return error;
}

static int
read_rings(const void *p, size_t n, struct syntax_err *e)
{
	struct rings	 r;

	return rings_parse(p, n, &arena, &r, e);
}

static void
what_stands_as_an_example_is_read(void **state)
{
	static const struct {
		const char	*page, *tag;
		int		 (*read)(const void *, size_t,
				    struct syntax_err *);
	} rows[] = {
		{ "doc/formats/site-control-file.md", "example", read_site },
		{ "doc/formats/site-control-file.md", "delta", read_delta },
		{ "doc/formats/component.md", "example", read_compcfg },
		{ "doc/formats/component.md", "compver", read_compver },
		{ "doc/formats/component.md", "master", read_compver },
		{ "doc/formats/rings.ini.md", "example", read_rings },
		{ "doc/formats/manifest.json.md", "example", read_manifest },
		{ "doc/formats/ddr.md", "example", read_ddr },
		{ "doc/formats/nhm.md", "example", read_mif },
		{ "doc/formats/nhm.md", "delta", read_mif },
		{ "doc/formats/sinv.md", "example", read_sinv },
		{ "doc/formats/sinv.md", "delta", read_sinv },
		{ "doc/formats/svf.md", "example", read_statmsg },
		{ "doc/formats/ccr.md", "example", read_ccr },
		{ "doc/formats/enrolment.md", "example", read_bundle },
		{ "doc/formats/log-line.md", "example", read_log },
		{ "doc/formats/advert.md", "lookup", read_lookup },
		{ "doc/formats/advert.md", "instruction", read_instruction },
		{ "doc/formats/advert.md", "advert", read_advert },
		{ "doc/formats/advert.md", "package", read_package },
	};
	struct syntax_err	 e;
	char			*s;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		s = block(rows[i].page, rows[i].tag);
		if (rows[i].read(s, strlen(s), &e) != 0)
			fail_msg("%s, %s, line %u: %s", rows[i].page,
			    rows[i].tag, e.line, e.text);
		free(s);
	}
}

static void
each_published_file_has_a_page_whose_example_is_read(void **state)
{
	const struct published_file	*f;
	struct syntax_err		 e;
	struct stamp			 stamp;
	char				 page[128], *s;
	size_t				 i, n;

	(void)state;
	f = published_files(&n);
	for (i = 0; i < n; i++) {
		(void)snprintf(page, sizeof(page), "doc/formats/%s.md",
		    strchr(f[i].path, '/') + 1);
		s = block(page, "example");
		if (f[i].check(s, strlen(s), &arena, &stamp, &e) != 0)
			fail_msg("%s:%u: %s", page, e.line, e.text);
		assert_string_equal(stamp.site, "A01");
		free(s);
	}
}

static void
each_kind_property_and_field_is_on_its_page(void **state)
{
	const struct scf_kind	*k;
	char			*page, cell[128];
	size_t			 i, n;

	(void)state;
	page = read_source("doc/formats/site-control-file.md");
	k = sitectrl_kinds(&n);
	for (i = 0; i < n; i++) {
		(void)snprintf(cell, sizeof(cell), "\n| `%s` |", k[i].name);
		if (strstr(page, cell) == NULL)
			fail_msg("%s is not explained", k[i].name);
	}
	for (i = 0; i < PROP_COUNT; i++) {
		(void)snprintf(cell, sizeof(cell), "\n| `%s` | %s |",
		    properties[i].name, reg_type_name(properties[i].type));
		if (strstr(page, cell) == NULL)
			fail_msg("%s is not explained", properties[i].name);
		if (properties[i].usual == 0)
			continue;
		(void)snprintf(cell, sizeof(cell), " | %u |\n",
		    properties[i].usual);
		assert_non_null(strstr(strstr(page, properties[i].name),
		    cell));
	}
	free(page);
	page = read_source("doc/formats/ddr.md");
	for (i = 0; i < DDR_OUTCOMES; i++) {
		(void)snprintf(cell, sizeof(cell), "\n| %s |",
		    ddr_outcome_name((enum ddr_outcome)i));
		if (i != DDR_NO_MEMORY && strstr(page, cell) == NULL)
			fail_msg("%s is not explained", cell);
	}
	free(page);
	page = read_source("doc/formats/nhm.md");
	for (i = 0; i < REPORT_OUTCOMES; i++) {
		(void)snprintf(cell, sizeof(cell), "\n| %s |",
		    report_outcome_name((enum report_outcome)i));
		if (i != REPORT_NO_MEMORY && strstr(page, cell) == NULL)
			fail_msg("%s is not explained", cell);
	}
	free(page);
}

static int
make_arena(void **state)
{
	(void)state;
	arena_init(&arena, 16 << 20);
	return 0;
}

static int
free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_as_an_example_is_read),
		cmocka_unit_test(
		    each_published_file_has_a_page_whose_example_is_read),
		cmocka_unit_test(each_kind_property_and_field_is_on_its_page),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
