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
#include "server/director/ccm/ccm.h"
#include "server/director/cap/newcomers.h"
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

void
lane_submit(struct inboxes *in, struct iojob *job, void (*run)(struct iojob *),
    void (*done)(struct iojob *))
{
	*job = (struct iojob){ .run = run, .done = done };
	if (iopool_submit(in->d->pool, job) == 0)
		return;
	run(job);
	done(job);
}

void
lane_free(struct inboxes *in)
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
	lane_free(in);
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
	lane_free(in);
}

/* Files of these may have made requests. */
static void
tell_ccm(struct inboxes *in)
{
	size_t	 i;
	enum box	 box;

	for (i = 0; i < in->lane.n; i++) {
		box = in->lane.item[i]->landing.box;
		if (box == BOX_CCR || box == BOX_DDR || box == BOX_INVENTRY)
			ccm_notice(in->d);
	}
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
	else {
		enrolments_commit(in->d);
		tell_ccm(in);
	}
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
			if ((it->merge != NULL && it->merge->fresh) ||
			    (it->asked != NULL && *it->asked))
				newcomers_add(in->d, &it->landing.address);
			log_verdict(it);
		}
	}
	lane_leave(in);
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
		.prepared = it->prepared,
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
	it->merge = drop.merge;
	it->asked = drop.asked;
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
	for (i = 0; i < in->lane.n; i++) {
		digest(in, in->lane.item[i], b);
		prepared_free(&in->lane.item[i]->prepared);
	}
	if (store_submit(in->d->store, &b, committed, in) != 0)
		lane_again(in);
}

/* --- reading --- */

static void
read_one(const struct inboxes *in, struct inbox_item *it)
{
	const enum box	 box = it->landing.box;
	const size_t	 most = (size_t)box_largest(box, it->key);

	it->was = INBOX_LANDED;
	it->read_error = 0;
	if (consumer_of(box, it->key) == NULL)
		return;
	buf_init(&it->content, most + 65536);
	it->read_error = inbox_file_read(in->box_fd[box], it->key, most,
	    &it->content);
	if (it->read_error == 0)
		it->prepared = consumer_prepare(box, it->key,
		    it->content.data, it->content.len);
}

static void
run_read(struct iojob *job)
{
	struct inboxes	*in = of_job(job);
	size_t		 i;

	for (i = 0; i < in->lane.n; i++)
		read_one(in, in->lane.item[i]);
}

static void
on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct inboxes	*in = arg;
	struct inbox_item	*it;
	uint64_t		 bytes = 0;

	(void)fd;
	(void)what;
	/* What lay there before goes first: its numbers are lower. */
	if (in->lane.busy || in->stopping || !in->scanned)
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
	lane_submit(in, &in->lane.job, run_read, files_read);
}

void
lane_init(struct inboxes *in)
{
	in->lane_max = LANE_MAX;
	(void)event_assign(&in->turn, in->d->env->base, -1, 0, on_turn, in);
}
