/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/ddr_known.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/compreport.h"
#include "protocol/sms/number.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

enum form { TEXT, LIST, ID, VERSION, NUMBER, FLAG };

struct meaning {
	struct ddr_known	 known;
	enum form		 form;
	bool			 upper;		/* names come in any case */
	const char		*(*check)(const char *);
	bool			 (*ignore)(const char *);
	size_t			 offset;	/* in struct ddr */
};

static const char *
address_check(const char *s)
{
	struct in6_addr	 a;

	return inet_pton(AF_INET, s, &a) == 1 ||
	    inet_pton(AF_INET6, s, &a) == 1 ? NULL : "an IP address";
}

/* A card without an address, Q240628. */
static bool
no_address(const char *s)
{
	return strcmp(s, "0.0.0.0") == 0 || strcmp(s, "::") == 0;
}

static const char *
mac_check(const char *s)
{
	size_t	 i;

	for (i = 0; i < 17 && s[i] != '\0'; i++) {
		if (i % 3 == 2 ? s[i] != ':' :
		    !((s[i] >= '0' && s[i] <= '9') ||
		    (s[i] >= 'A' && s[i] <= 'F')))
			break;
	}
	return i == 17 && s[i] == '\0' ? NULL :
	    "a MAC address such as 00:10:5A:01:02:03";
}

/* Says nothing about who it is, Q295769. */
static bool
null_mac(const char *s)
{
	return strcmp(s, "00:00:00:00:00:00") == 0;
}

static const char *
any_check(const char *s)
{
	(void)s;
	return NULL;
}

#define AT(field)	offsetof(struct ddr, field)
#define ALL		(DDR_ARRAY | DDR_FULL_REPLACE)
static const struct meaning	meanings[] = {
	{ { "SMS Unique Identifier", DDR_STRING, DDR_GUID | DDR_KEY, 48 },
	    ID, false, NULL, NULL, 0 },
	{ { "Netbios Name", DDR_STRING, DDR_NAME | DDR_KEY | DDR_FIRST, 16 },
	    TEXT, true, name_computer, NULL, AT(computer) },
	{ { "Resource Names", DDR_STRING, ALL, 256 },
	    LIST, false, any_check, NULL, AT(names) },
	{ { "Resource Domain OR Workgroup", DDR_STRING, 0, 32 },
	    TEXT, true, name_domain, NULL, AT(domain) },
	{ { "IP Addresses", DDR_STRING, ALL, 64 },
	    LIST, false, address_check, no_address, AT(addresses) },
	{ { "IP Subnets", DDR_STRING, ALL, 64 },
	    LIST, false, address_check, no_address, AT(subnets) },
	{ { "MAC Addresses", DDR_STRING, ALL, 17 },
	    LIST, true, mac_check, null_mac, AT(macs) },
	{ { "Operating System Name and Version", DDR_STRING, 0, 128 },
	    TEXT, false, any_check, NULL, AT(os) },
	{ { "Client", DDR_INTEGER, 0, 4 }, FLAG, false, NULL, NULL, 0 },
	{ { "Client Version", DDR_STRING, 0, 32 },
	    VERSION, false, NULL, NULL, 0 },
	{ { "TravelMode", DDR_INTEGER, 0, 4 },
	    NUMBER, false, NULL, NULL, AT(travel_mode) },
	{ { "Last Logon User Name", DDR_STRING, 0, 64 },
	    TEXT, false, any_check, NULL, AT(user) },
	{ { "Last Logon User Domain", DDR_STRING, 0, 64 },
	    TEXT, false, any_check, NULL, AT(user_domain) },
	{ { "SMS Installed Sites", DDR_STRING, ALL, 3 },
	    LIST, true, name_site_code, NULL, AT(installed_sites) },
	{ { "SMS Assigned Sites", DDR_STRING, ALL, 3 },
	    LIST, true, name_site_code, NULL, AT(assigned_sites) },
	{ { COMPREPORT_PROPERTY, DDR_STRING, ALL, 256 },
	    LIST, false, any_check, NULL, AT(components) },
};

