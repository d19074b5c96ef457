/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uptake_bench - whom an account would leave out, asked of a large site; and
 * what it costs a file and a logon that this is known.
 *
 *	uptake_bench FOLDER [CLIENTS]
 *
 * The folder must be empty.  Every client has evidence with eight accounts,
 * and a logon without a file with each of them.  Exit 1: a bar is missed.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "store/account.h"
#include "store/client.h"
#include "store/site.h"
#include "store/uptake.h"

#define GENERATIONS	8
#define IN_FLIGHT	256
#define BAR_SECONDS	1.0

static struct store	*store;
static uint32_t		 clients = 100000;
static int64_t		 begin_us;
static uint32_t		 rids[GENERATIONS];
static size_t		 in_flight;
static bool		 missed;

static double
cpu_us(void)
{
	struct timespec	 t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
turn(void)
{
	struct pollfd	 p = { .fd = store_fd(store), .events = POLLIN };

	(void)poll(&p, 1, -1);
	store_dispatch(store);
}

static void
ended(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		fatal("%s", failed->text);
	in_flight--;
}

static void
submit(struct batch *b)
{
	in_flight++;
	if (store_submit(store, &b, ended, NULL) != 0)
		fatal("cannot submit");
	while (in_flight >= IN_FLIGHT)
		turn();
}

/* --- a site of that size --- */

static struct guid
guid_of(uint32_t n)
{
	struct guid	 g;
	uint64_t	 x = (n + 1) * 0x9e3779b97f4a7c15ULL;

	memcpy(g.b, &x, 8);
	memcpy(g.b + 8, &x, 8);
	return g;
}

static void
address_of(uint32_t n, char out[static 32])
{
	(void)snprintf(out, 32, "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255,
	    n & 255);
}

static void
add_accounts(void)
{
	struct batch	*b = store_batch_new();
	char		 name[24];
	uint32_t	 i;

	for (i = 0; i < GENERATIONS; i++) {
		(void)snprintf(name, sizeof(name), "SMSClient_%05u", i + 1);
		(void)store_account_add(b, &(struct account_row){
		    .id = i + 1, .guid = guid_of(1U << 30 | i), .name = name,
		    .kind = ACCOUNT_CLIENT, .secret = SECRET_GENERATED });
	}
	submit(b);
	store_wait(store);
	for (i = 0; i < GENERATIONS; i++)
		rids[i] = ACCOUNT_RID_FIRST + i;
}

static void
add_client(uint32_t n)
{
	struct batch	*b = store_batch_new();
	char		 name[16];

	(void)snprintf(name, sizeof(name), "PC%06u", n);
	(void)store_client_seen(b, &(struct client_seen){
	    .guid = guid_of(n), .name = name, .domain = "PLANT",
	    .source = SOURCE_DDR, .at = { begin_us } });
	submit(b);
}

/* A file in a session of its own, a day after the one before. */
static void
add_evidence(uint32_t n, uint32_t generation, uint32_t day)
{
	struct batch	*b = store_batch_new();
	char		 address[32];

	address_of(n, address);
	store_client_evidence(b, &(struct evidence_row){
	    .client = guid_of(n), .account = generation + 1,
	    .class = EVIDENCE_A, .address = address, .node = 1,
	    .last = { begin_us + (int64_t)day * 86400 * 1000000 + n },
	    .rid = rids[generation], .session = (uint64_t)day << 32 | n });
	submit(b);
}

static void
add_logons(uint32_t generation, uint32_t day)
{
	struct batch	*b = NULL;
	char		 address[32];
	uint32_t	 n;

	for (n = 0; n < clients; n++) {
		if (b == NULL)
			b = store_batch_new();
		address_of(n, address);
		store_logon(b, address, rids[generation], (struct wall){
		    begin_us + (int64_t)day * 86400 * 1000000 + n + 1 });
		if (n % 1024 == 1023 || n + 1 == clients) {
			submit(b);
			b = NULL;
		}
	}
}

static void
report(const char *what, double us, uint32_t n)
{
	store_wait(store);
	printf("%-52s %8.1f us of processor\n", what, (cpu_us() - us) / n);
	(void)fflush(stdout);
}

/* Every tenth stays with the oldest accounts. */
static void
fill(void)
{
	uint32_t	 g, n;
	double		 us;

	for (n = 0; n < clients; n++)
		add_client(n);
	store_wait(store);
	us = cpu_us();
	for (g = 0; g < GENERATIONS; g++)
		for (n = 0; n < clients; n++)
			add_evidence(n, n % 10 == 0 && g > 1 ? 1 : g, g + 1);
	report("evidence of a file, each of another session", us,
	    clients * GENERATIONS);
	us = cpu_us();
	for (g = 0; g < GENERATIONS; g++)
		add_logons(g, g + 1);
	report("evidence of a logon, each from another address", us,
	    clients * GENERATIONS);
}

/* --- questions --- */

static size_t	 told;

static void
take_counts(void *arg, const struct err *e, const struct uptake_counts *c)
{
	size_t	 i;

	(void)arg;
	if (e != NULL)
		fatal("%s", e->text);
	for (i = 0; i < c->n; i++)
		told += c->rows[i].laggards + c->rows[i].strays;
}

static void
take_laggards(void *arg, const struct err *e, const struct laggard_list *l)
{
	(void)arg;
	if (e != NULL)
		fatal("%s", e->text);
	told += l->n;
}

static void
take_strays(void *arg, const struct err *e, const struct stray_list *l)
{
	(void)arg;
	if (e != NULL)
		fatal("%s", e->text);
	told += l->n;
}

static void
timed(const char *what, struct mono since, int asked)
{
	double	 s;

	if (asked != 0)
		fatal("cannot ask");
	store_wait(store);
	s = (double)(mono_now().ns - since.ns) / 1e9;
	printf("%-52s %8.3f s  (%zu told; bar %.0f s)\n", what, s, told,
	    BAR_SECONDS);
	missed = missed || s > BAR_SECONDS;
	told = 0;
}

/* What `account explain' asks: a count, a page of each list. */
static void
explain(uint32_t rid)
{
	const struct uptake_query	 count = { .rule = UPTAKE_RETIRE,
					    .rids = &rid, .n = 1 };
	const struct laggard_query	 late = { .rule = UPTAKE_RETIRE,
					    .rid = rid, .limit = 100 };
	const struct stray_query	 stray = { .rid = rid, .limit = 100 };
	struct mono			 now = mono_now();
	int				 rc;

	rc = store_uptake_count(store, &count, take_counts, NULL);
	if (rc == 0)
		rc = store_laggards(store, &late, take_laggards, NULL);
	if (rc == 0)
		rc = store_strays(store, &stray, take_strays, NULL);
	timed("account explain", now, rc);
}

static void
ask(void)
{
	const struct uptake_query	 all = { .rule = UPTAKE_RETIRE,
					    .rids = rids, .n = GENERATIONS };
	const struct orphan_query	 lost = { .limit = 100 };
	struct mono			 now = mono_now();

	timed("laggards and strays of all generations", now,
	    store_uptake_count(store, &all, take_counts, NULL));
	explain(rids[0]);		/* nobody: every row is looked at */
	explain(rids[1]);
	explain(rids[GENERATIONS - 1]);
	now = mono_now();
	timed("client orphans", now, store_orphans(store, &lost,
	    take_laggards, NULL));
}

int
main(int argc, char **argv)
{
	const struct store_options	 opt = { .create = true };
	struct err			 e;

	if (argc > 2)
		clients = (uint32_t)atoi(argv[2]);
	if (argc < 2 || clients < 1000) {
		fprintf(stderr, "usage: uptake_bench FOLDER [CLIENTS]\n");
		return 2;
	}
	begin_us = wall_now().us - INT64_C(30) * 86400 * 1000000;
	if (store_open(argv[1], &opt, &store, &e) != 0)
		fatal("%s", e.text);
	printf("%u clients, %d generations\n", clients, GENERATIONS);
	add_accounts();
	fill();
	ask();
	store_close(&store);
	return missed;
}
