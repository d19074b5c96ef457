/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk_msg - what does not belong to a file, a session or a box: the clerk's
 * short answer, a worker's return after the clerk's restart, lists and counts.
 *
 *	HINT_TABLE	clerk -> worker		a descriptor: server/hints.h
 *	CLAIMED		worker -> clerk		all that it holds is told
 *	CLERK_DONE	clerk -> asker		status
 *	FILE_LIST	director, worker -> clerk file_list; -> FILE_PAGE
 *	FILE_PAGE	clerk -> who asked	page_head and rows: file_row
 *	CLERK_STATS	director -> clerk	-> CLERK_COUNTS
 *	CLERK_COUNTS	clerk -> director	clerk_counts
 *
 * A worker claims first, in this order: opens, their locks, sessions,
 * connections, quota; then CLAIMED; then it asks its open questions again.
 * The clerk answers questions of any worker when all that were there at its
 * start have claimed.
 */
#ifndef PROTOCOL_ROLE_CLERK_MSG_H
#define PROTOCOL_ROLE_CLERK_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/role/share_msg.h"

/* Open files behind that one, in the order of process and id. */
struct file_list {
	uint16_t	 process;
	uint64_t	 open;
	uint16_t	 most;
};

struct file_row {
	uint16_t	 process;
	uint64_t	 open;
	uint64_t	 session;
	uint32_t	 share;
	uint32_t	 access, sharing;
	uint8_t		 oplock;
	uint32_t	 locks;
	bool		 is_directory, deleting;
	const char	*path;
};

#define FILE_ROW_MAX	4134

void	msg_put_file_list(struct wr *, const struct file_list *);
void	msg_get_file_list(struct rd *, struct file_list *);
void	msg_put_file_row(struct wr *, const struct file_row *);
void	msg_get_file_row(struct rd *, struct file_row *,
	    char path[static SHARE_PATH_SIZE]);

/* C(name, now or ever, help): for status and metrics. */
#define CLERK_COUNT_TABLE(C)						\
	C(half_open,	NOW,	"connections that have not logged on")	\
	C(half_open_most, NOW,	"most of them at a time")		\
	C(logged_on,	NOW,	"connections that have logged on")	\
	C(connections,	EVER,	"connections taken")			\
	C(dropped,	EVER,	"half-open ones dropped, all full")	\
	C(dropped_address, EVER, "half-open ones dropped, address full") \
	C(refused_address, EVER, "logged-on ones refused, address full") \
	C(sessions,	NOW,	"sessions")				\
	C(sessions_ever, EVER,	"sessions begun")			\
	C(sessions_ended, EVER,	"sessions ended by the site")		\
	C(opens,	NOW,	"open files on shared folders")		\
	C(files,	NOW,	"files that they are")			\
	C(locks,	NOW,	"byte-range locks")			\
	C(waiting,	NOW,	"opens and locks that wait")		\
	C(breaks,	EVER,	"oplock breaks")			\
	C(breaks_lost,	EVER,	"oplock breaks not acknowledged")	\
	C(opens_refused, EVER,	"opens refused for others' sake")	\
	C(box_files,	NOW,	"files in drop boxes")			\
	C(box_bytes,	NOW,	"bytes in drop boxes")			\
	C(drops_under_way, NOW,	"files being dropped")			\
	C(drops_refused, EVER,	"drops refused for a full box")

struct clerk_counts {
#define C(name, when, help)	uint64_t name;
	CLERK_COUNT_TABLE(C)
#undef C
};

void	msg_put_clerk_counts(struct wr *, const struct clerk_counts *);
void	msg_get_clerk_counts(struct rd *, struct clerk_counts *);

#endif
