/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * share_impl - what the files of the share table have in common; nobody else
 * includes this.
 *
 * handle   an open.  WAITING: its question is not answered yet (it stands in
 *          the file's queue); OPEN; REMOVING: closed last, while its process
 *          removes the file.
 * file     by device and inode; lives while it has handles of any state.
 * name     a path in a share, for a file; lives while it has handles.
 */
#ifndef SERVER_SMB_SHARE_IMPL_H
#define SERVER_SMB_SHARE_IMPL_H

#include <sys/queue.h>

#include "base/tree.h"
#include "server/smb/range_locks.h"
#include "server/smb/share_table.h"

struct handle;
struct lock_wait;

TAILQ_HEAD(handle_queue, handle);
LIST_HEAD(handle_list, handle);
TAILQ_HEAD(lock_wait_queue, lock_wait);
RB_HEAD(handle_tree, handle);
RB_HEAD(file_tree, file);
RB_HEAD(name_tree, name);

/* The opens that take part in sharing, counted as NT's IoCheckShareAccess
   does: those that can read, write or delete, and what they allow. */
struct share_modes {
	unsigned	 opens;
	unsigned	 readers, writers, deleters;
	unsigned	 share_read, share_write, share_delete;
};

struct file {
	RB_ENTRY(file)		 node;
	struct share_file	 id;
	struct handle_queue	 handles;	/* OPEN */
	struct handle_queue	 waiting;
	struct handle_list	 level2;
	size_t			 nhandles;
	struct share_modes	 modes;
	struct handle		*holder;	/* of exclusive or batch */
	struct handle		*remover;	/* REMOVING */
	bool			 delete_pending;
	unsigned		 hint;		/* as it was told last */
	struct range_locks	 locks;
	struct lock_wait_queue	 lock_waits;
	struct mono		 break_deadline;
	TAILQ_ENTRY(file)	 breaking;	/* while holder->breaking */
};

TAILQ_HEAD(file_queue, file);

struct name {
	RB_ENTRY(name)		 node;
	uint32_t		 share;
	struct file		*file;
	char			*path;
	struct handle_list	 handles;	/* of any state */
};

enum handle_state { HANDLE_WAITING, HANDLE_OPEN, HANDLE_REMOVING };

struct handle {
	RB_ENTRY(handle)	 node;
	TAILQ_ENTRY(handle)	 of_file;	/* handles or waiting */
	LIST_ENTRY(handle)	 of_level2;
	LIST_ENTRY(handle)	 of_name;
	TAILQ_ENTRY(handle)	 of_news;
	struct share_key	 key;
	enum handle_state	 state;
	struct file		*file;
	struct name		*name;
	uint64_t		 session;
	uint32_t		 access, sharing;
	uint8_t			 wanted;	/* oplock */
	uint8_t			 level;		/* granted */
	uint8_t			 break_to;
	bool			 breaking;
	bool			 is_directory;
	bool			 delete_on_close;
	bool			 overwrite;
	bool			 can_wait;
	bool			 in_news;
	unsigned		 news;		/* 1 << enum share_news_kind */
	enum ntstatus		 answer;	/* with SHARE_NEWS_OPENED */
	LIST_HEAD(, range_lock)	 locks;
	LIST_HEAD(, lock_wait)	 lock_waits;
	size_t			 nlocks;	/* held and waited for */
};

/* A lock that waits, or the answer that it got. */
struct lock_wait {
	TAILQ_ENTRY(lock_wait)	 of_file;
	LIST_ENTRY(lock_wait)	 of_handle;
	TAILQ_ENTRY(lock_wait)	 of_news;
	struct handle		*handle;
	struct share_key	 to;
	uint64_t		 request;
	enum ntstatus		 answer;
	struct range_lock	*lock;		/* what it will hold */
};

struct share_table {
	struct share_limits	 limits;
	struct handle_tree	 handles;
	struct file_tree	 files;
	struct name_tree	 names;
	struct file_queue	 breaking;	/* oldest deadline first */
	struct handle_queue	 news;
	struct lock_wait_queue	 answered;
	share_hint_changed	*hint;
	void			*hint_arg;
	struct mono		 now;
	struct share_counts	 counts;
};

/* share_handle.c */
struct handle	*handle_find(struct share_table *, struct share_key);
struct handle	*handle_find_open(struct share_table *, struct share_key);
struct handle	*handle_after(struct share_table *, struct share_key);
/* Linked to its file and name, waiting; NULL: no memory. */
struct handle	*handle_new(struct share_table *, unsigned process,
		    const struct share_open *);
/* Without a file and a name, not to be found; only its answer is left. */
void		 handle_orphan(struct share_table *, struct handle *);
void		 handle_free(struct share_table *, struct handle *);
struct file	*file_find(struct share_table *, struct share_file);
void		 file_release(struct share_table *, struct file *);	/* if unused */
void		 hint_update(struct share_table *, struct file *);

/* share_table.c */
void		 news_add(struct share_table *, struct handle *,
		    enum share_news_kind);
/* Asks the waiting opens again, in their order. */
void		 file_retry(struct share_table *, struct file *);

/* share_modes.c: [MS-FSA] 2.1.5.1.2.2 */
void		 modes_add(struct share_modes *, const struct handle *);
void		 modes_take(struct share_modes *, const struct handle *);
bool		 modes_conflict(const struct share_modes *, uint32_t access,
		    uint32_t sharing);

/* share_oplock.c: [MS-FSA] 2.1.4.12, 2.1.5.18 */
/* Does an oplock of this level keep the open waiting?  Starts its break. */
bool		 oplock_bars(struct share_table *, const struct handle *,
		    uint8_t level);
uint8_t		 oplock_to_grant(const struct handle *);
/* The handle has this level from now on; no break is under way. */
void		 oplock_set(struct share_table *, struct handle *,
		    uint8_t level);
void		 oplock_await_ack(struct share_table *, struct handle *,
		    uint8_t level);
void		 oplock_break_level2(struct share_table *, struct file *);

/* share_locks.c: all that the handle holds and waits for */
void		 locks_drop(struct share_table *, struct handle *);

/* share_names.c */
bool		 name_link(struct share_table *, struct handle *,
		    const struct share_open *);	/* false: no memory */
void		 name_unlink(struct share_table *, struct handle *);

#endif
