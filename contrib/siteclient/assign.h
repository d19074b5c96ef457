/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assign - whether this client belongs to the site: it does if the subnet of
 * one of its cards, computed with the card's own mask, is among the site's.
 * A card without an address (0.0.0.0) says nothing.
 *
 * Source   cap.md 3.2 (4): Q227025, Q288218, Q240628, Q200344.
 */
#ifndef CONTRIB_SITECLIENT_ASSIGN_H
#define CONTRIB_SITECLIENT_ASSIGN_H

#include "contrib/siteclient/config.h"
#include "protocol/sms/published.h"

#define CARDS_MAX	32
#define MAC_TEXT_SIZE	18

struct card {
	uint32_t	 address;	/* host order */
	uint32_t	 mask;
	char		 mac[MAC_TEXT_SIZE];	/* "": none */
};

struct cards {
	struct card	 card[CARDS_MAX];
	size_t		 n;
};

/* The configured ones, else those of the machine but the loopback. */
int		 cards_take(const struct config_list *, struct cards *,
		    struct err *);
bool		 card_parse(const char *, struct card *);	/* 10.1.2.3/16 */
uint32_t	 card_subnet(const struct card *);
/* The card that makes it so, NULL: not assigned. */
const struct card *assign_check(const struct cards *, const struct netconf *);

#endif
