/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/epoch.h"

#include <stdio.h>
#include <string.h>

#include "protocol/sms/number.h"

#define WORD	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/* "X=" and `least' to `size' - 1 letters and digits, to `end'. */
static const char *
word(const char *s, const char *head, char end, char *out, size_t size)
{
	size_t	 n;

	if (s == NULL || strncmp(s, head, 2) != 0)
		return NULL;
	s += 2;
	n = strspn(s, WORD);
	if (n == 0 || n >= size || s[n] != end)
		return NULL;
	memcpy(out, s, n);
	out[n] = '\0';
	return end == '\0' ? s + n : s + n + 1;
}

bool
epoch_parse(const char *s, struct epoch *out)
{
	struct epoch	 e = { 0 };
	char		 number[12];
	uint64_t	 v = 0;

	memset(out, 0, sizeof(*out));
	s = word(s, "E=", ';', number, sizeof(number));
	s = word(s, "W=", ';', e.site, sizeof(e.site));
	s = word(s, "O=", '\0', e.op, sizeof(e.op));
	if (s == NULL || strlen(e.site) != EPOCH_SITE_SIZE - 1 ||
	    number[0] == '0' ||
	    !number_u64(number, strlen(number), UINT32_MAX, &v))
		return false;
	e.number = (uint32_t)v;
	*out = e;
	return true;
}

bool
epoch_text(const struct epoch *e, char out[static EPOCH_TEXT_SIZE])
{
	struct epoch	 back;

	(void)snprintf(out, EPOCH_TEXT_SIZE, "E=%u;W=%s;O=%s", e->number,
	    e->site, e->op);
	return epoch_parse(out, &back);
}

bool
epoch_may_replace(const char *present, const char *next)
{
	struct epoch	 a, b;

	return !epoch_parse(next, &b) || !epoch_parse(present, &a) ||
	    b.number > a.number;
}
