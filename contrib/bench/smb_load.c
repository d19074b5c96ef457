/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smb_load - many SMB clients at once, measured.
 */
#include <sys/resource.h>

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "contrib/bench/load.h"

#define TIMEOUT_MS	60000
#define MAX_FRAME	((size_t)9 << 20)
#define CREDITS		512
#define RAMP		64		/* logons at a time before the start */
#define WARM_UP_MS	500
#define PASSWORD_MAX	256

static const struct work	works[] = {
	{ "cycle", "log on, list, read, drop, log off",	cycle_start, true },
	{ "logon", "log on, log off",			logon_start, true },
	{ "idle", "log on and stay until end of input",	idle_start, false },
	{ "read", "keep reads outstanding",		read_start, false },
	{ "write", "keep writes outstanding",		write_start, false },
};

/* --- the run --- */

void
load_fail(struct actor *a, const char *what, int error, enum ntstatus status)
{
	struct load	*l = a->load;

	if (l->err.code == 0)
		(void)err_set(&l->err, error != 0 ? -error : EPROTO,
		    "client %u: %s: %s", a->index, what, error != 0 ?
		    strerror(-error) : nt_name((uint32_t)status));
	(void)event_base_loopbreak(l->base);
}

void
load_took(struct load *l, struct mono since)
{
	struct mono	 now = mono_now();
	size_t		 room = l->took_room * 2 + 4096;
	uint32_t	*p;

	l->total++;
	if (!l->is_measuring)
		return;
	if (l->took_count == l->took_room) {
		p = reallocarray(l->took_us, room, sizeof(*p));
		if (p == NULL)
			return;
		l->took_us = p;
		l->took_room = room;
	}
	l->took_us[l->took_count++] =
	    (uint32_t)((now.ns - since.ns) / 1000);
	l->in_time += !l->is_over;
}

static void
on_time(evutil_socket_t fd, short what, void *arg)
{
	struct load	*l = arg;

	(void)fd;
	(void)what;
	l->is_over = true;
}

static void
after(struct load *l, int64_t ms, event_callback_fn fn)
{
	const struct timeval	 tv = { .tv_sec = ms / 1000,
				    .tv_usec = ms % 1000 * 1000 };

	if (event_base_once(l->base, -1, EV_TIMEOUT, fn, l, &tv) == -1)
		abort();
}

static void
on_warm(evutil_socket_t fd, short what, void *arg)
{
	struct load	*l = arg;

	(void)fd;
	(void)what;
	l->since = mono_now();
	l->is_measuring = true;
	after(l, (int64_t)l->opt.seconds * 1000, on_time);
}

static void
on_input(evutil_socket_t fd, short what, void *arg)
{
	struct load	*l = arg;
	char		 c;

	(void)what;
	if (read(fd, &c, 1) <= 0)
		(void)event_base_loopbreak(l->base);
}

static void
stay_idle(struct load *l)
{
	struct event	*ev;

	l->is_measuring = false;
	printf("{\"work\": \"idle\", \"connections\": %u}\n", l->ready);
	(void)fflush(stdout);
	ev = event_new(l->base, STDIN_FILENO, EV_READ | EV_PERSIST, on_input,
	    l);
	if (ev == NULL || event_add(ev, NULL) == -1)
		abort();
	l->input = ev;
}

static void
begin_next(struct load *l)
{
	struct actor	*a = &l->actors[l->begun++];

	l->running++;
	l->opt.work->start(a);
}

void
load_ready(struct actor *a)
{
	struct load	*l = a->load;

	l->ready++;
	if (l->begun < l->opt.clients)
		begin_next(l);
	else if (l->ready == l->opt.clients && l->opt.work->start == idle_start)
		stay_idle(l);
	else if (l->ready == l->opt.clients)
		after(l, WARM_UP_MS, on_warm);
}

void
load_ended(struct actor *a)
{
	struct load	*l = a->load;

	if (--l->running == 0 || !l->opt.work->at_once)
		(void)event_base_loopbreak(l->base);
}

static void
run(struct load *l)
{
	unsigned	 first = l->opt.work->at_once ? l->opt.clients : RAMP;

	if (l->opt.work->start == idle_start) {
		l->is_measuring = true;
		l->since = mono_now();
	}
	while (l->begun < first && l->begun < l->opt.clients)
		begin_next(l);
	if (l->opt.work->at_once)
		after(l, WARM_UP_MS, on_warm);
	(void)event_base_dispatch(l->base);
}

