/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inboxes_int - the inside of struct inboxes: inboxes.c (what is known, who is
 * told), inbox_lane.c (reading, digesting), inbox_leave.c (taking away),
 * inbox_gone.c (off the disk), inbox_scan.c, inbox_clean.c.
 */
#ifndef SERVER_DIRECTOR_CAP_INBOXES_INT_H
#define SERVER_DIRECTOR_CAP_INBOXES_INT_H

#include <dirent.h>
#include <event2/event_struct.h>
#include <sys/queue.h>

#include <uthash.h>

#include "base/buf.h"
#include "server/director/cap/consumer.h"
#include "server/director/cap/inboxes.h"
#include "server/smb/iopool.h"
#include "store/inbox.h"

/*
 * Threads that take files from their boxes.  To remove one may be a round trip
 * to the disk, which several do side by side; to rename one is the processor's
 * work, under one lock of the kernel's.
 */
#define INBOX_TAKERS	6
#define INBOX_MOVERS	2
/* What may wait for the disk to remove it. */
#define INBOX_GONE_FILES	262144
#define INBOX_GONE_BYTES	(512ULL << 20)
/*
 * Files digested in one commit.  They share an fsync, and the pages of indexes
 * that all of them touch; but what else is to be committed waits for it.
 */
#define LANE_MAX	2048

/* What is to be done with a file next. */
enum item_state {
	ITEM_QUEUED,		/* waits for the lane */
	ITEM_IN_LANE,
	ITEM_KEPT,		/* has its row; nobody digests it */
	ITEM_PARKED		/* asked again at the next scan */
};

/* A file that lies in a box now. */
struct inbox_item {
	UT_hash_handle		 hh;		/* by landing id */
	TAILQ_ENTRY(inbox_item)	 link;		/* queue */
	enum item_state		 state;
	struct msg_landed	 landing;
	char			*key;		/* its name on disk */
	uint64_t		 seen;		/* by which scan, the last */
	/* In the lane. */
	struct buf		 content;
	struct prepared		*prepared;	/* of large kinds */
	int			 read_error;
	bool			 was_gone;	/* when it was to be taken away */
	struct guid		 signer;	/* if sequence is not 0 */
	uint64_t		 sequence;
	enum digest		 verdict;
	enum inbox_state	 was;		/* its row, before this time */
	char			 result[RESULT_SIZE];
	const struct inbox_landing *landed;
	const struct inbox_outcome *outcome;
	const struct client_merge *merge;
	const bool		*asked;
};

TAILQ_HEAD(inbox_item_queue, inbox_item);

/* Files that go together, one batch at a time. */
struct inbox_batch {
	struct inbox_item	*item[LANE_MAX];
	size_t			 n;
	struct iojob		 job;
	bool			 busy;
};

/* The job comes first: run() and done() are given that. */
struct inbox_taker {
	struct iojob		 job;
	struct inboxes		*in;
	size_t			 index;
};

/* Files that have left their boxes and are to be removed. */
struct inbox_gone {
	int			 fd;		/* of their folder */
	size_t			 files;		/* of what was put there */
	uint64_t		 bytes;
	bool			 busy;
	/* The job's. */
	struct iojob		 job;
	DIR			*dir;		/* of a pass through it */
	size_t			 pass;		/* removed in that */
	size_t			 swept_files;	/* removed in this round */
	uint64_t		 swept_bytes;
	bool			 more;
};

struct inboxes {
	struct director		*d;
	int			 box_fd[BOX_COUNT];	/* up ones; -1 */
	struct bringers		*newcomers;
	struct inbox_item		*items;
	struct inbox_item		*went;		/* during this scan */
	struct inbox_item_queue	 queue;		/* as they landed */
	struct inbox_batch	 lane;		/* being digested */
	struct inbox_batch	 leaving;	/* digested: being taken away */
	struct inbox_taker	 takers[INBOX_TAKERS];	/* of those leaving */
	size_t			 takers_n;
	size_t			 takers_left;
	int			 leaving_to;	/* folder; -1: off the disk */
	struct inbox_gone	 gone;
	bool			 cancelled;
	bool			 lane_waits;	/* to leave */
	size_t			 lane_max;	/* 1 after a refused batch */
	struct event		 turn;
	/* The scan. */
	struct iojob		 scan_job;
	struct inbox_item_queue	 found;		/* by the pool's thread */
	uint64_t		 scans;		/* begun so far */
	unsigned		 put_off;	/* scans in a row */
	bool			 scanning;
	bool			 scanned;	/* once; before that all waits */
	bool			 unannounced;	/* files, the last has found */
	struct event		 scan_timer;
	bool			 stopping;
};

struct inbox_item	*inbox_item_find(struct inboxes *, const struct guid *);
/* `key' is its name on disk; NULL: no memory. */
struct inbox_item	*inbox_item_new(const struct msg_landed *, const char *key);
void		 inbox_item_free(struct inbox_item *);
/* false: its place is more than INBOX_WALK_MOST from the end of the queue: a
   worker that was taken over may say so of each file. */
#define INBOX_WALK_MOST	1024
bool		 inbox_item_is_in_time(const struct inboxes *,
		    const struct inbox_item *);
/* And queues it as it landed.  `newer': one of the queue that is; or NULL. */
void		 inbox_item_add(struct inboxes *, struct inbox_item *,
		    struct inbox_item *newer);
/*
 * The file is away.  `by_us': its share of the box was not freed before.  A scan
 * that is under way may have seen it before: what went is known until then.
 */
void		 inbox_item_gone(struct inboxes *, struct inbox_item *,
		    bool by_us);
bool		 inbox_item_went(struct inboxes *, const struct guid *);
void		 inbox_items_forget(struct inboxes *);	/* what went */
void		 inboxes_turn(struct inboxes *);	/* soon: the lane */

void		 lane_init(struct inboxes *);
/* In the pool, or here and now when its queue is full. */
void		 lane_submit(struct inboxes *, struct iojob *,
		    void (*run)(struct iojob *), void (*done)(struct iojob *));
void		 lane_free(struct inboxes *);	/* for the next files */
void		 lane_leave(struct inboxes *);	/* its files are committed */
int		 gone_init(struct inboxes *, struct err *);
void		 gone_free(struct inboxes *);
void		 gone_sweep(struct inboxes *);
/* Where files go that leave now; -1: it is full. */
int		 gone_folder(const struct inboxes *);
void		 gone_add(struct inboxes *, const struct inbox_item *);
void		 scan_init(struct inboxes *);
void		 scan_soon(struct inboxes *, int64_t ms);
/* A name in a box that is the site's own. */
bool		 inbox_key_is_ours(const char *key);
void		 inboxes_quota_state(struct inboxes *);
void		 inboxes_clean(struct inboxes *);	/* once, after a scan */

#endif
