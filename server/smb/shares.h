/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shares - what several server processes must agree on, asked of whoever
 * keeps the books (the clerk; in a single process, local_shares.h): share
 * modes, byte-range locks, oplocks, pending deletions, sessions by id,
 * connections by address.
 *
 * Async    a question is answered exactly once through its `done', now or
 *          later, on the loop's thread, unless cancel() took it back.
 * Loss     when the keeper of the books restarts, the implementation tells it
 *          again what is open; questions under way are asked again.
 * Ids      opens are named by the server (unique in the process, never 0);
 *          sessions by their SMB id, which carries the process's number.
 * Removal  when close() answers `remove', the file is locked to the others
 *          until removed(): opens of it wait.  An open that is granted after
 *          somebody else's removal may have lost its name: once granted, the
 *          server looks at the link count, and if it is 0 closes the open and
 *          starts again from the name.
 * Hints    SHARE_HAS_LOCKS is looked at before the I/O; SHARE_HAS_LEVEL_II
 *          after the write is done and before it is answered, so that whoever
 *          was granted level II meanwhile is told, or reads the new bytes.
 * Paths    as they stand on disk, parted by '/'.
 */
#ifndef SERVER_SMB_SHARES_H
#define SERVER_SMB_SHARES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/clock.h"
#include "protocol/role/session_msg.h"	/* session_info */
#include "protocol/role/share_msg.h"	/* share_open, share_range ... */
#include "protocol/smb2/status.h"

/* What cheap knowledge there is about a file, without asking. */
enum share_hint {
	SHARE_HAS_LOCKS		= 1 << 0,	/* ask may_io() before I/O */
	SHARE_HAS_LEVEL_II	= 1 << 1	/* tell changed() after writes */
};

typedef void	share_open_done(void *ctx, const struct share_granted *);
typedef void	share_close_done(void *ctx, const struct share_closed *);
typedef void	share_done(void *ctx, enum ntstatus);

struct smb_shares {
	void	*arg;

	void	 (*open)(void *arg, const struct share_open *,
		    share_open_done *, void *ctx);
	void	 (*close)(void *arg, uint64_t id, share_close_done *,
		    void *ctx);
	/* After close() said `remove': done with it, whether or not it went. */
	void	 (*removed)(void *arg, uint64_t id);
	unsigned (*hint)(void *arg, struct share_file);
	void	 (*may_io)(void *arg, uint64_t id, const struct share_range *,
		    share_done *, void *ctx);	/* exclusive: a write */
	void	 (*changed)(void *arg, uint64_t id);	/* level II to none */
	/* All or none; `wait' only with one range. */
	void	 (*lock)(void *arg, uint64_t id, const struct share_range *,
		    size_t n, bool wait, share_done *, void *ctx);
	void	 (*set_delete)(void *arg, uint64_t id, bool, share_done *,
		    void *ctx);
	/* May it be renamed (others' handles, handles below a folder, the new
	   parent's handles)?  `target': what bears the name now, ino 0: nothing. */
	void	 (*rename)(void *arg, uint64_t id, const char *to,
		    struct share_file target, share_done *, void *ctx);
	void	 (*renamed)(void *arg, uint64_t id, const char *to);
	void	 (*oplock_ack)(void *arg, uint64_t id, uint8_t level);
	/* Open and lock only: `done' is not called, nothing is held. */
	void	 (*cancel)(void *arg, void *ctx);

	/* Ends that session wherever it lives, then answers; another account's
	   is left alone: NT_NOT_FOUND, as if there were none. */
	void	 (*previous_session)(void *arg, uint64_t id, int64_t account,
		    share_done *, void *ctx);
	void	 (*session_up)(void *arg, const struct session_info *);
	void	 (*session_down)(void *arg, uint64_t id);

	void	 (*connected)(void *arg, uint64_t conn, const struct addr *);
	void	 (*logged_on)(void *arg, uint64_t conn, int64_t account);
	/* A logon was refused, the first over a connection without one. */
	void	 (*failed)(void *arg, uint64_t conn);
	void	 (*disconnected)(void *arg, uint64_t conn);
};

/* What the books' keeper tells the server, unasked; see smb.h. */
struct smb_server;
/* Level II breaks to none without an acknowledgment ([MS-SMB2] 2.2.23.1). */
void	smb_oplock_break(struct smb_server *, uint64_t open, uint8_t to);
/* No acknowledgment came in time: the oplock counts as none from now on. */
void	smb_oplock_lost(struct smb_server *, uint64_t open);
/* Whether the file of this open goes with its last handle, for queries. */
void	smb_open_deleting(struct smb_server *, uint64_t open, bool);
void	smb_open_renamed(struct smb_server *, uint64_t open, const char *to);
void	smb_close_session(struct smb_server *, uint64_t session,
	    enum ntstatus why);
void	smb_refuse_connection(struct smb_server *, uint64_t conn,
	    const char *why);

#endif
