/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A delta on a small site: what can be applied prints, what was printed is the
 * same file, and the difference between the two is none; a refusal has a line.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/site.h"
#include "protocol/sms/sitectrl_apply.h"
#include "protocol/sms/sitectrl_diff.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char	text[] =
    "SITE CONTROL FILE [1493][2.00]\nBEGIN_FILE_DEFINITION\n"
    "<1><><S01><S01><0><1>\nEND_FILE_DEFINITION\n"
    "BEGIN_SITE_DEFINITION\n<S01><Site><NODE><D><>\nEND_SITE_DEFINITION\n"
    "BEGIN_SITE_ASSIGNMENT\n<S01>\n"
    "PROPERTY <10.1.0.0><IP Subnet><255.255.0.0><1>\n"
    "END_SITE_ASSIGNMENT\n"
    "BEGIN_CLIENT_COMPONENT\n<Agent>\n<1>\nSITE_KEY_FLAGS <0>\n"
    "PROPERTY <Poll><REG_DWORD><><240>\n"
    "BEGIN_PROPERTY_LIST\n<List>\n<(REG_DWORD)Max=25>\nEND_PROPERTY_LIST\n"
    "BEGIN_CLIENT_REG_MULTI_STRING_LIST\n<Hosts><List>\n"
    "SITE_KEY_FLAGS <0>\n<A>\nEND_CLIENT_REG_MULTI_STRING_LIST\n"
    "BEGIN_NOVELTY\n?\nEND_NOVELTY\nEND_CLIENT_COMPONENT\n"
    "BEGIN_ODDITY\n one\nEND_ODDITY\nEND_OF_FILE\n";

static void
count(void *arg, const struct scf_difference *r)
{
	++*(long *)arg;
	if (r->kind == NULL || r->name == NULL || r->what == NULL ||
	    r->old == NULL || r->fresh == NULL)
		abort();
}

static long
differences(const struct scf *a, const struct scf *b)
{
	long	 n = 0;

	if (sitectrl_diff(a, b, count, &n) != n)
		abort();
	return n;
}

/* Too large a result is found by printing it. */
static void
check_result(const struct scf *master, struct scf *f)
{
	struct syntax_err	 e;
	struct scf		 again;
	struct site		 s;
	struct buf		 b;

	if (differences(master, f) != differences(f, master))
		abort();
	buf_init(&b, SCF_SIZE_MAX);
	sitectrl_print(f, &b);
	if (buf_ok(&b)) {
		if (sitectrl_parse(b.data, b.len, &again, &e) != 0 ||
		    !sitectrl_equal(f, &again) || differences(f, &again) != 0)
			abort();
		sitectrl_free(&again);
	}
	buf_free(&b);
	(void)site_view(f, &s, &e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct scf		 master, delta, out;

	if (sitectrl_parse(text, sizeof(text) - 1, &master, &e) != 0)
		abort();
	if (sitectrl_parse(data, size, &delta, &e) == 0) {
		if (sitectrl_apply(&master, &delta, SIZE_MAX, &out, &e) == 0)
			check_result(&master, &out);
		else if (e.line == 0 || e.column == 0 || e.text[0] == '\0')
			abort();
		sitectrl_free(&out);
	}
	sitectrl_free(&delta);
	sitectrl_free(&master);
	return 0;
}
