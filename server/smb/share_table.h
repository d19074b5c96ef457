/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share_table - who has which file open, and what they may therefore do to
 * each other: share modes, oplocks, byte-range locks, pending deletions and
 * the names of open files, for the opens of several processes.
 *
 * Pure     no I/O, no events, no clock.  What others must be told, and answers
 *          that come later, are news: after each call the caller takes them all.
 * Later    NT_LATER from open and lock: a piece of news brings the answer.
 * Time     is told by share_table_time(), before other calls and when the
 *          deadline has come: an oplock whose break nobody acknowledges for
 *          break_ms counts as none.
 * Death    a process that ends frees what it held.  Its delete-on-close
 *          handles then delete nothing, since nobody could.
 * Names    one name a file and share; a file with several hard links is known
 *          by that of each open.
 * Cost     logarithmic in the number of opens and locks, whatever is asked.
 * Memory   share_table_free() frees all.  Texts in results live until the
 *          next call.
 * Source   [MS-FSA] 2.1.4.10, 2.1.4.12, 2.1.5.1, 2.1.5.5, 2.1.5.8, 2.1.5.9,
 *          2.1.5.15.3, 2.1.5.15.11, 2.1.5.18; [MS-SMB2] 3.3.4.6, 3.3.5.9.
 */
#ifndef SERVER_SMB_SHARE_TABLE_H
#define SERVER_SMB_SHARE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "protocol/role/share_msg.h"
#include "protocol/smb2/status.h"

struct share_table;

/* An open, as the table knows it. */
struct share_key {
	unsigned	 process;
	uint64_t	 id;
};

struct share_limits {
	size_t		 max_opens;	/* of all processes */
	size_t		 max_locks;	/* of one open, waiting ones too */
	int64_t		 break_ms;
};

#define SHARE_BREAK_MS	35000		/* Windows: [MS-SMB2] 3.3.2.1 */

struct share_table	*share_table_new(const struct share_limits *);
void			 share_table_free(struct share_table **);
void			 share_table_set_limits(struct share_table *,
			    const struct share_limits *);

void			 share_table_time(struct share_table *, struct mono);
/* When to tell the time at the latest; false: no need. */
bool			 share_table_deadline(const struct share_table *,
			    struct mono *);

/* Called whenever the hints (shares.h) of a file change, before any answer. */
typedef void		 share_hint_changed(void *arg, struct share_file,
			    unsigned from, unsigned to);
void			 share_table_on_hint(struct share_table *,
			    share_hint_changed *, void *arg);
unsigned		 share_table_hint(struct share_table *,
			    struct share_file);

struct share_granted	 share_table_open(struct share_table *,
			    unsigned process, const struct share_open *);
/* Takes back an open that waits: true, or false if it does not wait. */
bool			 share_table_cancel_open(struct share_table *,
			    struct share_key);
struct share_closed	 share_table_close(struct share_table *,
			    struct share_key);
void			 share_table_removed(struct share_table *,
			    struct share_key);
void			 share_table_end_process(struct share_table *,
			    unsigned process);

/* What was granted by a table that is gone: taken over without a question. */
enum ntstatus		 share_table_claim(struct share_table *,
			    unsigned process, const struct share_claim *);
enum ntstatus		 share_table_claim_lock(struct share_table *,
			    struct share_key, const struct share_range *);

void			 share_table_ack(struct share_table *,
			    struct share_key, uint8_t level);
void			 share_table_changed(struct share_table *,
			    struct share_key);	/* level II to none */

enum ntstatus		 share_table_may_io(struct share_table *,
			    struct share_key, const struct share_range *);
/* Ranges are unlocked one by one, or locked all or none; `wait' only with one
   range, under a request number that is the open's own. */
struct share_lock {
	const struct share_range *ranges;
	size_t		 n;
	bool		 wait;
	uint64_t	 request;
};
enum ntstatus		 share_table_lock(struct share_table *,
			    struct share_key, const struct share_lock *);
bool			 share_table_cancel_lock(struct share_table *,
			    struct share_key, uint64_t request);

enum ntstatus		 share_table_set_delete(struct share_table *,
			    struct share_key, bool);
enum ntstatus		 share_table_rename(struct share_table *,
			    struct share_key, const char *to,
			    struct share_file target);
void			 share_table_renamed(struct share_table *,
			    struct share_key, const char *to);

enum share_news_kind {
	SHARE_NEWS_OPENED,		/* granted: the answer to an open */
	SHARE_NEWS_LOCKED,		/* status: the answer to a lock */
	SHARE_NEWS_BREAK,		/* level */
	SHARE_NEWS_LOST,		/* no ack came: the oplock is none */
	SHARE_NEWS_DELETING,		/* deleting */
	SHARE_NEWS_RENAMED		/* path */
};

struct share_news {
	enum share_news_kind kind;
	struct share_key to;
	struct share_granted granted;
	enum ntstatus	 status;
	uint64_t	 request;
	uint8_t		 level;
	bool		 deleting;
	const char	*path;
};

bool			 share_table_news(struct share_table *,
			    struct share_news *);

/* For lists: the open after that one, in the order of process and id. */
struct share_view {
	struct share_key key;
	uint64_t	 session;
	uint32_t	 share;
	const char	*path;
	uint32_t	 access, sharing;
	uint8_t		 oplock;
	size_t		 locks;
	bool		 is_directory;
	bool		 deleting;
};

bool			 share_table_next(struct share_table *,
			    struct share_key after, struct share_view *);

struct share_counts {
	uint64_t	 opens, files, locks, waiting;	/* now */
	uint64_t	 breaks, lost, refused;	/* since the start */
};

struct share_counts	 share_table_counts(const struct share_table *);

#endif
