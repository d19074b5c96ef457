/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_bench - how fast the site database is on the disk of a folder.
 *
 *	store_bench FOLDER [CLIENTS]
 *
 * The folder must be empty; what is made in it stays there to be looked at.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "store/backup.h"
#include "store/client.h"
#include "store/inbox.h"
#include "store/site.h"

#define SAMPLES_MAX	200000

static struct store	*store;
static const char	*folder;
static uint32_t		 clients = 100000;

/* What this process has used so far. */
struct cost {
	struct mono	 at;
	double		 cpu_us;
	double		 written_kib;
};

static struct cost
cost_now(void)
{
	struct cost	 c = { .at = mono_now() };
	struct timespec	 cpu;
	char		 text[512];
	const char	*p;
	ssize_t		 n;
	int		 fd = open("/proc/self/io", O_RDONLY | O_CLOEXEC);

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	c.cpu_us = (double)cpu.tv_sec * 1e6 + (double)cpu.tv_nsec / 1e3;
	n = fd == -1 ? 0 : read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	if ((p = strstr(text, "wchar: ")) != NULL)
		c.written_kib = strtod(p + 7, NULL) / 1024;
	if (fd != -1)
		(void)close(fd);
	return c;
}

/* A stream of batches with so many in flight, and how long each one took. */
struct stream {
	uint32_t	 total;
	uint32_t	 in_flight;
	struct batch	*(*make)(uint32_t n);
	uint32_t	 submitted, done;
	struct mono	*sent;
	double		*ms;
	struct cost	 before;
};

static void
ended(void *arg, const struct err *failed)
{
	struct stream	*s = arg;

	if (failed != NULL)
		fatal("%s", failed->text);
	s->ms[s->done] = (double)(mono_now().ns - s->sent[s->done].ns) / 1e6;
	s->done++;
}

static void
feed(struct stream *s)
{
	struct batch	*b;

	while (s->submitted < s->total &&
	    s->submitted - s->done < s->in_flight) {
		b = s->make(s->submitted);
		s->sent[s->submitted++] = mono_now();
		if (store_submit(store, &b, ended, s) != 0)
			fatal("cannot submit");
	}
}

static void
turn(void)
{
	struct pollfd	 p = { .fd = store_fd(store), .events = POLLIN };

	(void)poll(&p, 1, -1);
	store_dispatch(store);
}

