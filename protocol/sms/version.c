/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/version.h"

#include <stdio.h>
#include <string.h>

#include "protocol/sms/number.h"

bool
version_parse(const char *s, struct version *out)
{
	struct version	 v = { .nfield = 0 };
	uint32_t	 n;
	size_t		 len;

	for (;;) {
		len = strcspn(s, ".");
		if (v.nfield == VERSION_FIELDS ||
		    !number_padded(s, len, 5, &n) || n > UINT16_MAX)
			return false;
		v.field[v.nfield++] = (uint16_t)n;
		if (s[len] == '\0')
			break;
		s += len + 1;
	}
	if (v.nfield < 2)
		return false;
	*out = v;
	return true;
}

/* Widths as SMS writes them: 2.00.1493.2009, 698.0012. */
const char *
version_text(const struct version *v, char dst[static VERSION_TEXT_SIZE])
{
	static const int	 width[VERSION_FIELDS] = { 1, 2, 4, 4 };
	size_t			 at = 0;
	int			 i, w;

	dst[0] = '\0';
	for (i = 0; i < v->nfield && i < VERSION_FIELDS; i++) {
		w = v->nfield == 2 && i == 1 ? 4 : width[i];
		at += (size_t)snprintf(dst + at, VERSION_TEXT_SIZE - at,
		    i == 0 ? "%0*u" : ".%0*u", w, (unsigned)v->field[i]);
	}
	return dst;
}

int
version_compare(const struct version *a, const struct version *b)
{
	int	 i;

	for (i = 0; i < VERSION_FIELDS; i++)
		if (a->field[i] != b->field[i])
			return a->field[i] < b->field[i] ? -1 : 1;
	return 0;
}
