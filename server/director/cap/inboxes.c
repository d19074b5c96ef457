/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/inboxes.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/role/quota_msg.h"
#include "server/director/bringers.h"
#include "server/director/cap/inbox_file.h"
#include "server/director/cap/inboxes_int.h"

#define BOX_MODE	02770

struct inbox_item *
inbox_item_find(struct inboxes *in, const struct guid *landing)
{
	struct inbox_item	*it;

	HASH_FIND(hh, in->items, landing, sizeof(*landing), it);
	return it;
}

/* Nobody has landed a file before 1970, or will: a worker may say so. */
static int64_t
time_of(int64_t told)
{
	const int64_t	 now = wall_now().us;

	return told < 0 ? 0 : told > now ? now : told;
}

struct inbox_item *
inbox_item_new(const struct msg_landed *m, const char *key)
{
	struct inbox_item	*it = calloc(1, sizeof(*it));

	if (it == NULL || (it->key = strdup(key)) == NULL) {
		free(it);
		return NULL;
	}
	it->landing = *m;
	it->landing.landed.us = time_of(m->landed.us);
	return it;
}

void
inbox_item_free(struct inbox_item *it)
{
	buf_free(&it->content);
	prepared_free(&it->prepared);
	free(it->key);
	free(it);
}

/* Files are announced as they land, by several workers. */
bool
inbox_item_is_in_time(const struct inboxes *in, const struct inbox_item *it)
{
	const struct inbox_item	*last;
	size_t			 n = 0;

	for (last = TAILQ_LAST(&in->queue, inbox_item_queue); last != NULL &&
	    last->landing.landed.us > it->landing.landed.us;
	    last = TAILQ_PREV(last, inbox_item_queue, link))
		if (++n > INBOX_WALK_MOST)
			return false;
	return true;
}

void
inbox_item_add(struct inboxes *in, struct inbox_item *it,
    struct inbox_item *newer)
{
	struct inbox_item	*last = newer;

	HASH_ADD(hh, in->items, landing.landing, sizeof(struct guid), it);
	it->seen = in->scans;
	it->state = ITEM_QUEUED;
	if (last == NULL)
		last = TAILQ_LAST(&in->queue, inbox_item_queue);
	while (last != NULL && last->landing.landed.us > it->landing.landed.us)
		last = TAILQ_PREV(last, inbox_item_queue, link);
	if (last == NULL)
		TAILQ_INSERT_HEAD(&in->queue, it, link);
	else
		TAILQ_INSERT_AFTER(&in->queue, last, it, link);
	inboxes_turn(in);
}

/* Its share of the box is free again. */
static void
release(struct inboxes *in, const struct inbox_item *it)
{
	struct chan		*clerk = env_peer(in->d->env, ROLE_CLERK, 0);
	struct quota_amount	 a = {
		.who.account = it->landing.account,
		.who.address = it->landing.address,
		.files = 1,
		.bytes = it->landing.size,
	};

	text_copy(a.who.box, sizeof(a.who.box),
	    box_row(it->landing.box)->name);
	if (clerk != NULL && it->landing.account != 0) {
		msg_put_quota_amount(chan_begin(clerk, MSG_QUOTA_RELEASE, 0),
		    &a);
		(void)chan_end(clerk);
	}
}

void
inbox_item_gone(struct inboxes *in, struct inbox_item *it, bool by_us)
{
	HASH_DEL(in->items, it);
	if (by_us)
		release(in, it);
	if (in->scanning)
		HASH_ADD(hh, in->went, landing.landing, sizeof(struct guid),
		    it);
	else
		inbox_item_free(it);
}

bool
inbox_item_went(struct inboxes *in, const struct guid *landing)
{
	struct inbox_item	*it;

	HASH_FIND(hh, in->went, landing, sizeof(*landing), it);
	return it != NULL;
}

static void
free_all(struct inbox_item **items)
{
	struct inbox_item	*it, *next;

	HASH_ITER(hh, *items, it, next) {
		HASH_DEL(*items, it);
		inbox_item_free(it);
	}
}

void
inbox_items_forget(struct inboxes *in)
{
	free_all(&in->went);
}

void
inboxes_turn(struct inboxes *in)
{
	if (!in->stopping)
		event_active(&in->turn, 0, 0);
}

/* A client's name may begin with a dot; in capital letters it is not one of
   these. */
bool
inbox_key_is_ours(const char *key)
{
	return strcmp(key, ".") == 0 || strcmp(key, "..") == 0 ||
	    strcmp(key, DROP_OPEN_FOLDER) == 0 ||
	    strcmp(key, BAD_FOLDER) == 0;
}

/* --- messages --- */

/* A worker lands files under their names in capital letters. */
static bool
make_key(const char *name, char key[static DROP_NAME_SIZE])
{
	return text_fold(name, key, DROP_NAME_SIZE) == 0 && key[0] != '\0' &&
	    strchr(key, '/') == NULL && !inbox_key_is_ours(key);
}

