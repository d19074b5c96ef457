/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matching walks the name once with the set of places in the pattern that can
 * be reached so far; no place is tried twice, so no pattern takes long.
 */
#include "protocol/smb2/wildcard.h"

#include <string.h>

#include "base/text.h"

#define WORDS	((SMB2_PATTERN_MAX + 64) / 64)

struct places {
	uint64_t	 w[WORDS];
};

static bool
has(const struct places *p, unsigned int i)
{
	return (p->w[i / 64] >> i % 64 & 1) != 0;
}

static void
add(struct places *p, unsigned int i)
{
	p->w[i / 64] |= (uint64_t)1 << i % 64;
}

static bool
is_wildcard(uint32_t ch)
{
	return ch == '*' || ch == '?' || ch == '<' || ch == '>' || ch == '"';
}

bool
smb2_has_wildcard(const char *s)
{
	return strpbrk(s, "*?<>\"") != NULL;
}

bool
smb2_pattern_compile(struct smb2_pattern *p, const char *s)
{
	uint32_t	 ch;

	p->count = 0;
	p->literal = *s != '\0';
	while (*s != '\0') {
		ch = text_upper(utf8_next(&s));
		if (ch == '*' && p->count > 0 && p->ch[p->count - 1] == '*')
			continue;
		if (p->count == SMB2_PATTERN_MAX)
			return false;
		p->literal &= !is_wildcard(ch);
		p->ch[p->count++] = ch;
	}
	p->all = p->count == 0 || (p->count == 1 && p->ch[0] == '*');
	return true;
}

/* What lies ahead in the name; ch is 0 at its end. */
struct ahead {
	uint32_t	 ch;
	bool		 final_dot;
};

/* May the pattern go past this place without taking a character? */
static bool
passes(uint32_t want, const struct ahead *a)
{
	switch (want) {
	case '*':
	case '<':
		return true;
	case '>':
		return a->ch == 0 || a->ch == '.';
	case '"':
		return a->ch == 0;
	default:
		return false;
	}
}

/* Is there a way on that takes the character and stays at this place? */
static bool
stays(uint32_t want, const struct ahead *a)
{
	return want == '*' || (want == '<' && !a->final_dot);
}

/* Or one that takes it and goes on to the next? */
static bool
takes(uint32_t want, const struct ahead *a)
{
	switch (want) {
	case '?':
		return true;
	case '*':
		return false;
	case '<':
		return a->final_dot;
	case '>':
		return a->ch != '.';
	case '"':
		return a->ch == '.';
	default:
		return a->ch == want;
	}
}

/* One character of the name: all places that can be reached behind it. */
static struct places
step(const struct smb2_pattern *p, struct places at, const struct ahead *a)
{
	struct places	 to = { { 0 } };
	unsigned int	 i;

	for (i = 0; i < p->count; i++) {
		if (!has(&at, i))
			continue;
		if (passes(p->ch[i], a))
			add(&at, i + 1);
		if (a->ch == 0)
			continue;
		if (stays(p->ch[i], a))
			add(&to, i);
		if (takes(p->ch[i], a))
			add(&to, i + 1);
	}
	return a->ch == 0 ? at : to;
}

bool
smb2_pattern_matches(const struct smb2_pattern *p, const char *name)
{
	const char	*dot = strrchr(name, '.');
	const char	*from;
	struct places	 at = { { 1 } };
	struct ahead	 a;

	if (p->all)
		return true;
	do {
		from = name;
		a.ch = *name == '\0' ? 0 : text_upper(utf8_next(&name));
		a.final_dot = from == dot;
		at = step(p, at, &a);
	} while (a.ch != 0);
	return has(&at, p->count);
}
