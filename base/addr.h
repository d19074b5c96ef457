/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * addr - internet addresses without a port: whom we talk to, and which net
 * they belong to.
 */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* IPv4 as ::ffff:a.b.c.d: one form to compare and store. */
struct addr {
	uint8_t	 b[16];
};

struct net {
	struct addr	 addr;
	unsigned	 bits;		/* of 128 */
};

#define ADDR_TEXT_SIZE		46

struct addr	 addr_of(const struct sockaddr *);
bool		 addr_parse(const char *, struct addr *);
const char	*addr_text(const struct addr *, char[static ADDR_TEXT_SIZE]);
bool		 addr_equal(const struct addr *, const struct addr *);
bool		 addr_is_v4(const struct addr *);
/* Whom limits count as one: an IPv4 address, or an IPv6 /64. */
struct addr	 addr_subscriber(const struct addr *);

bool		 net_parse(const char *, struct net *);
bool		 net_has(const struct net *, const struct addr *);

#endif
