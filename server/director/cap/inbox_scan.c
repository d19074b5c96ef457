/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_scan - what lies in the boxes though nobody told: after a start, after
 * a worker's end, and every now and then.
 */
#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "server/director/cap/inbox_file.h"
#include "server/director/cap/inboxes_int.h"
#include "server/timer.h"
#include "store/message.h"

/* A file that a crash brings back within that time is known. */
#define ROWS_PRUNED	10000		/* in one commit */
#define PUT_OFF_MAX	20		/* scans, while files wait */

static struct inboxes *
of_job(struct iojob *job)
{
	return (struct inboxes *)((char *)job -
	    offsetof(struct inboxes, scan_job));
}

static void
note(struct inboxes *in, enum box box, const char *key)
{
	struct msg_landed	 m;
	struct inbox_item		*it;

	if (inbox_file_record(in->box_fd[box], box, key, &m) != 0)
		return;
	it = inbox_item_new(&m, key);
	if (it != NULL)
		TAILQ_INSERT_TAIL(&in->found, it, link);
}

/* Somebody writes it by hand, and will give it its name when it is whole. */
static bool
is_unfinished(const char *key)
{
	const char	*dot = strrchr(key, '.');

	return dot != NULL && strcasecmp(dot, ".tmp") == 0;
}

static void
scan_box(struct inboxes *in, enum box box)
{
	struct dirent	*entry;
	DIR		*dir;
	int		 fd;

	fd = openat(in->box_fd[box], ".", O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (!inbox_key_is_ours(entry->d_name) &&
		    !is_unfinished(entry->d_name))
			note(in, box, entry->d_name);
	(void)closedir(dir);
}

static int
by_landing(const void *a, const void *b)
{
	const struct inbox_item	*const *x = a, *const *y = b;
	int64_t			 s = (*x)->landing.landed.us;
	int64_t			 t = (*y)->landing.landed.us;

	return s < t ? -1 : s > t;
}

/*
 * A folder gives its names in any order, but the numbers of a client's files
 * rise (doc/formats/envelope.md): a later one first would make the earlier one a replay.
 */
static void
sort_found(struct inboxes *in)
{
	struct inbox_item	**list, *it;
	size_t			 n = 0, i = 0;

	TAILQ_FOREACH(it, &in->found, link)
		n++;
	list = n < 2 ? NULL : calloc(n, sizeof(struct inbox_item *));
	if (list == NULL)
		return;
	while ((it = TAILQ_FIRST(&in->found)) != NULL) {
		TAILQ_REMOVE(&in->found, it, link);
		list[i++] = it;
	}
	qsort(list, n, sizeof(*list), by_landing);
	for (i = 0; i < n; i++)
		TAILQ_INSERT_TAIL(&in->found, list[i], link);
	free(list);
}

/* In the pool: nothing of `in' is touched but box_fd and found. */
static void
run_scan(struct iojob *job)
{
	struct inboxes	*in = of_job(job);
	int		 i;

	for (i = 0; i < BOX_COUNT; i++)
		if (in->box_fd[i] != -1)
			scan_box(in, (enum box)i);
	sort_found(in);
}

static void
requeue_parked(struct inboxes *in)
{
	struct inbox_item	*it, *next;

	HASH_ITER(hh, in->items, it, next) {
		if (it->state != ITEM_PARKED)
			continue;
		it->state = ITEM_QUEUED;
		TAILQ_INSERT_TAIL(&in->queue, it, link);
		inboxes_turn(in);
	}
}

static void
forgotten(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("inboxes: rows of old files: %s", failed->text);
}

/*
 * Files that waited for nobody here and were fetched by somebody else.  Their
 * names are asked for once more: the scan may have failed on them.
 */
static void
forget_fetched(struct inboxes *in, struct batch *b)
{
	struct inbox_item	*it, *next;
	struct stat		 st;

	HASH_ITER(hh, in->items, it, next) {
		if (it->state != ITEM_KEPT || it->seen == in->scans ||
		    fstatat(in->box_fd[it->landing.box], it->key, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
			continue;
		store_inbox_consume(b, &it->landing.landing,
		    "fetched by somebody else", wall_now());
		store_inbox_remove(b, &it->landing.landing, wall_now());
		inbox_item_gone(in, it, true);
	}
}

static void
tidy(struct inboxes *in)
{
	struct wall	 old = wall_now();
	struct batch	*b = store_batch_new();

	old.us -= in->d->env->config.inbox_history * 1000;
	forget_fetched(in, b);
	(void)store_inbox_prune(b, old, ROWS_PRUNED);
	old.us = wall_now().us - in->d->env->config.status_history * 1000;
	store_message_prune(b, old, ROWS_PRUNED);
	(void)store_submit(in->d->store, &b, forgotten, in);
}

static void
scanned(struct iojob *job)
{
	struct inboxes	*in = of_job(job);
	struct inbox_item	*it, *known, *newer = NULL;
	size_t			 fresh = 0;

	in->scanning = false;
	while ((it = TAILQ_LAST(&in->found, inbox_item_queue)) != NULL) {
		TAILQ_REMOVE(&in->found, it, link);
		known = inbox_item_find(in, &it->landing.landing);
		if (known != NULL)
			known->seen = in->scans;
		if (known != NULL || job->cancelled ||
		    inbox_item_went(in, &it->landing.landing)) {
			inbox_item_free(it);
			continue;
		}
		inbox_item_add(in, it, newer);
		newer = it;
		fresh++;
	}
	if (job->cancelled)
		return;
	if (fresh > 0)
		log_info("inboxes: %zu files were found that nobody had "
		    "announced", fresh);
	in->unannounced = fresh > 0;
	inbox_items_forget(in);
	tidy(in);
	requeue_parked(in);
	if (!in->scanned) {
		in->scanned = true;
		inboxes_quota_state(in);
		inboxes_clean(in);
		inboxes_turn(in);
	}
	scan_soon(in, in->d->env->config.scan_interval);
}

static void
on_scan(evutil_socket_t fd, short what, void *arg)
{
	struct inboxes	*in = arg;

	(void)fd;
	(void)what;
	if (in->scanning || in->stopping)
		return;
	/* Most of what it would find is known, and in the way of the lane. */
	if (in->scanned && !TAILQ_EMPTY(&in->queue) &&
	    in->put_off < PUT_OFF_MAX) {
		in->put_off++;
		scan_soon(in, in->d->env->config.scan_interval);
		return;
	}
	in->put_off = 0;
	in->scanning = true;
	in->scans++;
	in->scan_job = (struct iojob){ .run = run_scan, .done = scanned };
	if (iopool_submit(in->d->pool, &in->scan_job) != 0) {
		in->scanning = false;
		scan_soon(in, 1000);
	}
}

void
scan_soon(struct inboxes *in, int64_t ms)
{
	if (!in->stopping)
		timer_after(&in->scan_timer, ms);
}

void
scan_init(struct inboxes *in)
{
	(void)event_assign(&in->scan_timer, in->d->env->base, -1, 0, on_scan,
	    in);
}
