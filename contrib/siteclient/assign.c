/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/assign.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>

#include "protocol/sms/number.h"
#include "protocol/sms/roles.h"

#define ADDRESS_SIZE	16

bool
card_parse(const char *s, struct card *out)
{
	char		 address[ADDRESS_SIZE];
	size_t		 n = strcspn(s, "/");
	uint32_t	 bits;

	memset(out, 0, sizeof(*out));
	if (s[n] != '/' || n >= sizeof(address))
		return false;
	memcpy(address, s, n);
	address[n] = '\0';
	if (!ipv4_parse(address, &out->address) ||
	    !number_u32(s + n + 1, &bits) || bits > 32)
		return false;
	out->mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
	return true;
}

static int
take_configured(const struct config_list *l, struct cards *out,
    struct err *err)
{
	size_t	 i;

	for (i = 0; i < l->n && i < CARDS_MAX; i++)
		if (!card_parse(l->s[i], &out->card[out->n++]))
			return err_set(err, EINVAL, "card \"%s\": expected "
			    "address/bits such as 10.1.2.3/16", l->s[i]);
	return 0;
}

static uint32_t
ipv4_of(const struct sockaddr *sa)
{
	struct sockaddr_in	 in;

	if (sa == NULL || sa->sa_family != AF_INET)
		return 0;
	memcpy(&in, sa, sizeof(in));
	return ntohl(in.sin_addr.s_addr);
}

static void
take_mac(const struct ifaddrs *all, const char *name,
    char mac[static MAC_TEXT_SIZE])
{
	const struct ifaddrs	*i;
	struct sockaddr_ll	 ll;

	for (i = all; i != NULL; i = i->ifa_next) {
		if (i->ifa_addr == NULL || strcmp(i->ifa_name, name) != 0 ||
		    i->ifa_addr->sa_family != AF_PACKET)
			continue;
		memcpy(&ll, i->ifa_addr, sizeof(ll));
		if (ll.sll_halen == 6)
			(void)snprintf(mac, MAC_TEXT_SIZE,
			    "%02X:%02X:%02X:%02X:%02X:%02X", ll.sll_addr[0],
			    ll.sll_addr[1], ll.sll_addr[2], ll.sll_addr[3],
			    ll.sll_addr[4], ll.sll_addr[5]);
	}
}

int
cards_take(const struct config_list *configured, struct cards *out,
    struct err *err)
{
	struct ifaddrs		*all, *i;
	struct card		*c;

	out->n = 0;
	if (configured->n > 0)
		return take_configured(configured, out, err);
	if (getifaddrs(&all) == -1)
		return err_sys(err, "the machine's cards");
	for (i = all; i != NULL && out->n < CARDS_MAX; i = i->ifa_next) {
		if ((i->ifa_flags & IFF_LOOPBACK) != 0 ||
		    ipv4_of(i->ifa_addr) == 0)
			continue;
		c = &out->card[out->n++];
		memset(c, 0, sizeof(*c));
		c->address = ipv4_of(i->ifa_addr);
		c->mask = ipv4_of(i->ifa_netmask);
		take_mac(all, i->ifa_name, c->mac);
	}
	freeifaddrs(all);
	return 0;
}

uint32_t
card_subnet(const struct card *c)
{
	return c->address & c->mask;
}

static bool
is_listed(uint32_t subnet, const struct netconf *net)
{
	size_t	 i;

	for (i = 0; i < net->n; i++)
		if (net->boundary[i].type == BOUNDARY_IP_SUBNET &&
		    net->boundary[i].network == subnet)
			return true;
	return false;
}

const struct card *
assign_check(const struct cards *cards, const struct netconf *net)
{
	size_t	 i;

	for (i = 0; i < cards->n; i++)
		if (cards->card[i].address != 0 &&
		    is_listed(card_subnet(&cards->card[i]), net))
			return &cards->card[i];
	return NULL;
}
