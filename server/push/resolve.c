/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/resolve.h"

#include <event2/util.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/rpc/win32.h"

#define LINE_SIZE	512

static bool
parse(const char *text, struct sockaddr_storage *out)
{
	int	 len = sizeof(*out);

	memset(out, 0, sizeof(*out));
	return evutil_parse_sockaddr_port(text, (struct sockaddr *)out,
	    &len) == 0;
}

static in_port_t *
port_of(struct sockaddr_storage *to)
{
	return to->ss_family == AF_INET6 ?
	    &((struct sockaddr_in6 *)(void *)to)->sin6_port :
	    &((struct sockaddr_in *)(void *)to)->sin_port;
}

static void
default_port(const struct push_order *o, struct sockaddr_storage *to)
{
	if (*port_of(to) == 0)
		*port_of(to) = htons((uint16_t)o->port);
}

static uint32_t
from_file(const struct push_order *o, struct sockaddr_storage *out)
{
	char		 line[LINE_SIZE], *at, *name, *address;
	FILE		*f = fopen(o->hosts, "re");
	uint32_t	 error = WIN32_BAD_NETPATH;

	if (f == NULL)
		return WIN32_BAD_NETPATH;
	while (error != 0 && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "#\r\n")] = '\0';
		at = NULL;
		name = strtok_r(line, " \t", &at);
		address = strtok_r(NULL, " \t", &at);
		if (name != NULL && address != NULL &&
		    text_casecmp(name, o->name) == 0 && parse(address, out))
			error = 0;
	}
	(void)fclose(f);
	return error;
}

static uint32_t
from_host(const struct push_order *o, struct sockaddr_storage *out)
{
	const struct addrinfo	 hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo		*found;

	if (getaddrinfo(o->name, NULL, &hints, &found) != 0)
		return WIN32_BAD_NETPATH;
	memset(out, 0, sizeof(*out));
	memcpy(out, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return 0;
}

uint32_t
resolve(const struct push_order *o, struct sockaddr_storage *out)
{
	uint32_t	 error;

	if (*o->address != '\0')
		error = parse(o->address, out) ? 0 : WIN32_BAD_NETPATH;
	else
		error = *o->hosts != '\0' ? from_file(o, out) :
		    from_host(o, out);
	if (error == 0)
		default_port(o, out);
	return error;
}
