/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/guid.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"

/* Where the n-th byte of the text stands on the wire. */
static const uint8_t	order[16] = {
	3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15
};

struct guid
guid_random(void)
{
	struct guid	 g;

	secret_random(g.b, sizeof(g.b));
	g.b[7] = (uint8_t)((g.b[7] & 0x0f) | 0x40);
	g.b[8] = (uint8_t)((g.b[8] & 0x3f) | 0x80);
	return g;
}

static bool
dash_before(int byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

struct guid
guid_ordered(struct wall at)
{
	struct guid	 g = guid_random();
	uint64_t	 ms = (uint64_t)(at.us / 1000);
	int		 i;

	for (i = 5; i >= 0; i--, ms >>= 8)
		g.b[i] = (uint8_t)ms;
	g.b[7] = (uint8_t)((g.b[7] & 0x0f) | 0x80);
	return g;
}

const char *
guid_text(const struct guid *g, char dst[static GUID_TEXT_SIZE])
{
	char	*p = dst;
	int	 i;

	for (i = 0; i < 16; i++) {
		if (dash_before(i))
			*p++ = '-';
		hex_encode(p, &g->b[order[i]], 1);
		p += 2;
	}
	return dst;
}

bool
guid_parse(const char *s, struct guid *out)
{
	struct guid	 g;
	char		 two[3] = "";
	int		 i;

	for (i = 0; i < 16; i++) {
		if (dash_before(i) && *s++ != '-')
			return false;
		if (s[0] == '\0' || s[1] == '\0')
			return false;
		memcpy(two, s, 2);
		if (!hex_decode(&g.b[order[i]], 1, two))
			return false;
		s += 2;
	}
	if (*s != '\0')
		return false;
	*out = g;
	return true;
}

bool
guid_equal(const struct guid *a, const struct guid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}
