/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sid.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define SID_REVISION	1
#define AUTHORITY_MAX	0xffffffffffffULL

#define WORLD(n)	{ .count = 1, .authority = 1, .sub = { n } }
#define NT(n)		{ .count = 1, .authority = 5, .sub = { n } }
#define BUILTIN(n)	{ .count = 2, .authority = 5, .sub = { 32, n } }

static const struct sid_known_row	known[SID_KNOWN_COUNT] = {
#define GROUP	SID_USE_WELL_KNOWN_GROUP
[SID_NULL]		= { { .count = 1 }, "", "NULL SID", GROUP },
[SID_WORLD]		= { WORLD(0), "", "Everyone", GROUP },
[SID_LOCAL]		= { { .count = 1, .authority = 2 }, "", "LOCAL", GROUP },
[SID_CREATOR_OWNER]	= { { .count = 1, .authority = 3 }, "",
			    "CREATOR OWNER", GROUP },
[SID_CREATOR_GROUP]	= { { .count = 1, .authority = 3, .sub = { 1 } }, "",
			    "CREATOR GROUP", GROUP },
#define AUTHORITY	"NT AUTHORITY"
[SID_NETWORK]		= { NT(2), AUTHORITY, "NETWORK", GROUP },
[SID_BATCH]		= { NT(3), AUTHORITY, "BATCH", GROUP },
[SID_INTERACTIVE]	= { NT(4), AUTHORITY, "INTERACTIVE", GROUP },
[SID_SERVICE]		= { NT(6), AUTHORITY, "SERVICE", GROUP },
[SID_ANONYMOUS]		= { NT(7), AUTHORITY, "ANONYMOUS LOGON", GROUP },
[SID_AUTHENTICATED_USERS] = { NT(11), AUTHORITY, "Authenticated Users", GROUP },
[SID_SYSTEM]		= { NT(18), AUTHORITY, "SYSTEM", GROUP },
[SID_LOCAL_SERVICE]	= { NT(19), AUTHORITY, "LOCAL SERVICE", GROUP },
[SID_NETWORK_SERVICE]	= { NT(20), AUTHORITY, "NETWORK SERVICE", GROUP },
#undef GROUP
#define ALIAS	SID_USE_ALIAS
[SID_BUILTIN]		= { NT(32), "BUILTIN", "BUILTIN", SID_USE_DOMAIN },
[SID_ADMINISTRATORS]	= { BUILTIN(544), "BUILTIN", "Administrators", ALIAS },
[SID_USERS]		= { BUILTIN(545), "BUILTIN", "Users", ALIAS },
[SID_GUESTS]		= { BUILTIN(546), "BUILTIN", "Guests", ALIAS },
[SID_POWER_USERS]	= { BUILTIN(547), "BUILTIN", "Power Users", ALIAS },
[SID_ACCOUNT_OPERATORS]	= { BUILTIN(548), "BUILTIN", "Account Operators", ALIAS },
[SID_SERVER_OPERATORS]	= { BUILTIN(549), "BUILTIN", "Server Operators", ALIAS },
[SID_PRINT_OPERATORS]	= { BUILTIN(550), "BUILTIN", "Print Operators", ALIAS },
[SID_BACKUP_OPERATORS]	= { BUILTIN(551), "BUILTIN", "Backup Operators", ALIAS },
#undef ALIAS
};

void
sid_get(struct rd *r, struct sid *out)
{
	uint8_t	 revision, i;

	memset(out, 0, sizeof(*out));
	revision = rd_u8(r);
	out->count = rd_u8(r);
	out->authority = (uint64_t)rd_be16(r) << 32;
	out->authority |= rd_be32(r);
	if (revision != SID_REVISION || out->count > SID_SUBS_MAX) {
		rd_fail(r);
		out->count = 0;
	}
	for (i = 0; i < out->count; i++)
		out->sub[i] = rd_le32(r);
}

void
sid_put(struct wr *w, const struct sid *s)
{
	uint8_t	 i;

	wr_u8(w, SID_REVISION);
	wr_u8(w, s->count);
	wr_be16(w, (uint16_t)(s->authority >> 32));
	wr_be32(w, (uint32_t)s->authority);
	for (i = 0; i < s->count; i++)
		wr_le32(w, s->sub[i]);
}

size_t
sid_size(const struct sid *s)
{
	return 8 + 4 * (size_t)s->count;
}

bool
sid_equal(const struct sid *a, const struct sid *b)
{
	return a->count == b->count && a->authority == b->authority &&
	    memcmp(a->sub, b->sub, a->count * sizeof(a->sub[0])) == 0;
}

const char *
sid_text(const struct sid *s, char dst[static SID_TEXT_SIZE])
{
	uint8_t	 i;
	int	 n;

	n = snprintf(dst, SID_TEXT_SIZE, s->authority >> 32 == 0 ?
	    "S-1-%" PRIu64 : "S-1-0x%012" PRIx64, s->authority);
	for (i = 0; i < s->count; i++)
		n += snprintf(dst + n, SID_TEXT_SIZE - (size_t)n, "-%" PRIu32,
		    s->sub[i]);
	return dst;
}

/* One number of the text form, followed by '-' or the end. */
static bool
number(const char **at, uint64_t most, uint64_t *out)
{
	bool	 hex = (*at)[0] == '0' && ((*at)[1] == 'x' || (*at)[1] == 'X');
	char	*end;

	if (**at < '0' || **at > '9')
		return false;
	errno = 0;
	*out = strtoull(*at, &end, hex ? 16 : 10);
	if (errno != 0 || *out > most || (*end != '-' && *end != '\0'))
		return false;
	*at = end;
	return true;
}

bool
sid_parse(const char *s, struct sid *out)
{
	struct sid	 sid = { 0 };
	uint64_t	 v;

	if ((s[0] != 'S' && s[0] != 's') || strncmp(s + 1, "-1-", 3) != 0)
		return false;
	s += 4;
	if (!number(&s, AUTHORITY_MAX, &sid.authority))
		return false;
	while (*s == '-') {
		s++;
		if (sid.count == SID_SUBS_MAX || !number(&s, UINT32_MAX, &v))
			return false;
		sid.sub[sid.count++] = (uint32_t)v;
	}
	*out = sid;
	return sid.count > 0;
}

bool
sid_join(const struct sid *domain, uint32_t rid, struct sid *out)
{
	if (domain->count >= SID_SUBS_MAX)
		return false;
	*out = *domain;
	out->sub[out->count++] = rid;
	return true;
}

bool
sid_split(const struct sid *s, struct sid *domain_out, uint32_t *rid_out)
{
	struct sid	 domain = *s;

	if (s->count == 0)
		return false;
	domain.count--;
	*rid_out = s->sub[domain.count];
	domain.sub[domain.count] = 0;
	*domain_out = domain;
	return true;
}

const struct sid_known_row *
sid_known(enum sid_known which)
{
	return &known[which];
}

const struct sid_known_row *
sid_known_find(const struct sid *s)
{
	size_t	 i;

	for (i = 0; i < SID_KNOWN_COUNT; i++) {
		if (sid_equal(&known[i].sid, s))
			return &known[i];
	}
	return NULL;
}

const struct sid_known_row *
sid_known_named(const char *name)
{
	size_t	 i;

	for (i = 0; i < SID_KNOWN_COUNT; i++) {
		if (text_casecmp(known[i].name, name) == 0)
			return &known[i];
	}
	return NULL;
}
