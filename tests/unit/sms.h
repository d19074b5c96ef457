/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the SMS formats share. */
#ifndef TESTS_UNIT_SMS_H
#define TESTS_UNIT_SMS_H

#include <stdio.h>

#include "base/buf.h"
#include "protocol/sms/syntax.h"
#include "tests/unit/check.h"

/* A file of the source tree as one string; the caller frees it. */
static inline char *
read_source(const char *path)
{
	const char	*src = getenv("srcdir");
	char		 full[4096];
	char		*s;
	size_t		 n;
	FILE		*f;

	(void)snprintf(full, sizeof(full), "%s/%s", src == NULL ? "." : src,
	    path);
	f = fopen(full, "rb");
	if (f == NULL)
		fail_msg("%s: cannot be opened", full);
	s = malloc(1 << 20);
	assert_non_null(s);
	n = fread(s, 1, (1 << 20) - 1, f);
	s[n] = '\0';
	(void)fclose(f);
	return s;
}

/* `text' with its first `old' replaced, as a fresh string. */
static inline char *
replaced(const char *text, const char *old, const char *fresh)
{
	const char	*at = strstr(text, old);
	size_t		 n = strlen(text) + strlen(fresh) + 1;
	char		*s = malloc(n);

	assert_non_null(s);
	if (at == NULL)
		fail_msg("the row's text is not in the file: %s", old);
	(void)snprintf(s, n, "%.*s%s%s", (int)(at - text), text, fresh,
	    at + strlen(old));
	return s;
}

/* The complaint stands where the row says, in about its words. */
static inline void
complains(const char *row, const struct syntax_err *e, uint32_t line,
    uint32_t column, const char *words)
{
	if (e->line != line || e->column != column ||
	    strstr(e->text, words) == NULL)
		fail_msg("%s: %u:%u: %s\n(expected %u:%u: %s)", row, e->line,
		    e->column, e->text, line, column, words);
}

/* The same numbers in every run. */
static inline uint32_t
any_number(uint32_t below)
{
	static uint64_t	 x = 0x9e3779b97f4a7c15ULL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 33) % below;
}

/* 0 to size - 1 characters that a value may hold. */
static inline char *
any_text(char *dst, size_t size)
{
	static const char *const	 piece[] = {
		"a", "Z", "0", " ", "\\", "\"", "&", "=", "[", "]", "(REG_",
		"\t", "END_", ",", ";", "\xc3\xa9", "\xe2\x82\xac"
	};
	uint32_t			 n = any_number(6);
	size_t				 len = 0, k;
	const char			*p;

	dst[0] = '\0';
	while (n-- > 0) {
		p = piece[any_number(nitems(piece))];
		k = strlen(p);
		if (len + k >= size)
			break;
		memcpy(dst + len, p, k + 1);
		len += k;
	}
	return dst;
}

#endif
