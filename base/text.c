/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <errno.h>
#include <locale.h>
#include <string.h>
#include <wctype.h>

#define REPLACEMENT	0xfffdU
#define IS_HIGH(u)	(((u) & 0xfc00U) == 0xd800U)
#define IS_LOW(u)	(((u) & 0xfc00U) == 0xdc00U)

static size_t
utf8_put(char *dst, uint32_t cp)
{
	if (cp < 0x80) {
		dst[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		dst[0] = (char)(0xc0 | cp >> 6);
		dst[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		dst[0] = (char)(0xe0 | cp >> 12);
		dst[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		dst[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	dst[0] = (char)(0xf0 | cp >> 18);
	dst[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	dst[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	dst[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* One code point from UTF-16; 0 (which names never hold) if ill-formed. */
static uint32_t
utf16_next(struct rd *src)
{
	uint32_t	 u = rd_le16(src);
	uint32_t	 low;

	if (!IS_HIGH(u))
		return IS_LOW(u) ? 0 : u;
	low = rd_le16(src);
	if (!IS_LOW(low))
		return 0;
	return 0x10000U + ((u & 0x3ffU) << 10) + (low & 0x3ffU);
}

int
utf16_decode(struct rd src, char *dst, size_t size)
{
	char		 one[4];
	size_t		 n = 0;
	size_t		 k;
	uint32_t	 cp;

	if (size == 0)
		return -ENAMETOOLONG;
	dst[0] = '\0';
	while (rd_left(&src) > 0) {
		cp = utf16_next(&src);
		if (!rd_ok(&src) || cp == 0)
			return -EILSEQ;
		k = utf8_put(one, cp);
		if (k >= size - n)
			return -ENAMETOOLONG;
		memcpy(dst + n, one, k);
		n += k;
		dst[n] = '\0';
	}
	return rd_ok(&src) ? 0 : -EILSEQ;
}

/* How many bytes follow a lead byte, and the smallest value they may form. */
static int
utf8_tail(unsigned char c, uint32_t *cp, uint32_t *least)
{
	if (c >= 0xc2 && c <= 0xdf) {
		*cp = c & 0x1fU;
		*least = 0x80;
		return 1;
	}
	if (c >= 0xe0 && c <= 0xef) {
		*cp = c & 0x0fU;
		*least = 0x800;
		return 2;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		*cp = c & 0x07U;
		*least = 0x10000;
		return 3;
	}
	return -1;
}

uint32_t
utf8_next(const char **at)
{
	const unsigned char	*p = (const unsigned char *)*at;
	uint32_t		 cp, least;
	int			 i, n;

	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	n = utf8_tail(p[0], &cp, &least);
	for (i = 1; i <= n && (p[i] & 0xc0) == 0x80; i++)
		cp = cp << 6 | (p[i] & 0x3fU);
	if (n == -1 || i <= n || cp < least || cp > 0x10ffff ||
	    (cp >= 0xd800 && cp <= 0xdfff)) {
		*at += 1;
		return REPLACEMENT;
	}
	*at += n + 1;
	return cp;
}

bool
utf8_valid(const char *s)
{
	const char	*from;

	while (*s != '\0') {
		from = s;
		if (utf8_next(&s) == REPLACEMENT && s - from == 1)
			return false;
	}
	return true;
}

void
utf16_encode(struct wr *w, const char *s)
{
	uint32_t	 cp;

	while (*s != '\0') {
		cp = utf8_next(&s);
		if (cp >= 0x10000) {
			cp -= 0x10000;
			wr_le16(w, (uint16_t)(0xd800U | cp >> 10));
			wr_le16(w, (uint16_t)(0xdc00U | (cp & 0x3ffU)));
		} else
			wr_le16(w, (uint16_t)cp);
	}
}

size_t
utf16_bytes(const char *s)
{
	size_t	 n = 0;

	while (*s != '\0')
		n += utf8_next(&s) >= 0x10000 ? 4 : 2;
	return n;
}

uint32_t
text_upper(uint32_t cp)
{
	static locale_t	 unicode;
	uint32_t	 up;

	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z' ? cp - 32 : cp;
	if (unicode == NULL) {
		locale_t fresh = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
		locale_t none = NULL;

		if (fresh == NULL)
			return cp;
		if (!__atomic_compare_exchange_n(&unicode, &none, fresh, false,
		    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			freelocale(fresh);
	}
	up = (uint32_t)towupper_l((wint_t)cp, unicode);
	/* NT maps within the basic plane only, one UTF-16 unit to one. */
	return cp < 0x10000 && up < 0x10000 && up >= 0x80 ? up : cp;
}

void
text_copy(char *dst, size_t size, const char *src)
{
	const char	*from;
	size_t		 k, n = 0;
	uint32_t	 cp;

	while (*src != '\0') {
		from = src;
		cp = utf8_next(&src);
		k = (size_t)(src - from);
		if (k >= size - n)
			break;
		if (cp == REPLACEMENT && k == 1)
			dst[n] = '?';
		else
			memcpy(dst + n, from, k);
		n += k;
	}
	dst[n] = '\0';
}

int
text_casecmp(const char *a, const char *b)
{
	uint32_t	 x, y;

	do {
		x = text_upper(utf8_next(&a));
		y = text_upper(utf8_next(&b));
	} while (x == y && x != 0);
	return x < y ? -1 : x > y;
}

uint64_t
text_casehash(const char *s)
{
	uint64_t	 h = 0xcbf29ce484222325ULL;

	while (*s != '\0') {
		h ^= text_upper(utf8_next(&s));
		h *= 0x100000001b3ULL;
	}
	return h;
}

int
text_fold(const char *s, char *dst, size_t size)
{
	char		 one[4];
	const char	*from;
	uint32_t	 cp;
	size_t		 k, n = 0;

	for (from = s; *s != '\0'; from = s) {
		cp = utf8_next(&s);
		if (cp == REPLACEMENT && s - from == 1)
			return -EILSEQ;
		k = utf8_put(one, text_upper(cp));
		if (n + k >= size)
			return -ENAMETOOLONG;
		memcpy(dst + n, one, k);
		n += k;
	}
	if (n >= size)
		return -ENAMETOOLONG;
	dst[n] = '\0';
	return 0;
}

/* Controls, and what is not seen but changes how the rest is: ends of lines,
   directions of writing, marks without a width. */
static bool
is_unseen(uint32_t cp)
{
	static const struct {
		uint32_t	first, last;
	} ranges[] = {
		{ 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad },
		{ 0x61c, 0x61c }, { 0x180e, 0x180e }, { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};
	size_t	 i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}

/*
 * Printable characters stay; everything else, the quote and the backslash
 * included, becomes \xNN, so that nobody can forge a second line or a tail.
 */
static const char *
show(struct vis *v, const char *src, size_t n, bool quoted)
{
	static const char	 digits[] = "0123456789abcdef";
	const char		*end = n == SIZE_MAX ? NULL : src + n;
	const char		*next;
	size_t			 k, len = 0;
	uint32_t		 cp;
	bool			 bad;

	while (src != end && *src != '\0') {
		next = src;
		if (end != NULL && end - src < 4 && (*src & 0x80))
			cp = REPLACEMENT, next++;
		else
			cp = utf8_next(&next);
		bad = is_unseen(cp) ||
		    (quoted && (cp == '"' || cp == '\\')) ||
		    (cp == REPLACEMENT && next - src == 1);
		k = bad ? 4 * (size_t)(next - src) : (size_t)(next - src);
		if (k >= sizeof(v->s) - 3 - len) {
			memcpy(v->s + len, "...", 3);
			len += 3;
			break;
		}
		for (; src < next; src++) {
			if (bad) {
				v->s[len++] = '\\';
				v->s[len++] = 'x';
				v->s[len++] = digits[*src >> 4 & 0xf];
				v->s[len++] = digits[*src & 0xf];
			} else
				v->s[len++] = *src;
		}
	}
	v->s[len] = '\0';
	return v->s;
}

const char *
vis_text(struct vis *v, const char *src, size_t n)
{
	return show(v, src, n, true);
}

const char *
vis_plain(struct vis *v, const char *src, size_t n)
{
	return show(v, src, n, false);
}

void
hex_encode(char *dst, const void *src, size_t n)
{
	static const char	 digits[] = "0123456789abcdef";
	const uint8_t		*p = src;
	size_t			 i;

	for (i = 0; i < n; i++) {
		dst[2 * i] = digits[p[i] >> 4];
		dst[2 * i + 1] = digits[p[i] & 0xf];
	}
	dst[2 * n] = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
hex_decode(void *dst, size_t n, const char *src)
{
	uint8_t	*p = dst;
	size_t	 i;
	int	 hi, lo;

	for (i = 0; i < n; i++) {
		hi = hex_digit(src[2 * i]);
		lo = hi == -1 ? -1 : hex_digit(src[2 * i + 1]);
		if (lo == -1)
			return false;
		p[i] = (uint8_t)(hi << 4 | lo);
	}
	return src[2 * n] == '\0';
}