static int
by_value(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
seconds_since(struct mono start)
{
	return (double)(mono_now().ns - start.ns) / 1e9;
}

static void
stream_open(struct stream *s)
{
	s->sent = calloc(s->total, sizeof(*s->sent));
	s->ms = calloc(s->total, sizeof(*s->ms));
	if (s->sent == NULL || s->ms == NULL)
		fatal("out of memory");
	s->before = cost_now();
}

static void
stream_report(struct stream *s, const char *what)
{
	struct cost	 c = cost_now();
	double		 n = s->done;

	qsort(s->ms, s->done, sizeof(*s->ms), by_value);
	printf("%-42s %7.0f /s  p50 %6.2f  p99 %6.2f  max %6.2f ms"
	    "  cpu %4.0f us  %5.1f KiB\n", what,
	    n / seconds_since(s->before.at), s->ms[s->done / 2],
	    s->ms[(size_t)s->done * 99 / 100], s->ms[s->done - 1],
	    (c.cpu_us - s->before.cpu_us) / n,
	    (c.written_kib - s->before.written_kib) / n);
	(void)fflush(stdout);
	free(s->sent);
	free(s->ms);
}

static void
run(const char *what, uint32_t total, uint32_t in_flight,
    struct batch *(*make)(uint32_t))
{
	struct stream	 s = {
		.total = total, .in_flight = in_flight, .make = make
	};

	stream_open(&s);
	while (s.done < s.total) {
		feed(&s);
		turn();
	}
	stream_report(&s, what);
}

static struct guid
guid_of(uint32_t kind, uint32_t n)
{
	struct guid	 g;
	uint64_t	 x = ((uint64_t)kind << 32 | n) * 0x9e3779b97f4a7c15ULL;

	memcpy(g.b, &x, 8);
	memcpy(g.b + 8, &n, 4);
	memcpy(g.b + 12, &kind, 4);
	return g;
}

static struct batch *
make_setting(uint32_t n)
{
	struct batch	*b = store_batch_new();
	char		 text[16];

	(void)snprintf(text, sizeof(text), "%u", n);
	store_setting_set(b, "bench", text);
	return b;
}

static struct batch *
make_landing(uint32_t n)
{
	struct batch	*b = store_batch_new();
	char		 name[16], address[32];

	(void)snprintf(name, sizeof(name), "%08X.DDR", n);
	(void)snprintf(address, sizeof(address), "10.%u.%u.%u", n >> 16 & 255,
	    n >> 8 & 255, n & 255);
	(void)store_inbox_land(b, &(struct inbox_row){
	    .landing = guid_of(1, n), .box = "ddr.box", .name = name,
	    .size = 1024, .account = 42, .generation = 3, .session = n,
	    .address = address, .workstation = name, .node = 1,
	    .landed = wall_now() });
	return b;
}

static void
tell_of(struct batch *b, uint32_t n)
{
	char		 name[16], address[32];
	const char	*addresses[1] = { address };
	struct wall	 now = wall_now();

	(void)snprintf(name, sizeof(name), "PC%06u", n);
	(void)snprintf(address, sizeof(address), "10.%u.%u.%u", n >> 16 & 255,
	    n >> 8 & 255, n & 255);
	(void)store_client_seen(b, &(struct client_seen){
	    .guid = guid_of(2, n), .name = name, .domain = "PLANT",
	    .addresses = addresses, .n_addresses = 1,
	    .versions = "base=2.00.1493.2;apm=2.00.1493.2",
	    .source = SOURCE_DDR, .at = now });
	store_client_evidence(b, &(struct evidence_row){
	    .client = guid_of(2, n), .account = 42, .generation = 3,
	    .class = EVIDENCE_A, .last = now, .address = address, .node = 1 });
}

/* What the consumer of a discovery record does. */
static struct batch *
make_discovery(uint32_t n)
{
	struct batch	*b = store_batch_new();
	struct guid	 landing = guid_of(1, n);

	tell_of(b, n);
	store_inbox_consume(b, &landing, "client known", wall_now());
	return b;
}

/* The same clients again, in another order. */
static struct batch *
make_heartbeat(uint32_t n)
{
	struct batch	*b = store_batch_new();

	tell_of(b, (uint32_t)((uint64_t)n * 7919 % clients));
	return b;
}

static struct batch *
make_removal(uint32_t n)
{
	struct batch	*b = store_batch_new();
	struct guid	 landing = guid_of(1, n);

	store_inbox_remove(b, &landing, wall_now());
	return b;
}

/* A listing from end to end, a page at a time, as often as wanted. */
struct listing {
	uint32_t		 rounds;
	uint32_t		 rows;
	struct client_row	 last;
	char			 name[64];
	bool			 over;
};

static void	next_page(struct listing *);

static void
take_page(void *arg, const struct err *failed, const struct client_list *list)
{
	struct listing	*l = arg;

	if (failed != NULL)
		fatal("%s", failed->text);
	l->rows += (uint32_t)list->n;
	l->over = !list->more && --l->rounds == 0;
	if (list->n > 0) {
		l->last = list->rows[list->n - 1];
		(void)snprintf(l->name, sizeof(l->name), "%s", l->last.name);
		l->last.name = list->more ? l->name : "";
		l->last.domain = "PLANT";
	}
	if (!l->over)
		next_page(l);
}

static void
next_page(struct listing *l)
{
	const struct client_query	 q = {
		.after = l->last.name != NULL && l->last.name[0] != '\0' ?
		    &l->last : NULL
	};

	if (store_clients(store, &q, take_page, l) != 0)
		fatal("cannot ask");
}

static void
run_listing(void)
{
	struct listing	 l = { .rounds = 3 };
	struct stream	 s = {
		.total = SAMPLES_MAX, .in_flight = 1, .make = make_setting
	};
	struct mono	 start = mono_now();

	next_page(&l);
	while (!l.over)
		turn();
	printf("%-42s %7.0f /s\n", "rows listed, nothing else going on",
	    l.rows / seconds_since(start));
	l = (struct listing){ .rounds = 10 };
	stream_open(&s);
	next_page(&l);
	while (!l.over || s.done < s.submitted) {
		if (!l.over)
			feed(&s);
		turn();
	}
	stream_report(&s, "one at a time, clients being listed");
}

static bool	 backed_up;

static void
backup_done(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		fatal("%s", failed->text);
	backed_up = true;
}

static void
run_backup(void)
{
	struct stream	 s = {
		.total = SAMPLES_MAX, .in_flight = 1, .make = make_setting
	};
	struct mono	 start = mono_now();
	char		 path[512];
	int		 fd;

	(void)snprintf(path, sizeof(path), "%s/backup", folder);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd == -1 || store_backup(store, fd, NULL, backup_done, NULL) != 0)
		fatal("cannot back up");
	stream_open(&s);
	while (!backed_up || s.done < s.submitted) {
		if (!backed_up)
			feed(&s);
		turn();
	}
	printf("%-42s %7.2f s for %.0f MiB\n", "backup, checked and on the disk",
	    seconds_since(start), (double)lseek(fd, 0, SEEK_END) / 1048576);
	stream_report(&s, "one at a time, backup going on");
	(void)close(fd);
}

static void
open_it(bool create)
{
	const struct store_options	 opt = { .create = create };
	struct err			 e;
	struct mono			 start = mono_now();

	if (store_open(folder, &opt, &store, &e) != 0)
		fatal("%s", e.text);
	if (!create)
		printf("%-42s %7.2f s\n", "opened again, checked",
		    seconds_since(start));
}

int
main(int argc, char **argv)
{
	if (argc > 2)
		clients = (uint32_t)atoi(argv[2]);
	if (argc < 2 || clients < 1000) {
		fprintf(stderr, "usage: store_bench FOLDER [CLIENTS]\n");
		return 2;
	}
	folder = argv[1];
	open_it(true);
	run("one batch at a time", 3000, 1, make_setting);
	run("batches, 16 in flight", 30000, 16, make_setting);
	run("batches, 256 in flight", 100000, 256, make_setting);
	run("files landed, 256 in flight", clients, 256, make_landing);
	run("records digested, new, 512 in flight", clients, 512,
	    make_discovery);
	run("files removed, 512 in flight", clients, 512, make_removal);
	run("heartbeats of known clients, 512 in flight", clients, 512,
	    make_heartbeat);
	run_listing();
	run_backup();
	store_close(&store);
	open_it(false);
	store_close(&store);
	return 0;
}
