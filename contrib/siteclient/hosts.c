/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/hosts.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <strings.h>

#define SMB_PORT	"445"
#define HOST_SIZE	256

static int
ask(const char *host, const char *port, int flags,
    struct sockaddr_storage *out)
{
	const struct addrinfo	 hints = { .ai_socktype = SOCK_STREAM,
				    .ai_flags = flags };
	struct addrinfo		*found;

	memset(out, 0, sizeof(*out));
	if (getaddrinfo(host, port, &hints, &found) != 0)
		return -ENOENT;
	memcpy(out, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return 0;
}

/* "address", "address:port", "[address]:port". */
static int
ask_configured(const char *s, struct sockaddr_storage *out)
{
	char		 host[HOST_SIZE];
	const char	*port = SMB_PORT;
	char		*at, *end = NULL;

	if (strlcpy(host, s, sizeof(host)) >= sizeof(host))
		return -ENOENT;
	at = host;
	if (*at == '[' && (end = strchr(at, ']')) != NULL) {
		at++;
		*end++ = '\0';
	} else if (strchr(at, ':') == strrchr(at, ':')) {
		end = strchr(at, ':');
	}
	if (end != NULL && *end == ':') {
		*end++ = '\0';
		port = end;
	}
	return ask(at, port, AI_NUMERICHOST | AI_NUMERICSERV, out);
}

int
hosts_find(const struct config_list *hosts, const char *server,
    struct sockaddr_storage *out)
{
	const char	*eq;
	size_t		 i;

	for (i = 0; i < hosts->n; i++) {
		eq = strchr(hosts->s[i], '=');
		if (eq != NULL && strlen(server) ==
		    (size_t)(eq - hosts->s[i]) && strncasecmp(hosts->s[i],
		    server, strlen(server)) == 0)
			return ask_configured(eq + 1, out);
	}
	return ask(server, SMB_PORT, AI_NUMERICSERV, out);
}
