/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain_bench - work at the account domain of a server, over samr and by one
 * session: `domain_bench PORT USER PASSWORD WORK COUNT'.
 *
 *	create	users u00000, u00001 ...
 *	find	look-ups of a name, one after the other
 *	groups	GetGroupsForUser of those users
 *	aliases	GetAliasMembership of them in BUILTIN
 *	pipes	sessions are opened ("ready", a line of input), then so many
 *		pipes bound to samr that stay idle ("ready", another line)
 *
 * Prints the seconds that it took; exit 1 and the Win32 number if one failed.
 */
#include <arpa/inet.h>
#include <err.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "contrib/siteclient/domain_int.h"

#define USERS		10000
#define SESSIONS	32

static struct domain_how	 how = { .server = "127.0.0.1",
				    .domain = "DEMO", .workstation = "BENCH",
				    .timeout_ms = 60000 };
static struct domain		*domain;
static uint32_t			 rids[USERS];
static struct sid		 sids[USERS];

static const char *
name_of(unsigned i, char name[static 16])
{
	(void)snprintf(name, 16, "u%05u", i % USERS);
	return name;
}

static double
now(void)
{
	struct timespec	 t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t
create(unsigned i)
{
	char		 name[16];
	uint32_t	 rid;

	return domain_create(domain, SID_USE_USER, name_of(i, name), &rid);
}

static uint32_t
find(unsigned i)
{
	char	 name[16];

	return domain_find(domain, DOMAIN_ACCOUNTS, SID_USE_USER,
	    name_of(i * 7919, name), &rids[i % USERS]);
}

static uint32_t
groups(unsigned i)
{
	struct domain_rids	 found;

	return domain_groups_of(domain, rids[i % USERS], &found);
}

static uint32_t
aliases(unsigned i)
{
	struct domain_rids	 found;

	return domain_aliases_of(domain, DOMAIN_BUILTIN, &sids[i % USERS], 1,
	    &found);
}

/* Who is asked about is looked up before the time is taken. */
static uint32_t
prepare(unsigned count)
{
	struct domain_facts	 facts;
	uint32_t		 error = domain_facts(domain, &facts);
	unsigned		 i;

	for (i = 0; error == 0 && i < count && i < USERS; i++) {
		error = find(i);
		if (error == 0 && !sid_join(&facts.sid, rids[i], &sids[i]))
			errx(1, "the domain's SID is no good");
	}
	return error;
}

static const struct work {
	const char	*name;
	uint32_t	(*one)(unsigned);
	bool		 prepared;
} works[] = {
	{ "create", create, false }, { "find", find, false },
	{ "groups", groups, true }, { "aliases", aliases, true },
};

static void
run(const struct work *w, unsigned count)
{
	uint32_t	 error = domain_open(&how, &domain);
	unsigned	 i;
	double		 begin;

	if (error == 0 && w->prepared)
		error = prepare(count);
	begin = now();
	for (i = 0; error == 0 && i < count; i++)
		error = w->one(i);
	if (error != 0)
		errx(1, "%s: Windows error %u", w->name, error);
	(void)printf("%.3f\n", now() - begin);
	domain_close(&domain);
}

/* --- idle pipes --- */

static bool	bound;

static void
on_bound(void *arg, const struct client_pipe_result *r)
{
	(void)arg;
	if (r->error != 0)
		errx(1, "a pipe is not bound: %d", r->error);
	bound = true;
}

static void
open_pipe(struct domain *d)
{
	struct client_pipe_how	 p = { .tree = d->tree, .name = "samr",
				    .rpc = { .iface = &samr_iface },
				    .done = on_bound };
	struct client_pipe	*pipe;

	bound = false;
	if (client_pipe_open(d->conn, &p, &pipe) != 0)
		errx(1, "a pipe is not opened");
	while (!bound)
		(void)event_base_loop(d->base, EVLOOP_ONCE);
}

static void
wait_for_a_line(void)
{
	(void)puts("ready");
	(void)fflush(stdout);
	while (getchar() != '\n')
		;
}

static void
pipes(unsigned count)
{
	struct domain	*d[SESSIONS];
	unsigned	 i;
	uint32_t	 error;

	for (i = 0; i < SESSIONS; i++)
		if ((error = domain_open(&how, &d[i])) != 0)
			errx(1, "session: Windows error %u", error);
	wait_for_a_line();
	for (i = 0; i < count; i++)
		open_pipe(d[i % SESSIONS]);
	wait_for_a_line();
	exit(0);			/* the server closes them */
}

int
main(int argc, char **argv)
{
	struct sockaddr_in	*to = (struct sockaddr_in *)(void *)&how.to;
	unsigned		 count;
	size_t			 i;

	if (argc != 6)
		errx(2, "usage: domain_bench PORT USER PASSWORD WORK COUNT");
	to->sin_family = AF_INET;
	to->sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	to->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	how.user = argv[2];
	how.password = argv[3];
	count = (unsigned)strtoul(argv[5], NULL, 10);
	if (strcmp(argv[4], "pipes") == 0)
		pipes(count);
	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (strcmp(argv[4], works[i].name) == 0) {
			run(&works[i], count);
			return 0;
		}
	errx(2, "no such work: %s", argv[4]);
}
