/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
parse_port(const char *s, in_port_t *out)
{
	char		*end;
	unsigned long	 v = strtoul(s, &end, 10);

	*out = htons((uint16_t)v);
	return end != s && *end == '\0' && *s >= '0' && *s <= '9' &&
	    v > 0 && v <= 65535;
}

/* "a.b.c.d:port" or "[v6]:port" */
bool
endpoint_parse(const char *s, struct endpoint *out)
{
	struct sockaddr_in	*in = (struct sockaddr_in *)&out->sa;
	struct sockaddr_in6	*in6 = (struct sockaddr_in6 *)&out->sa;
	const char		*colon = strrchr(s, ':');
	char			 host[64];
	size_t			 n;

	memset(out, 0, sizeof(*out));
	n = colon == NULL ? 0 : (size_t)(colon - s);
	if (n == 0 || n >= sizeof(host))
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	if (host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		in6->sin6_family = AF_INET6;
		out->len = sizeof(*in6);
		return inet_pton(AF_INET6, host + 1, &in6->sin6_addr) == 1 &&
		    parse_port(colon + 1, &in6->sin6_port);
	}
	in->sin_family = AF_INET;
	out->len = sizeof(*in);
	return inet_pton(AF_INET, host, &in->sin_addr) == 1 &&
	    parse_port(colon + 1, &in->sin_port);
}

static bool
is_any(const struct endpoint *ep)
{
	const struct sockaddr_in	*in =
	    (const struct sockaddr_in *)&ep->sa;
	const struct sockaddr_in6	*in6 =
	    (const struct sockaddr_in6 *)&ep->sa;

	return ep->sa.ss_family == AF_INET ?
	    in->sin_addr.s_addr == htonl(INADDR_ANY) :
	    IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
}

bool
endpoint_is_any(const char *text)
{
	struct endpoint	 ep;

	return endpoint_parse(text, &ep) && is_any(&ep);
}

static in_port_t
port_of(const struct endpoint *ep)
{
	return ep->sa.ss_family == AF_INET ?
	    ((const struct sockaddr_in *)&ep->sa)->sin_port :
	    ((const struct sockaddr_in6 *)&ep->sa)->sin6_port;
}

/* [::] takes no IPv4: see endpoint_listen(). */
bool
endpoint_clash(const char *one, const char *other)
{
	struct endpoint	 a, b;

	if (!endpoint_parse(one, &a) || !endpoint_parse(other, &b) ||
	    a.sa.ss_family != b.sa.ss_family || port_of(&a) != port_of(&b))
		return false;
	return is_any(&a) || is_any(&b) || memcmp(&a, &b, sizeof(a)) == 0;
}

bool
endpoint_is_loopback(const struct endpoint *ep)
{
	const struct sockaddr_in	*in =
	    (const struct sockaddr_in *)&ep->sa;
	const struct sockaddr_in6	*in6 =
	    (const struct sockaddr_in6 *)&ep->sa;

	return ep->sa.ss_family == AF_INET ?
	    ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET :
	    IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

/* No SO_REUSEPORT: a second sited on the same port has to fail. */
int
endpoint_listen(const char *text, int *fd_out, struct err *e)
{
	struct endpoint	 ep;
	int		 fd, on = 1;

	if (!endpoint_parse(text, &ep))
		return err_set(e, EINVAL, "listen: \"%s\" is no address",
		    text);
	fd = socket(ep.sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);
	if (fd == -1)
		return err_sys(e, "listen: %s%s", text,
		    errno == EAFNOSUPPORT ? " (this host has no IPv6)" : "");
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (ep.sa.ss_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
		    sizeof(on));
	if (bind(fd, (struct sockaddr *)&ep.sa, ep.len) == -1 ||
	    listen(fd, 4096) == -1) {
		(void)err_sys(e, "listen: %s%s", text,
		    errno == EADDRINUSE ? " (is another server running there?"
		    " choose another port)" : errno == EACCES ?
		    " (ports under 1024 need root or CAP_NET_BIND_SERVICE)" :
		    "");
		(void)close(fd);
		return -e->code;
	}
	*fd_out = fd;
	return 0;
}