/* --- the report --- */

static int
by_size(const void *a, const void *b)
{
	const uint32_t	*x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
percentile_ms(const struct load *l, unsigned percent)
{
	size_t	 i = l->took_count * percent / 100;

	if (l->took_count == 0)
		return 0;
	return (double)l->took_us[i < l->took_count ? i : i - 1] / 1000;
}

static void
report(struct load *l)
{
	const double	 seconds = l->opt.seconds;
	const double	 rate = (double)l->in_time / seconds;

	qsort(l->took_us, l->took_count, sizeof(*l->took_us), by_size);
	printf("{\"work\": \"%s\", \"clients\": %u, \"outstanding\": %u, "
	    "\"seconds\": %u, \"done\": %zu, \"total\": %zu, \"rate\": %.1f, "
	    "\"mib_s\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
	    "\"max_ms\": %.3f, \"errors\": %d}\n", l->opt.work->name,
	    l->opt.clients, l->opt.outstanding, l->opt.seconds,
	    l->in_time, l->total, rate, rate * (double)l->opt.size / 1048576,
	    percentile_ms(l, 50), percentile_ms(l, 99), percentile_ms(l, 100),
	    l->err.code != 0);
}

/* --- getting ready --- */

static int
usage(void)
{
	size_t	 i;

	fputs("usage: smb_load -w WORK -a ADDRESS -p PORT -s SHARE -u USER "
	    "<PASSWORD\n"
	    "  -c N clients  -q N outstanding  -t SECONDS  -z BYTES of one "
	    "read or write\n"
	    "  -g open|signed|sealed  -d DIALECT (hex)  -f N source "
	    "addresses\n"
	    "  -l FOLDER to list  -r FILE to read (up to 4)  -F BYTES of that "
	    "file used\n"
	    "  -b PREFIX and -e SUFFIX of a drop's name  -i FILE that is "
	    "dropped\n"
	    "works:\n", stderr);
	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		fprintf(stderr, "  %-6s %s\n", works[i].name, works[i].help);
	return 2;
}

static const struct work *
find_work(const char *name)
{
	size_t	 i;

	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (strcmp(works[i].name, name) == 0)
			return &works[i];
	return NULL;
}

static enum client_guard
guard_named(const char *name)
{
	if (strcmp(name, "sealed") == 0)
		return CLIENT_SEALED;
	return strcmp(name, "signed") == 0 ? CLIENT_SIGNED : CLIENT_OPEN;
}

static size_t
number(const char *s, size_t max)
{
	char			*end;
	unsigned long long	 v = strtoull(s, &end, 10);

	if (*end != '\0' || v == 0 || v > max) {
		fprintf(stderr, "smb_load: \"%s\" is no number up to %zu\n",
		    s, max);
		exit(2);
	}
	return (size_t)v;
}

static void
set_address(struct load *l, const char *address, const char *port)
{
	struct sockaddr_in	*in = (struct sockaddr_in *)(void *)&l->to;

	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)number(port, 65535));
	if (inet_pton(AF_INET, address, &in->sin_addr) != 1) {
		fprintf(stderr, "smb_load: %s is no IPv4 address\n", address);
		exit(2);
	}
}

static bool
options(struct load *l, int argc, char **argv)
{
	struct options	*o = &l->opt;
	const char	*address = "127.0.0.1", *port = "445";
	int		 c;

	*o = (struct options){ .clients = 1, .outstanding = 1, .seconds = 5,
	    .size = 4096, .file_size = 1 << 20, .list = "", .drop = "",
	    .suffix = "" };
	while ((c = getopt(argc, argv,
	    "w:a:p:s:u:c:q:t:z:g:d:f:l:r:F:b:e:i:")) != -1)
		switch (c) {
		case 'w': o->work = find_work(optarg); break;
		case 'a': address = optarg; break;
		case 'p': port = optarg; break;
		case 's': o->share = optarg; break;
		case 'u': o->user = optarg; break;
		case 'c': o->clients = (unsigned)number(optarg, 60000); break;
		case 'q': o->outstanding = (unsigned)number(optarg, 64); break;
		case 't': o->seconds = (unsigned)number(optarg, 3600); break;
		case 'z': o->size = number(optarg, 8 << 20); break;
		case 'F': o->file_size = number(optarg, SIZE_MAX); break;
		case 'f': o->sources = (unsigned)number(optarg, 250); break;
		case 'g': o->guard = guard_named(optarg); break;
		case 'd': o->dialect = (uint16_t)strtoul(optarg, NULL, 16);
		    break;
		case 'l': o->list = optarg; break;
		case 'r':
			if (o->nreads < LOAD_READS)
				o->reads[o->nreads++] = optarg;
			break;
		case 'b': o->drop = optarg; break;
		case 'e': o->suffix = optarg; break;
		case 'i': o->payload = optarg; break;
		default: return false;
		}
	set_address(l, address, port);
	return optind == argc && o->work != NULL && o->share != NULL &&
	    o->user != NULL && (o->nreads > 0 || o->work->start == idle_start ||
	    o->work->start == logon_start || o->work->start == write_start);
}

