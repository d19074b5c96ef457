/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roles - small vocabularies of a site: what a site system does, what an
 * account is for, what a boundary is made of; and IPv4 addresses in text.
 *
 * Words are read without case.
 */
#ifndef PROTOCOL_SMS_ROLES_H
#define PROTOCOL_SMS_ROLES_H

#include <stdbool.h>
#include <stdint.h>

enum site_role {
	ROLE_SITE_SERVER, ROLE_CAP, ROLE_LOGON_POINT, ROLE_DISTRIBUTION_POINT
};

enum account_use {
	USE_CLIENT_CONNECTION, USE_REMOTE_INSTALLATION,
	USE_SOFTWARE_INSTALLATION
};

enum boundary_type { BOUNDARY_IP_SUBNET, BOUNDARY_IPX_NETWORK };

const char	*site_role_name(enum site_role);
bool		 site_role_parse(const char *, enum site_role *out);
const char	*account_use_name(enum account_use);
bool		 account_use_parse(const char *, enum account_use *out);

struct boundary {
	enum boundary_type	 type;
	uint32_t		 network;	/* IP: host order; IPX number */
	uint32_t		 mask;		/* IP: host order; 0: none */
};

const char	*boundary_type_name(enum boundary_type);
bool		 boundary_type_parse(const char *, enum boundary_type *out);
/* NULL, or what is expected: "an IP subnet such as 10.1.0.0", ... */
const char	*boundary_parse(enum boundary_type, const char *network,
		    const char *mask, struct boundary *out);
#define BOUNDARY_TEXT_SIZE	16
void		 boundary_network(const struct boundary *,
		    char[static BOUNDARY_TEXT_SIZE]);
void		 boundary_mask(const struct boundary *,
		    char[static BOUNDARY_TEXT_SIZE]);	/* "": none */

bool		 ipv4_parse(const char *, uint32_t *out);	/* host order */
void		 ipv4_text(uint32_t, char[static BOUNDARY_TEXT_SIZE]);

#endif