void
inboxes_landed(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct inboxes		*in = d->inboxes;
	struct msg_landed	 landing;
	struct inbox_item		*it = NULL;
	char			 key[DROP_NAME_SIZE];

	msg_get_landed(&m->body, &landing);
	if (!rd_end(&m->body) || !make_key(landing.name, key)) {
		chan_malformed(ch, m);
		return;
	}
	if (inbox_item_find(in, &landing.landing) != NULL ||
	    inbox_item_went(in, &landing.landing))
		return;
	it = inbox_item_new(&landing, key);
	if (it == NULL)
		scan_soon(in, 1000);	/* it is there all the same */
	else if (inbox_item_is_in_time(in, it))
		inbox_item_add(in, it, NULL);
	else
		inbox_item_free(it);	/* a scan finds it, and its place */
}

void
inboxes_worker_lost(struct director *d)
{
	scan_soon(d->inboxes, 100);
}

void
inboxes_tell_clerk(struct director *d, struct chan *clerk)
{
	(void)clerk;
	if (d->inboxes->scanned)
		inboxes_quota_state(d->inboxes);
}

/* One row a file: the clerk adds them up. */
void
inboxes_quota_state(struct inboxes *in)
{
	struct chan		*clerk = env_peer(in->d->env, ROLE_CLERK, 0);
	struct quota_state	 head = { .first = true };
	struct quota_amount	 a = { .files = 1 };
	struct inbox_item		*it = in->items;
	struct wr		*w;
	size_t			 hole;

	if (clerk == NULL)
		return;
	do {
		w = chan_begin(clerk, MSG_QUOTA_STATE, 0);
		hole = w->pos;
		msg_put_quota_state(w, &head);
		for (head.n = 0; it != NULL && head.n < 1000;
		    it = it->hh.next) {
			if (it->landing.account == 0)
				continue;
			text_copy(a.who.box, sizeof(a.who.box),
			    box_row(it->landing.box)->name);
			a.who.account = it->landing.account;
			a.who.address = it->landing.address;
			a.bytes = it->landing.size;
			msg_put_quota_amount(w, &a);
			head.n++;
		}
		head.last = it == NULL;
		/* The head again, now that its numbers are known. */
		msg_put_quota_state(&(struct wr){ .base = w->base,
		    .cap = w->pos, .pos = hole }, &head);
		(void)chan_end(clerk);
		head.first = false;
	} while (!head.last);
}

bool
inboxes_owe(const struct director *d, enum box box)
{
	const struct inbox_item	*it;

	for (it = d->inboxes->items; it != NULL; it = it->hh.next)
		if (it->landing.box == box && it->state != ITEM_KEPT)
			return true;
	return false;
}

/* --- life --- */

/* The workers make the boxes; a director that comes first makes them too. */
static int
open_box(int up_fd, const char *name, struct err *e)
{
	mode_t	 mask = umask(0007);	/* never a moment too narrow for them */
	int	 fd, rc;

	rc = mkdirat(up_fd, name, BOX_MODE);
	(void)umask(mask);
	if (rc == 0 && fchmodat(up_fd, name, BOX_MODE, 0) == -1)
		return err_sys(e, "drop box %s", name);
	fd = openat(up_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	return fd == -1 ? err_sys(e, "drop box %s", name) : fd;
}

int
inboxes_new(struct director *d, struct err *e)
{
	struct inboxes	*in = calloc(1, sizeof(*in));
	char		 path[CONFIG_PATH_MAX];
	int		 up_fd, i, rc = 0;

	if (in == NULL)
		return err_set(e, ENOMEM, "out of memory");
	d->inboxes = in;
	in->d = d;
	in->gone.fd = -1;
	TAILQ_INIT(&in->queue);
	TAILQ_INIT(&in->found);
	lane_init(in);
	scan_init(in);
	in->newcomers = bringers_new();
	if (in->newcomers == NULL)
		return err_set(e, ENOMEM, "out of memory");
	config_path(&d->env->config, "cap/up", path);
	up_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (up_fd == -1)
		return err_sys(e, "folder %s", path);
	for (i = 0; i < BOX_COUNT && rc >= 0; i++) {
		in->box_fd[i] = -1;
		if (box_row((enum box)i)->flow == BOX_UP)
			rc = in->box_fd[i] = open_box(up_fd,
			    box_row((enum box)i)->name, e);
	}
	(void)close(up_fd);
	if (rc >= 0)
		rc = gone_init(in, e);
	return rc < 0 ? -e->code : 0;
}

void
inboxes_start(struct director *d)
{
	scan_soon(d->inboxes, 0);
	gone_sweep(d->inboxes);
}

void
inboxes_reconfigured(struct director *d)
{
	scan_soon(d->inboxes, d->env->config.scan_interval);
}

void
inboxes_stop(struct director *d)
{
	struct inboxes	*in = d->inboxes;

	in->stopping = true;
	(void)event_del(&in->turn);
	(void)event_del(&in->scan_timer);
}

void
inboxes_free(struct inboxes **inp)
{
	struct inboxes	*in = *inp;
	int		 i;

	if (in == NULL)
		return;
	*inp = NULL;
	free_all(&in->items);
	free_all(&in->went);
	for (i = 0; i < BOX_COUNT; i++)
		if (in->box_fd[i] != -1)
			(void)close(in->box_fd[i]);
	gone_free(in);
	bringers_free(&in->newcomers);
	free(in);
}
