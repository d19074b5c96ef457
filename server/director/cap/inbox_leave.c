/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_leave - the files of a lane, once their effect is committed, leave their
 * boxes; then their rows say so, with the next batch.
 */
#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/inbox_file.h"
#include "server/director/cap/inboxes_int.h"

static bool
goes(const struct inbox_item *it)
{
	return it->was != INBOX_LANDED || it->verdict == DIGEST_DONE ||
	    it->verdict == DIGEST_DROP || it->verdict == DIGEST_BAD;
}

/* What the row says decides: the clock may have changed the verdict since. */
static bool
goes_aside(const struct inbox_item *it)
{
	return it->was == INBOX_QUARANTINED ||
	    (it->was == INBOX_LANDED && it->verdict == DIGEST_BAD);
}

static void
take_away(const struct inboxes *in, struct inbox_item *it)
{
	int	 fd = in->box_fd[it->landing.box];

	if (goes_aside(it))
		it->read_error = inbox_file_put_aside(fd, it->key,
		    &it->landing);
	else
		it->read_error = inbox_file_remove(fd, in->leaving_to,
		    it->key, &it->landing);
	it->was_gone = it->read_error == INBOX_FILE_GONE;
	if (it->was_gone)
		it->read_error = 0;
}

/*
 * To remove a file may take a round trip to the disk: some do it side by side.
 * Only the first puts aside, for that counts what lies there.
 */
static void
run_take_away(struct iojob *job)
{
	struct inbox_taker	*t = (struct inbox_taker *)job;
	struct inboxes		*in = t->in;
	struct inbox_item	*it;
	size_t			 i;

	for (i = 0; i < in->leaving.n; i++) {
		it = in->leaving.item[i];
		if (goes(it) && t->index ==
		    (goes_aside(it) ? 0 : i % in->takers_n))
			take_away(in, it);
	}
}

static void
forgotten(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		log_error("inboxes: rows of files that are away: %s",
		    failed->text);
}

/* One item is through: away, kept, or to be looked at again later. */
static void
settle(struct inboxes *in, struct inbox_item *it, struct batch *b)
{
	buf_free(&it->content);
	if (!goes(it)) {
		it->state = it->verdict == DIGEST_LATER ? ITEM_PARKED :
		    ITEM_KEPT;
		return;
	}
	if (it->read_error != 0 && it->read_error != -ESTALE) {
		log_error("%s: file \"%s\" cannot be taken away: %s",
		    box_row(it->landing.box)->name, VIS(it->landing.name),
		    strerror(-it->read_error));
		it->state = ITEM_PARKED;
		return;
	}
	if (!goes_aside(it) && it->was != INBOX_REMOVED)
		store_inbox_remove(b, &it->landing.landing, wall_now());
	if (!goes_aside(it) && !it->was_gone && in->leaving_to != -1)
		gone_add(in, it);
	/* Told twice, or found by a scan that was under way: freed before. */
	inbox_item_gone(in, it, it->was == INBOX_LANDED || !it->was_gone);
}

/* Where so many came that nobody announced, there are more by now. */
static void
look_for_more(struct inboxes *in)
{
	if (in->lane.busy || !in->unannounced)
		return;
	in->unannounced = false;
	scan_soon(in, 0);
}

static void
taken_away(struct iojob *job)
{
	struct inboxes	*in = ((struct inbox_taker *)job)->in;
	struct batch	*b;
	size_t		 i;

	in->cancelled = in->cancelled || job->cancelled;
	if (--in->takers_left > 0 || in->cancelled)
		return;			/* cancelled: the next start does it */
	b = store_batch_new();
	for (i = 0; i < in->leaving.n; i++)
		settle(in, in->leaving.item[i], b);
	(void)store_submit(in->d->store, &b, forgotten, in);
	in->leaving.busy = false;
	gone_sweep(in);
	if (in->lane_waits)
		lane_leave(in);
	else if (!TAILQ_EMPTY(&in->queue))
		inboxes_turn(in);
	else
		look_for_more(in);
}

/* While these are taken away, the next are read and digested. */
void
lane_leave(struct inboxes *in)
{
	size_t	 i;

	in->lane_waits = in->leaving.busy;
	if (in->lane_waits || in->stopping)
		return;		/* at the end: the next start does it */
	memcpy(in->leaving.item, in->lane.item,
	    in->lane.n * sizeof(in->lane.item[0]));
	in->leaving.n = in->lane.n;
	in->leaving.busy = true;
	lane_free(in);
	in->leaving_to = gone_folder(in);
	in->takers_n = in->leaving_to != -1 ? INBOX_MOVERS : INBOX_TAKERS;
	in->takers_left = in->takers_n;
	for (i = 0; i < in->takers_n; i++) {
		in->takers[i].in = in;
		in->takers[i].index = i;
		lane_submit(in, &in->takers[i].job, run_take_away,
		    taken_away);
	}
}
