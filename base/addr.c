/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/addr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t	v4_prefix[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

struct addr
addr_of(const struct sockaddr *sa)
{
	struct addr	 a = { { 0 } };

	if (sa->sa_family == AF_INET) {
		memcpy(a.b, v4_prefix, sizeof(v4_prefix));
		memcpy(a.b + 12, &((const struct sockaddr_in *)
		    (const void *)sa)->sin_addr, 4);
	} else if (sa->sa_family == AF_INET6)
		memcpy(a.b, &((const struct sockaddr_in6 *)
		    (const void *)sa)->sin6_addr, 16);
	return a;
}

bool
addr_parse(const char *s, struct addr *out)
{
	if (inet_pton(AF_INET, s, out->b + 12) == 1) {
		memcpy(out->b, v4_prefix, sizeof(v4_prefix));
		return true;
	}
	return inet_pton(AF_INET6, s, out->b) == 1;
}

bool
addr_is_v4(const struct addr *a)
{
	return memcmp(a->b, v4_prefix, sizeof(v4_prefix)) == 0;
}

const char *
addr_text(const struct addr *a, char dst[static ADDR_TEXT_SIZE])
{
	dst[0] = '\0';
	if (addr_is_v4(a))
		(void)inet_ntop(AF_INET, a->b + 12, dst, ADDR_TEXT_SIZE);
	else
		(void)inet_ntop(AF_INET6, a->b, dst, ADDR_TEXT_SIZE);
	return dst;
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

struct addr
addr_subscriber(const struct addr *a)
{
	struct addr	 s = *a;

	if (!addr_is_v4(a))
		memset(s.b + 8, 0, 8);
	return s;
}

bool
net_parse(const char *s, struct net *out)
{
	const char	*slash = strchr(s, '/');
	char		 host[ADDR_TEXT_SIZE], *end;
	unsigned long	 bits, most;
	size_t		 n;

	n = slash == NULL ? strlen(s) : (size_t)(slash - s);
	if (n >= sizeof(host))
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	if (!addr_parse(host, &out->addr))
		return false;
	most = addr_is_v4(&out->addr) && strchr(host, ':') == NULL ? 32 : 128;
	bits = most;
	if (slash != NULL) {
		bits = strtoul(slash + 1, &end, 10);
		if (end == slash + 1 || *end != '\0' || bits > most)
			return false;
	}
	out->bits = (unsigned)(bits + 128 - most);
	return true;
}

bool
net_has(const struct net *net, const struct addr *a)
{
	unsigned	 whole = net->bits / 8, rest = net->bits % 8;
	uint8_t		 mask = (uint8_t)(0xff00 >> rest);

	if (memcmp(net->addr.b, a->b, whole) != 0)
		return false;
	return rest == 0 ||
	    ((net->addr.b[whole] ^ a->b[whole]) & mask) == 0;
}
