/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inbox_lane - a batch of dropped files on its way:
 *
 *	the pool reads them -> consumers digest them into one batch -> the store
 *	commits rows and effects -> the pool takes the files away -> the store
 *	forgets the rows (with the next batch)
 *
 * The next batch is read and digested while the files of one are taken away.
 * A file is away only after its effect is on the disk; one that a crash brought
 * back has its row, and goes where the row says.  When the store refuses
 * a batch, its files go one by one: a bad one never stops the others.
 */
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "server/director/cap/inbox_file.h"
#include "server/director/cap/inboxes_int.h"
#include "store/inbox.h"

#define LANE_BYTES	(8U << 20)	/* of all files in it, but one */
#define AGAIN_MS	5000	/* after trouble of the disk */
#define GRACE_S		60	/* to whoever writes a file by hand */

static struct inboxes *
of_job(struct iojob *job)
{
	return (struct inboxes *)((char *)job -
	    offsetof(struct inboxes, lane.job));
}

static void
submit_job(struct inboxes *in, struct iojob *job, void (*run)(struct iojob *),
    void (*done)(struct iojob *))
{
	*job = (struct iojob){ .run = run, .done = done };
	if (iopool_submit(in->d->pool, job) == 0)
		return;
	run(job);
	done(job);
}

static void
lane_next(struct inboxes *in)
{
	in->lane.busy = false;
	in->lane.n = 0;
	if (!TAILQ_EMPTY(&in->queue))
		inboxes_turn(in);
}

/* Files of a lane that failed as a whole: one by one, from the start. */
static void
lane_again(struct inboxes *in)
{
	size_t	 i;

	enrolments_undo(in->d);
	for (i = in->lane.n; i > 0; i--) {
		in->lane.item[i - 1]->state = ITEM_QUEUED;
		buf_free(&in->lane.item[i - 1]->content);
		TAILQ_INSERT_HEAD(&in->queue, in->lane.item[i - 1], link);
	}
	in->lane_max = 1;
	lane_next(in);
}

/* --- taking away --- */

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
		it->read_error = inbox_file_put_aside(fd, it->landing.box,
		    it->key, &it->landing.landing);
	else
		it->read_error = inbox_file_remove(fd, it->landing.box,
		    it->key, &it->landing.landing);
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
		    (goes_aside(it) ? 0 : i % INBOX_TAKERS))
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
	/* Told twice, or found by a scan that was under way: freed before. */
	inbox_item_gone(in, it, it->was == INBOX_LANDED || !it->was_gone);
}

static void	leave(struct inboxes *);

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
	if (in->lane_waits)
		leave(in);
	else if (!TAILQ_EMPTY(&in->queue))
		inboxes_turn(in);
}

/* While these are taken away, the next are read and digested. */
static void
leave(struct inboxes *in)
{
	size_t	 i;

	in->lane_waits = in->leaving.busy;
	if (in->lane_waits || in->stopping)
		return;		/* at the end: the next start does it */
	memcpy(in->leaving.item, in->lane.item,
	    in->lane.n * sizeof(in->lane.item[0]));
	in->leaving.n = in->lane.n;
	in->leaving.busy = true;
	lane_next(in);
	in->takers_left = INBOX_TAKERS;
	for (i = 0; i < INBOX_TAKERS; i++) {
		in->takers[i].in = in;
		in->takers[i].index = i;
		submit_job(in, &in->takers[i].job, run_take_away,
		    taken_away);
	}
}

/* --- digesting --- */

static void
log_verdict(const struct inbox_item *it)
{
	static struct log_limit	 limit = { .burst = 20 };

	if (it->verdict == DIGEST_BAD)
		log_limited(&limit, LVL_WARN, "%s: file \"%s\" of \"%s\" is "
		    "bad and was put aside: %s",
		    box_row(it->landing.box)->name, VIS(it->landing.name),
		    VIS(it->landing.workstation), VIS(it->result));
	else
		log_debug("%s: file \"%s\": %s",
		    box_row(it->landing.box)->name, VIS(it->landing.name),
		    VIS(it->result));
}