static int
read_payload(struct load *l)
{
	const size_t	 most = l->opt.size;
	FILE		*f;

	l->data = calloc(1, most);
	l->data_len = 1024;
	if (l->data == NULL || most < l->data_len)
		return -ENOMEM;
	if (l->opt.payload == NULL)
		return 0;
	if ((f = fopen(l->opt.payload, "r")) == NULL)
		return -errno;
	l->data_len = fread(l->data, 1, most, f);
	(void)fclose(f);
	return 0;
}

static int
read_password(struct load *l)
{
	char	 line[PASSWORD_MAX];
	int	 error;

	if (fgets(line, sizeof(line), stdin) == NULL)
		return -EINVAL;
	line[strcspn(line, "\n")] = '\0';
	error = nt_hash(client_ntlm(l->client), line, l->who.nt_hash);
	secret_wipe(line, sizeof(line));
	return error;
}

static void
set_actor(struct load *l, unsigned i)
{
	struct actor		*a = &l->actors[i];
	struct sockaddr_in	*from =
	    (struct sockaddr_in *)(void *)&a->how.from;

	a->load = l;
	a->index = i;
	a->how = (struct client_how){ .to = l->to, .guard = l->opt.guard,
	    .who = &l->who };
	if (l->opt.sources > 0) {
		from->sin_family = AF_INET;
		from->sin_addr.s_addr =
		    htonl(0x7f000101U + i % l->opt.sources);
	}
	if (l->opt.dialect != 0)
		a->how.dialects = (struct smb2_list){ .count = 1,
		    .id = { l->opt.dialect } };
}

static int
prepare(struct load *l)
{
	const struct client_settings	 settings = {
		.base = l->base = event_base_new(),
		.timeout_ms = TIMEOUT_MS,
		.max_frame = MAX_FRAME,
		.calls = 64,
		.credits = CREDITS,
	};
	unsigned			 i;
	int				 error;

	if ((error = client_new(&settings, &l->client, &l->err)) != 0)
		return error;
	l->who.user = l->opt.user;
	l->who.domain = l->who.target = "";
	l->who.workstation = "BENCH";
	secret_random(&l->run_id, 4);
	l->actors = calloc(l->opt.clients, sizeof(*l->actors));
	if (l->actors == NULL || read_payload(l) != 0)
		return err_set(&l->err, ENOMEM, "nothing to drop");
	for (i = 0; i < l->opt.clients; i++)
		set_actor(l, i);
	error = read_password(l);
	return error == 0 ? 0 : err_set(&l->err, EINVAL,
	    "no password on standard input");
}

static void
clean_up(struct load *l)
{
	unsigned	 i;

	for (i = 0; l->actors != NULL && i < l->opt.clients; i++) {
		client_close(&l->actors[i].conn);
		free(l->actors[i].slots);
	}
	client_free(&l->client);
	if (l->input != NULL)
		event_free(l->input);
	event_base_free(l->base);
	free(l->actors);
	free(l->data);
	free(l->took_us);
	secret_wipe(&l->who, sizeof(l->who));
}

static void
raise_limits(void)
{
	struct rlimit	 r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &r);
	}
	(void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

int
main(int argc, char **argv)
{
	struct load	 l = { .is_over = false };
	int		 failed;

	if (!options(&l, argc, argv))
		return usage();
	raise_limits();
	failed = prepare(&l) != 0;
	if (!failed) {
		run(&l);
		failed = l.err.code != 0;
		report(&l);
	}
	if (failed)
		fprintf(stderr, "smb_load: %s\n", l.err.text);
	clean_up(&l);
	return failed;
}
