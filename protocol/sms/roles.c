/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/roles.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

static const char *const	roles[] = {
	[ROLE_SITE_SERVER] = "SMS Site Server",
	[ROLE_CAP] = "SMS Client Access Point",
	[ROLE_LOGON_POINT] = "SMS Logon Point",
	[ROLE_DISTRIBUTION_POINT] = "SMS Distribution Point",
};

static const char *const	uses[] = {
	[USE_CLIENT_CONNECTION] = "Client Connection",
	[USE_REMOTE_INSTALLATION] = "Client Remote Installation",
	[USE_SOFTWARE_INSTALLATION] = "Client Software Installation",
};

static const char *const	boundary_types[] = {
	[BOUNDARY_IP_SUBNET] = "IP Subnet",
	[BOUNDARY_IPX_NETWORK] = "IPX Network",
};

static bool
word_find(const char *s, const char *const *words, size_t n, size_t *out)
{
	for (*out = 0; *out < n; (*out)++)
		if (strcasecmp(s, words[*out]) == 0)
			return true;
	return false;
}

const char *
site_role_name(enum site_role r)
{
	return roles[r];
}

bool
site_role_parse(const char *s, enum site_role *out)
{
	size_t	 i;

	if (!word_find(s, roles, nitems(roles), &i))
		return false;
	*out = (enum site_role)i;
	return true;
}

const char *
account_use_name(enum account_use u)
{
	return uses[u];
}

bool
account_use_parse(const char *s, enum account_use *out)
{
	size_t	 i;

	if (!word_find(s, uses, nitems(uses), &i))
		return false;
	*out = (enum account_use)i;
	return true;
}

const char *
boundary_type_name(enum boundary_type t)
{
	return boundary_types[t];
}

bool
boundary_type_parse(const char *s, enum boundary_type *out)
{
	size_t	 i;

	if (!word_find(s, boundary_types, nitems(boundary_types), &i))
		return false;
	*out = (enum boundary_type)i;
	return true;
}

bool
ipv4_parse(const char *s, uint32_t *out)
{
	struct in_addr	 a;

	if (inet_pton(AF_INET, s, &a) != 1)
		return false;
	*out = ntohl(a.s_addr);
	return true;
}

void
ipv4_text(uint32_t a, char dst[static BOUNDARY_TEXT_SIZE])
{
	(void)snprintf(dst, BOUNDARY_TEXT_SIZE, "%u.%u.%u.%u", a >> 24,
	    a >> 16 & 0xff, a >> 8 & 0xff, a & 0xff);
}

static const char *
ip_subnet(const char *network, const char *mask, struct boundary *b)
{
	if (!ipv4_parse(network, &b->network) || b->network == 0)
		return "an IP subnet such as 10.1.0.0";
	if (mask[0] == '\0')
		return NULL;
	if (!ipv4_parse(mask, &b->mask) || b->mask == 0 ||
	    (~b->mask & (~b->mask + 1)) != 0)
		return "a subnet mask such as 255.255.0.0, or none";
	if ((b->network & ~b->mask) != 0)
		return "a subnet, not an address inside it: the bits outside "
		    "the mask must be 0";
	return NULL;
}

static const char *
ipx_network(const char *network, const char *mask, struct boundary *b)
{
	uint8_t	 raw[4];

	if (strlen(network) != 8 || !hex_decode(raw, 4, network))
		return "an IPX network of 8 hex digits";
	b->network = (uint32_t)raw[0] << 24 | (uint32_t)raw[1] << 16 |
	    (uint32_t)raw[2] << 8 | raw[3];
	if (b->network == 0 || mask[0] != '\0')
		return "an IPX network other than 0, without a mask";
	return NULL;
}

const char *
boundary_parse(enum boundary_type type, const char *network, const char *mask,
    struct boundary *out)
{
	*out = (struct boundary){ .type = type };
	return type == BOUNDARY_IP_SUBNET ? ip_subnet(network, mask, out) :
	    ipx_network(network, mask, out);
}

void
boundary_network(const struct boundary *b, char dst[static BOUNDARY_TEXT_SIZE])
{
	if (b->type == BOUNDARY_IP_SUBNET)
		ipv4_text(b->network, dst);
	else
		(void)snprintf(dst, BOUNDARY_TEXT_SIZE, "%08X", b->network);
}

void
boundary_mask(const struct boundary *b, char dst[static BOUNDARY_TEXT_SIZE])
{
	dst[0] = '\0';
	if (b->mask != 0)
		ipv4_text(b->mask, dst);
}