/* No batch is to blame for these (doc/store.md 2): trying others is idle. */
static bool
is_trouble_of_the_disk(const struct err *failed)
{
	switch (failed->code) {
	case ENOSPC:
	case EIO:
	case ENOMEM:
	case EROFS:
	case EUCLEAN:
		return true;
	default:
		return false;
	}
}

/* The files are safe where they are; they come back with the next scan. */
static void
lane_waits(struct inboxes *in, const struct err *failed)
{
	static struct log_limit	 limit = { .burst = 1 };
	int64_t			 usual = in->d->env->config.scan_interval;
	size_t			 i;

	enrolments_undo(in->d);
	for (i = 0; i < in->lane.n; i++) {
		in->lane.item[i]->state = ITEM_PARKED;
		buf_free(&in->lane.item[i]->content);
	}
	log_limited(&limit, LVL_ERROR, "inboxes: files wait in their boxes: "
	    "%s", failed->text);
	scan_soon(in, usual < AGAIN_MS ? usual : AGAIN_MS);
	lane_next(in);
}

/* What the store has found out about the file. */
static void
take_outcome(struct director *d, struct inbox_item *it)
{
	static const enum digest	 verdicts[] = {
		[INBOX_TAKEN] = DIGEST_DONE, [INBOX_BAD] = DIGEST_BAD,
		[INBOX_LATER] = DIGEST_LATER, [INBOX_NOTHING] = DIGEST_DROP,
	};

	if (it->outcome == NULL)
		return;
	it->verdict = verdicts[it->outcome->fate];
	if (it->verdict == DIGEST_LATER && it->sequence != 0)
		enrolled_give_back(d, &it->signer, it->sequence);
	if (it->outcome->text[0] != '\0')
		text_copy(it->result, sizeof(it->result), it->outcome->text);
}

static void
committed(void *arg, const struct err *failed)
{
	struct inboxes	*in = arg;
	struct inbox_item	*it;
	size_t		 i;

	if (failed != NULL && is_trouble_of_the_disk(failed)) {
		lane_waits(in, failed);
		return;
	}
	/* Of a file that is just leaving, the row must have told so. */
	if (failed != NULL && (in->lane.n > 1 || in->leaving.busy)) {
		lane_again(in);
		return;
	}
	if (failed != NULL)
		enrolments_undo(in->d);
	else
		enrolments_commit(in->d);
	for (i = 0; i < in->lane.n; i++) {
		it = in->lane.item[i];
		if (failed != NULL && failed->code == EALREADY)
			it->was = it->landed->state;	/* a crash ago */
		else if (failed != NULL) {
			log_error("%s: file \"%s\": %s",
			    box_row(it->landing.box)->name,
			    VIS(it->landing.name), failed->text);
			it->verdict = DIGEST_LATER;
		} else {
			take_outcome(in->d, it);
			log_verdict(it);
		}
	}
	leave(in);
}

static void
add_row(struct inbox_item *it, struct director *d, struct batch *b)
{
	char			 address[ADDR_TEXT_SIZE];
	struct inbox_row	 row = {
		.landing = it->landing.landing,
		.box = box_row(it->landing.box)->name,
		.name = it->landing.name,
		.size = it->landing.size,
		.account = it->landing.account,
		.generation = it->landing.generation,
		.session = it->landing.session,
		.address = addr_text(&it->landing.address, address),
		.workstation = it->landing.workstation,
		.node = d->site.node,
		.landed = it->landing.landed,
	};

	it->landed = store_inbox_land(b, &row);
}

/* In and out of the envelope, if it has one, and what is in it. */
static enum digest
digest_content(struct director *d, consume *run, struct drop *drop,
    struct batch *b)
{
	enum digest	 verdict = drop_unwrap(d, drop);

	if (verdict != DIGEST_DONE)
		return verdict;
	verdict = run(d, drop, b);
	drop_spend(d, drop, verdict, b);
	return verdict;
}

