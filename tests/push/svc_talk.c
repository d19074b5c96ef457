/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svc_talk - our svcctl and winreg clients at servers that nobody here wrote:
 *
 *	svc_talk 127.0.0.1:4450 NAME USER PASSWORD SERVICE
 *
 * looks, logs on, reads the registry, lists the services, opens that one, asks
 * what it is and how it is, and starts it.
 */
#include <err.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/remote.h"
#include "protocol/rpc/svcctl.h"
#include "protocol/rpc/winreg.h"

#define TIMEOUT_MS	5000
#define ROOM		65536

static void
must(uint32_t error, const char *what)
{
	printf("%s: %u\n", what, error);
	if (error != 0)
		exit(1);
}

static void
look(const struct sockaddr_storage *to)
{
	struct remote_look	 l;

	must(remote_look(to, TIMEOUT_MS, &l), "look");
	printf("computer %s, domain %s, version %u.%u.%u, dialect %x\n",
	    l.computer, l.domain, l.version.major, l.version.minor,
	    l.version.build, l.dialect);
}

static void
read_registry(struct remote *r)
{
	struct winreg_open	 root = { .access = 0x02000000 };
	struct winreg_open	 key = { .access = 0x20019, .name =
				    "SOFTWARE\\Microsoft\\Windows NT\\"
				    "CurrentVersion" };

	must(remote_call(r, &winreg_iface, WINREG_OPEN_HKLM, &root),
	    "OpenHKLM");
	key.handle = root.opened;
	must(remote_call(r, &winreg_iface, WINREG_OPEN_KEY, &key),
	    "OpenKey");
}

static void
list(struct remote *r, struct rpc_handle manager)
{
	struct svc_list	 l = { .manager = manager, .type = 0x30, .state = 3,
			    .room = ROOM };
	struct svc_row	 row;
	struct arena	 mem;
	uint32_t	 i;

	arena_init(&mem, ROOM);
	must(remote_call(r, &svcctl_iface, SVC_LIST, &l), "list");
	for (i = 0; i < l.count; i++) {
		if (!svc_rows_get(l.rows, l.count, i, &mem, &row))
			errx(1, "row %u is not well-formed", i);
		printf("service %s, %s, state %u\n", row.name, row.display,
		    row.status.state);
	}
	arena_free(&mem);
}

static void
run(struct remote *r, struct rpc_handle manager, const char *name)
{
	struct svc_open	 open = { .manager = manager, .name = name,
			    .access = SVC_MAY_QUERY_STATUS | SVC_MAY_START |
			    SVC_MAY_QUERY_CONFIG };
	struct svc_query q = { .room = ROOM / 8 };
	struct svc_do	 d = { .control = 0 };
	struct svc_run	 start = { .count = 0 };

	must(remote_call(r, &svcctl_iface, SVC_OPEN, &open), "open");
	q.handle = d.handle = start.handle = open.opened;
	must(remote_call(r, &svcctl_iface, SVC_QUERY_CONFIG, &q), "config");
	printf("path %s\n", q.config.path == NULL ? "-" : q.config.path);
	must(remote_call(r, &svcctl_iface, SVC_QUERY_STATUS, &d), "status");
	printf("state %u\n", d.status.state);
	printf("start: %u\n", remote_call(r, &svcctl_iface, SVC_START,
	    &start));
	must(remote_call(r, &svcctl_iface, SVC_CLOSE, &d), "close");
}

int
main(int argc, char **argv)
{
	struct remote_how	 how = { .timeout_ms = TIMEOUT_MS,
				    .domain = "" };
	struct svc_open		 manager = { .access = SVC_MAY_CONNECT |
				    SVC_MAY_LIST };
	struct remote		*r;
	int			 n = sizeof(how.to);

	if (argc != 6 || evutil_parse_sockaddr_port(argv[1],
	    (struct sockaddr *)&how.to, &n) != 0)
		errx(2, "usage: svc_talk address:port name user password "
		    "service");
	how.server = argv[2];
	how.user = argv[3];
	how.password = argv[4];
	look(&how.to);
	must(remote_open(&how, &r), "logon");
	read_registry(r);
	must(remote_call(r, &svcctl_iface, SVC_OPEN_MANAGER, &manager),
	    "manager");
	list(r, manager.opened);
	run(r, manager.opened, argv[5]);
	remote_close(&r);
	return 0;
}
