/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conn - one TCP connection: frames in, frames out, deadlines.
 *
 * Memory   while nothing arrives and nothing waits to be sent a connection
 *          owns no buffer.  It lives as long as somebody refers to it
 *          (conn_ref), its socket until conn_close().
 */
#ifndef SERVER_SMB_CONN_H
#define SERVER_SMB_CONN_H

#include <sys/queue.h>

#include <event2/event_struct.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/guid.h"
#include "protocol/smb2/crypto.h"
#include "protocol/smb2/negotiate.h"
#include "server/smb/credits.h"
#include "server/smb/server.h"

enum conn_state {
	CONN_FRESH,		/* not one byte yet */
	CONN_GREETING,
	CONN_NEGOTIATED,
	CONN_LOGGED_ON,		/* at least one session was established */
	CONN_CLOSED		/* the socket is gone */
};

/* One frame on its way out, with its four-byte prefix. */
struct out {
	STAILQ_ENTRY(out)	 link;
	size_t			 len;
	size_t			 pos;
	uint8_t			 data[];
};

STAILQ_HEAD(out_queue, out);
TAILQ_HEAD(conn_sessions, session);
TAILQ_HEAD(request_list, request);

struct chain;

struct conn {
	struct smb_server	*server;
	TAILQ_ENTRY(conn)	 link;		/* half_open or logged_on */
	TAILQ_ENTRY(conn)	 dirty_link;
	unsigned		 refs;
	enum conn_state		 state;
	int			 fd;
	uint64_t		 id;
	uint32_t		 view;
	struct addr		 peer;
	struct mono		 started;
	struct mono		 heard;		/* last whole frame */

	uint16_t		 dialect;	/* 0: not negotiated */
	uint16_t		 signing;	/* SMB2_SIGNING_* */
	uint16_t		 cipher;	/* SMB2_ENCRYPTION_* */
	uint16_t		 client_mode;	/* its SecurityMode */
	uint32_t		 client_caps;
	struct guid		 client_guid;
	struct smb2_list	 client_dialects; /* for validate-negotiate */
	struct smb2_preauth	 preauth;	/* up to the NEGOTIATE response */
	struct credits		 credits;
	bool			 any_dialect;	/* 0x02ff was answered */

	struct event		 read_ev;
	struct event		*write_ev;	/* while the socket is full */
	struct chain		*partial;	/* a frame that is arriving */
	uint8_t			 prefix[4];	/* of one not begun */
	uint8_t			 have_prefix;
	bool			 read_paused;
	uint8_t			*held;		/* come, and not looked at */
	size_t			 held_len;
	bool			 is_dirty;
	bool			 drop_when_sent;
	bool			 has_failed;	/* to log on, once at least */
	struct out_queue	 out;
	size_t			 out_bytes;
	uint64_t		 moved;		/* bytes in and out, for slowness */
	uint64_t		 moved_then;
	struct mono		 slow_since;

	struct conn_sessions	 sessions;
	unsigned		 nsessions;
	unsigned		 npipes;
	struct request_list	 waiting;	/* requests answered later */
	uint64_t		 next_async;
};

void	 conn_accepted(struct listener *, int fd, const struct addr *);
void	 conn_ref(struct conn *);
void	 conn_unref(struct conn *);
/* Ends it: sessions go as lost, requests are cancelled.  `why' for the log. */
void	 conn_close(struct conn *, const char *why);
bool	 conn_is_busy(const struct conn *);	/* a request waits */
void	 conn_logged_on(struct conn *, int64_t account);
void	 conn_failed(struct conn *);	/* to log on */
/* A frame to be sent; takes the buffer. */
void	 conn_send(struct conn *, struct out *);
struct out *conn_out(size_t room);	/* with room for `room' + prefix */
void	 conn_flush(struct conn *);	/* as far as the socket takes it */
void	 conn_check_deadlines(struct smb_server *);	/* every tick */
void	 conn_check_idle(struct smb_server *);	/* every 20th */

/* client 10.1.2.3 "PC17$" - the subject of a log line. */
struct subject {
	char	 s[128];
};
const char	*conn_subject(const struct conn *, struct subject *);
#define SUBJECT(conn)	conn_subject((conn), &(struct subject){ "" })

#endif