/* Nobody has closed a file that was put there by hand: it may still grow. */
static bool
may_grow(const struct inbox_item *it, const struct drop *drop)
{
	return it->landing.session == 0 && it->landing.account == 0 &&
	    (it->verdict == DIGEST_BAD || it->verdict == DIGEST_DROP) &&
	    drop->now.us - it->landing.landed.us < GRACE_S * 1000000LL;
}

static void
digest(struct inboxes *in, struct inbox_item *it, struct batch *b)
{
	consume		*run = consumer_of(it->landing.box, it->key);
	struct drop	 drop = {
		.landing = &it->landing,
		.data = it->content.data,
		.len = it->content.len,
		.now = wall_now(),
	};

	add_row(it, in->d, b);
	if (run == NULL) {
		it->verdict = DIGEST_KEEP;
		return;
	}
	if (it->read_error == -ENOENT) {
		it->verdict = DIGEST_DROP;
		(void)snprintf(drop.result, sizeof(drop.result),
		    "the file was gone before it was read");
	} else if (it->read_error != 0)
		it->verdict = DIGEST_LATER;
	else
		it->verdict = digest_content(in->d, run, &drop, b);
	if (may_grow(it, &drop))
		it->verdict = DIGEST_LATER;
	text_copy(it->result, sizeof(it->result), drop.result);
	it->outcome = drop.outcome;
	it->sequence = drop.sequence;
	if (drop.signer != NULL)
		it->signer = drop.signer->guid;
	if (it->outcome != NULL)
		store_inbox_settle(b, &it->landing.landing, it->outcome,
		    drop.now);
	else if (it->verdict == DIGEST_BAD)
		store_inbox_quarantine(b, &it->landing.landing, it->result,
		    drop.now);
	else if (it->verdict != DIGEST_LATER)
		store_inbox_consume(b, &it->landing.landing, it->result,
		    drop.now);
}

static void
files_read(struct iojob *job)
{
	struct inboxes	*in = of_job(job);
	struct batch	*b;
	size_t		 i;

	if (job->cancelled)
		return;
	b = store_batch_new();
	for (i = 0; i < in->lane.n; i++)
		digest(in, in->lane.item[i], b);
	if (store_submit(in->d->store, &b, committed, in) != 0)
		lane_again(in);
}

/* --- reading --- */

static void
run_read(struct iojob *job)
{
	struct inboxes	*in = of_job(job);
	struct inbox_item	*it;
	size_t		 i, most;

	for (i = 0; i < in->lane.n; i++) {
		it = in->lane.item[i];
		it->was = INBOX_LANDED;
		it->read_error = 0;
		if (consumer_of(it->landing.box, it->key) == NULL)
			continue;
		most = (size_t)box_largest(it->landing.box, it->key);
		buf_init(&it->content, most + 65536);
		it->read_error = inbox_file_read(in->box_fd[it->landing.box],
		    it->key, most, &it->content);
	}
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct inboxes	*in = arg;
	struct inbox_item	*it;
	uint64_t		 bytes = 0;

	(void)fd;
	(void)what;
	if (in->lane.busy || in->stopping)
		return;
	/* One by one, after a refusal, means one by one. */
	if (in->lane_max < LANE_MAX && in->leaving.busy)
		return;
	while (in->lane.n < in->lane_max &&
	    (it = TAILQ_FIRST(&in->queue)) != NULL) {
		bytes += it->landing.size;
		if (in->lane.n > 0 && bytes > LANE_BYTES)
			break;
		TAILQ_REMOVE(&in->queue, it, link);
		it->state = ITEM_IN_LANE;
		in->lane.item[in->lane.n++] = it;
	}
	if (in->lane.n == 0)
		return;
	if (in->lane_max < LANE_MAX)
		in->lane_max *= 2;	/* what was refused is behind us */
	in->lane.busy = true;
	submit_job(in, &in->lane.job, run_read, files_read);
}

void
lane_init(struct inboxes *in)
{
	in->lane_max = LANE_MAX;
	(void)event_assign(&in->turn, in->d->env->base, -1, 0, on_turn, in);
}
