/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lease_bench - so many leases of bootstrap accounts open at once: how long a
 * start needs to have them armed, how late the latest of them fires, and the
 * memory of each beside the store.
 *
 *	lease_bench FOLDER [LEASES]
 *
 * The folder must be empty.  Book of accounts, store and leases are sited's
 * own, in this process.  Exit 1: a bar is missed.
 */
#include <event2/event.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "server/director/account/accounts.h"
#include "server/director/ccm/lease_int.h"
#include "store/site.h"

#define BATCH		1000
#define SECONDS		10	/* in which all of them are due */
#define BAR_ARM_MS	2000
#define BAR_LATE_MS	1000
#define BAR_BYTES	512

static struct env	 env;
static struct director	 d = { .env = &env };
static unsigned		 leases = 100000;
static bool		 missed;

/* --- what role.h promises --- */

struct chan *
env_peer(struct env *e, enum role role, unsigned index)
{
	(void)e;
	(void)role;
	(void)index;
	return NULL;
}

struct chan *
env_peer_at(struct env *e, enum role role, size_t n)
{
	(void)e;
	(void)role;
	(void)n;
	return NULL;
}

void
env_blame(struct env *e, const struct chan *ch)
{
	(void)e;
	(void)ch;
}

void
env_exit(struct env *e)
{
	(void)e;
}

void
env_ready(struct env *e)
{
	(void)e;
}

int
env_allow_folder(struct env *e, const char *path, bool write, struct err *err)
{
	(void)e;
	(void)path;
	(void)write;
	(void)err;
	return 0;
}

/* --- */

static void
ended(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		fatal("%s", failed->text);
}

static void
submit(struct batch *b)
{
	if (store_submit(d.store, &b, ended, NULL) != 0)
		fatal("out of memory");
	store_wait(d.store);
}

static void
add(struct batch *b, unsigned i)
{
	struct account_row	 a = {
		.id = i, .guid = guid_random(), .kind = ACCOUNT_DOMAIN,
		.secret = SECRET_GENERATED, .verifier = { "sealed", 6 },
		.created = wall_now(), .changed = wall_now(), .comment = "",
	};
	struct lease_row	 l = {
		.id = i, .account = i, .state = LEASE_ACTIVE,
		.written = wall_now(), .created = wall_now(), .why = "",
	};
	char			 target[LEASE_TARGET_SIZE];
	char			 name[LEASE_ACCOUNT_SIZE];

	(void)snprintf(target, sizeof(target), "DC%06u", i);
	(void)snprintf(name, sizeof(name), "SMS#_%s", target);
	a.name = l.name = name;
	l.target = target;
	lease_keep(mono_after(mono_now(), 20000 + i % (SECONDS * 1000)),
	    &l.deadline);
	lease_keep(mono_after(mono_now(), 8 * 3600000), &l.cap);
	(void)store_account_add(b, &a);
	store_lease_add(b, &l);
}

static void
furnish(const char *folder)
{
	struct store_options	 options = { .create = true };
	struct batch		*b;
	struct err		 e;
	unsigned		 i, n;

	if (store_open(folder, &options, &d.store, &e) != 0)
		fatal("%s", e.text);
	b = store_batch_new();
	store_site_create(b, &(struct site_row){ .code = "S01", .node = 1,
	    .key_check = { "x", 1 } });
	submit(b);
	for (i = 1; i <= leases;) {
		b = store_batch_new();
		for (n = 0; n < BATCH && i <= leases; n++)
			add(b, i++);
		submit(b);
	}
	if (accounts_new(&d, &e) != 0)
		fatal("%s", e.text);
}

static void
bar(const char *what, double is, double most, const char *unit)
{
	bool	 kept = is < most;

	printf("%-40s %10.1f %s (bar %.0f)%s\n", what, is, unit, most,
	    kept ? "" : "  MISSED");
	missed |= !kept;
}

static void
arm(void)
{
	size_t		 before = mallinfo2().uordblks;
	struct mono	 begin = mono_now();
	struct err	 e;

	if (lease_new(&d, &e) != 0)
		fatal("%s", e.text);
	lease_run(&d);
	bar("read and armed", (double)mono_ms_between(begin, mono_now()),
	    BAR_ARM_MS, "ms");
	bar("memory of each", (double)(mallinfo2().uordblks - before) /
	    leases, BAR_BYTES, "bytes");
}

static void
on_end(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	*(bool *)arg = true;
}

static void
on_store(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	store_dispatch(d.store);
}

static void
listen_to_store(void)
{
	d.store_ev = event_new(env.base, store_fd(d.store),
	    EV_READ | EV_PERSIST, on_store, NULL);
	(void)event_add(d.store_ev, NULL);
}

static int64_t
lateness(void)
{
	const struct lease	*l = lease_set_first(&d.leases->set);

	return l == NULL ? 0 : mono_ms_between(l->due, mono_now());
}

/* A start looks once whether the directory has what the store says. */
static void
wait_for_start(void)
{
	struct mono	 begin = mono_now();

	do
		(void)event_base_loop(env.base, EVLOOP_ONCE);
	while (lateness() > 0);
	bar("compared with the directory", (double)mono_ms_between(begin,
	    mono_now()), BAR_ARM_MS, "ms");
}

/* What is in the heap and over its time was late by so much. */
static void
wait_for_all(void)
{
	const struct timeval	 span = { 22 + SECONDS, 0 };
	int64_t			 late, worst = 0;
	bool			 over = false;

	(void)event_base_once(env.base, -1, EV_TIMEOUT, on_end, &over, &span);
	while (!over) {
		(void)event_base_loop(env.base, EVLOOP_ONCE);
		late = lateness();
		if (late > worst)
			worst = late;
	}
	bar("the latest of those that were due", (double)worst, BAR_LATE_MS,
	    "ms");
}

static void
count(void)
{
	struct lease_counts	 c;

	lease_count(&d, &c);
	if (c.open[LEASE_ACTIVE] != leases || c.overdue != leases) {
		printf("only %llu of %u are active, %llu overdue\n",
		    (unsigned long long)c.open[LEASE_ACTIVE], leases,
		    (unsigned long long)c.overdue);
		missed = true;
	}
}

int
main(int argc, char *argv[])
{
	if (argc < 2) {
		(void)fprintf(stderr, "usage: lease_bench FOLDER [LEASES]\n");
		return 2;
	}
	if (argc > 2)
		leases = (unsigned)strtoul(argv[2], NULL, 10);
	log_set(LVL_ERROR, LOG_PLAIN);
	config_defaults(&env.config);
	env.config.lease_ttl = 1000;
	env.base = event_base_new();
	if (env.base == NULL)
		fatal("out of memory");
	furnish(argv[1]);
	arm();
	listen_to_store();
	wait_for_start();
	wait_for_all();
	count();
	lease_stop(&d);
	store_wait(d.store);
	lease_free(&d);
	store_close(&d.store);
	accounts_free(&d.accounts);
	event_free(d.store_ev);
	event_base_free(env.base);
	return missed;
}
