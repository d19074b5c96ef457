/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccr_bench - what a request to install a client costs the queue, from its turn
 * to its end, of a short queue and of a long one: the director's own code over
 * a store, with a pusher that is done at once.
 *
 *	ccr_bench FOLDER		drains 1,000 and 10,000, by turns
 *	ccr_bench FOLDER REQUESTS	only puts so many into the store there
 *
 * The folder must be empty for the first.  Exit 1: the bar is missed.
 */
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "server/director/cap/publisher.h"
#include "server/director/ccm/ccm.h"
#include "server/director/ccm/push.h"
#include "server/director/director.h"
#include "store/request.h"
#include "store/site.h"

#define SHORT		1000
#define LONG		10000
#define ROUNDS		5
#define IN_A_BATCH	500
#define BAR		1.2

/* --- the pusher, and a site without a site control file --- */

struct job {
	push_done	*done;
	void		*arg;
	struct event	*ev;
};

static struct director	 director;
static struct env	 env;
static size_t		 left;

bool		 __wrap_push_possible(const struct director *, struct err *);
int		 __wrap_push_start(struct director *, const struct push_job *,
		    push_done *, void *);
const struct site *__wrap_publisher_site(const struct director *);

bool
__wrap_push_possible(const struct director *d, struct err *e)
{
	(void)d;
	(void)e;
	return true;
}

static void
on_end(evutil_socket_t fd, short what, void *arg)
{
	static const struct push_result	 fine = { PUSH_INSTALLED, 0, "", "" };
	struct job			*j = arg;

	(void)fd;
	(void)what;
	j->done(j->arg, &fine);
	event_free(j->ev);
	free(j);
}

int
__wrap_push_start(struct director *d, const struct push_job *job,
    push_done *done, void *arg)
{
	struct job	*j = malloc(sizeof(*j));

	(void)job;
	if (j == NULL)
		fatal("out of memory");
	*j = (struct job){ done, arg, NULL };
	j->ev = event_new(d->env->base, -1, 0, on_end, j);
	event_active(j->ev, 0, 0);
	left--;
	return 0;
}

const struct site *
__wrap_publisher_site(const struct director *d)
{
	(void)d;
	return NULL;
}

/* --- the store --- */

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		fatal("%s", failed->text);
}

static void
fill(size_t n)
{
	struct batch	*b = store_batch_new();
	char		 name[32];
	size_t		 i;

	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "PC%05zu", i);
		(void)store_request_add(b, &(struct request_row){
		    .computer = name, .domain = "DEMO", .kind = "ccr",
		    .latest = wall_now(), .approved = true,
		    .class = i % 50 == 0 ? CLASS_CONTROLLER : CLASS_UNKNOWN });
		if ((i + 1) % IN_A_BATCH != 0 && i + 1 < n)
			continue;
		if (store_submit(director.store, &b, stored, NULL) != 0)
			fatal("the store takes nothing");
		store_wait(director.store);
		b = store_batch_new();
	}
	store_batch_free(&b);
}

static void
open_store(const char *folder, bool is_new)
{
	const struct store_options	 options = { .create = is_new };
	struct batch			*b;
	struct err			 e;

	if (is_new && mkdir(folder, 0700) != 0)
		fatal("%s: cannot be made", folder);
	if (store_open(folder, &options, &director.store, &e) != 0)
		fatal("%s", e.text);
	if (!is_new)
		return;
	b = store_batch_new();
	store_site_create(b, &(struct site_row){ .code = "S01", .node = 1,
	    .key_check = { "x", 1 } });
	if (store_submit(director.store, &b, stored, NULL) != 0)
		fatal("the store takes nothing");
	store_wait(director.store);
}

/* --- draining --- */

static double
cpu_us(void)
{
	struct timespec	 t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
on_store(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	store_dispatch(director.store);
}

struct cost {
	double	 cpu, wall;		/* microseconds a request */
};

static struct cost
drain(const char *folder, size_t n)
{
	struct event	*ev;
	struct mono	 begin;
	struct cost	 c;
	struct err	 e;
	struct ccm_status s;

	open_store(folder, true);
	fill(n);
	left = n;
	ev = event_new(env.base, store_fd(director.store), EV_READ |
	    EV_PERSIST, on_store, NULL);
	(void)event_add(ev, NULL);
	if (ccm_new(&director, &e) != 0)
		fatal("%s", e.text);
	begin = mono_now();
	c.cpu = cpu_us();
	ccm_start(&director);
	do {
		(void)event_base_loop(env.base, EVLOOP_ONCE);
		ccm_status(&director, &s);
	} while (s.installed < n || s.running > 0);
	c.cpu = (cpu_us() - c.cpu) / (double)n;
	c.wall = (double)(mono_now().ns - begin.ns) / 1e3 / (double)n;
	ccm_stop(&director);
	store_wait(director.store);
	ccm_free(&director);
	event_free(ev);
	store_close(&director.store);
	return c;
}

static int
by_cpu(const void *a, const void *b)
{
	const struct cost	*x = a, *y = b;

	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

static int
compare(const char *folder)
{
	struct cost	 few[ROUNDS], many[ROUNDS];
	char		 place[512];
	double		 ratio;
	size_t		 i;

	for (i = 0; i < ROUNDS; i++) {
		(void)snprintf(place, sizeof(place), "%s/few%zu", folder, i);
		few[i] = drain(place, SHORT);
		(void)snprintf(place, sizeof(place), "%s/many%zu", folder, i);
		many[i] = drain(place, LONG);
	}
	qsort(few, ROUNDS, sizeof(few[0]), by_cpu);
	qsort(many, ROUNDS, sizeof(many[0]), by_cpu);
	ratio = many[ROUNDS / 2].cpu / few[ROUNDS / 2].cpu;
	printf("ccr: a request takes %.0f us of processor in a queue of %d, "
	    "%.0f us in one of %d (medians of %d by turns; %.0f and %.0f us "
	    "of time): %.2f, bar %.2f\n", few[ROUNDS / 2].cpu, SHORT,
	    many[ROUNDS / 2].cpu, LONG, ROUNDS, few[ROUNDS / 2].wall,
	    many[ROUNDS / 2].wall, ratio, BAR);
	return ratio > BAR;
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	log_set(LVL_WARN, LOG_PLAIN);
	director.env = &env;
	config_defaults(&env.config);
	env.base = event_base_new();
	if (argc == 2)
		return compare(argv[1]);
	open_store(argv[1], false);
	fill((size_t)atol(argv[2]));
	store_close(&director.store);
	return 0;
}