static const struct meaning *
meaning_of(const char *name)
{
	size_t	 i;

	for (i = 0; i < nitems(meanings); i++)
		if (strcasecmp(name, meanings[i].known.name) == 0)
			return &meanings[i];
	return NULL;
}

const struct ddr_known *
ddr_known(const char *name)
{
	const struct meaning	*m = meaning_of(name);

	return m == NULL ? NULL : &m->known;
}

static const char *const	types[] = {
	[DDR_STRING] = "STRING",
	[DDR_INTEGER] = "INTEGER",
	[DDR_DATETIME] = "DATETIME",
};

const char *
ddr_type_name(enum ddr_type t)
{
	return types[t];
}

bool
ddr_type_parse(const char *s, enum ddr_type *out)
{
	size_t	 i;

	for (i = 0; i < nitems(types); i++) {
		if (strcasecmp(s, types[i]) == 0) {
			*out = (enum ddr_type)i;
			return true;
		}
	}
	return false;
}

/* The value as it is kept; in *expected what is wrong with it, if anything. */
static const char *
take_value(struct ddr *d, const struct meaning *m, const char *s,
    const char **expected)
{
	char	*copy = arena_text(&d->arena, s, strlen(s));

	if (copy == NULL)
		return NULL;
	if (m->upper)
		name_upper(copy);
	*expected = m->check(copy);
	return copy;
}

static const char *
take_list(struct ddr *d, const struct meaning *m,
    const struct ddr_property *p)
{
	struct text_list	*list;
	const struct ddr_value	*v;
	const char		*s, *expected;

	list = (struct text_list *)(void *)((char *)d + m->offset);
	list->n = 0;
	list->s = arena_array(&d->arena, p->nvalue, sizeof(*list->s));
	if (list->s == NULL)
		return NULL;
	STAILQ_FOREACH(v, &p->values, next) {
		if (v->s[0] == '\0')
			continue;
		expected = NULL;
		s = take_value(d, m, v->s, &expected);
		if (s == NULL || expected != NULL)
			return expected;
		if (m->ignore == NULL || !m->ignore(s))
			list->s[list->n++] = s;
	}
	return NULL;
}

static const char *
take_number(struct ddr *d, const struct meaning *m, const char *s)
{
	uint32_t	 n;

	if (!number_u32(s, &n))
		return "a number";
	if (m->form == FLAG) {
		d->is_client = n == 1;
		return n <= 1 ? NULL : "0 or 1";
	}
	memcpy((char *)d + m->offset, &n, sizeof(n));
	return NULL;
}

static const char *
take_text(struct ddr *d, const struct meaning *m, const char *s)
{
	const char	*expected = NULL;

	s = take_value(d, m, s, &expected);
	if (s != NULL && expected == NULL)
		memcpy((char *)d + m->offset, &s, sizeof(s));
	return expected;
}

const char *
ddr_understand(struct ddr *d, const struct ddr_property *p)
{
	const struct meaning	*m = meaning_of(p->name);
	const char		*s;

	if (m == NULL)
		return NULL;
	if (p->type != m->known.type ||
	    (p->flags & DDR_ARRAY) != (m->known.flags & DDR_ARRAY))
		return m->form == LIST ? "an array of STRING" :
		    m->known.type == DDR_STRING ? "a STRING" : "an INTEGER";
	if (m->form == LIST)
		return take_list(d, m, p);
	s = STAILQ_FIRST(&p->values)->s;
	if (s[0] == '\0')
		return NULL;		/* said to be nothing */
	switch (m->form) {
	case ID:
		d->has_id = sms_id_parse(s, &d->id);
		return d->has_id ? NULL : "GUID: and 36 characters";
	case VERSION:
		d->has_version = version_parse(s, &d->version);
		return d->has_version ? NULL : "a version number";
	case NUMBER:
	case FLAG:
		return take_number(d, m, s);
	case TEXT:
	case LIST:
		break;
	}
	return take_text(d, m, s);
}
