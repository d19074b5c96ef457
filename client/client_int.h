/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_int - what the files of client/ share.
 *
 * A request is a `struct call'.  It waits in conn->waiting for credits, then
 * in conn->out until the socket has taken it, and all the while from being
 * sent until its answer in conn->asked.
 */
#ifndef CLIENT_CLIENT_INT_H
#define CLIENT_CLIENT_INT_H

#include <event2/event_struct.h>
#include <stdbool.h>
#include <sys/queue.h>

#include "base/clock.h"
#include "client/client.h"
#include "protocol/auth/client_logon.h"
#include "protocol/smb2/crypto.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/transform.h"

#define CLIENT_SCRATCH_SIZE	((size_t)64 * 1024)
#define CLIENT_ENCODE_SIZE	((size_t)16 * 1024)
#define CLIENT_CAPABILITIES	(SMB2_GLOBAL_CAP_LARGE_MTU | \
				SMB2_GLOBAL_CAP_ENCRYPTION)

/* Something that must happen by then, or its connection is lost. */
struct due {
	TAILQ_ENTRY(due)	 link;
	struct client_conn	*conn;
	struct mono		 deadline;
	bool			 is_set;
};

TAILQ_HEAD(due_list, due);

struct call {
	TAILQ_ENTRY(call)	 link;		/* waiting or asked */
	TAILQ_ENTRY(call)	 out_link;
	struct due		 due;
	struct client_done	 done;
	struct smb2_header	 header;
	bool			 is_sending;	/* in conn->out */
	bool			 was_pending;	/* had an interim answer */
	bool			 is_sealed;
	struct client_answer	*kept;		/* see validate.c */
	struct rd		 data;		/* of a write, sent behind */
	size_t			 pos;		/* sent of the wire form */
	size_t			 from;		/* where in room[] it begins */
	size_t			 len;		/* of the message in room[] */
	uint8_t			 room[];	/* prefix, transform, message */
};

#define CALL_MESSAGE_AT		(SMB2_PREFIX_SIZE + SMB2_TRANSFORM_SIZE)

TAILQ_HEAD(call_list, call);
TAILQ_HEAD(pipe_list, client_pipe);

/* An answer that arrives in pieces. */
struct frame {
	size_t			 cap;
	size_t			 len;
	size_t			 have;
	uint8_t			 data[];
};

/* What the two sides told each other first, until that is known to be true. */
struct greeting {
	struct guid		 client;
	struct guid		 server;
	uint32_t		 server_caps;
	uint16_t		 client_mode;
	uint16_t		 server_mode;
	struct smb2_list	 dialects;	/* that we offered */
};

enum client_state {
	CLIENT_CONNECTING,
	CLIENT_NEGOTIATING,
	CLIENT_LOGGING_ON,
	CLIENT_READY,
	CLIENT_LOST
};

struct client {
	struct client_settings	 settings;
	struct smb2_crypto	*crypto;
	struct ntlm_crypto	*ntlm;
	struct due_list		 due;		/* soonest first */
	struct event		*tick;
	struct frame		*spare;		/* the last one that was freed */
	uint8_t			*scratch;	/* CLIENT_SCRATCH_SIZE */
	uint8_t			*encode;	/* CLIENT_ENCODE_SIZE */
};

struct client_conn {
	struct client		*client;
	const struct client_how	*how;		/* until logged on */
	enum client_state	 state;
	bool			 is_closed;	/* by its owner */
	bool			 signs;
	bool			 seals;
	bool			 validated;	/* or need not be */
	unsigned		 busy;		/* depth of our own calls */
	int			 fd;
	struct event		 read_ev;
	struct event		 write_ev;
	struct due		 due;		/* of the connect */
	struct client_done	 opened;

	struct client_facts	 facts;
	struct greeting		 greeting;
	struct client_logon	*logon;
	struct smb2_preauth	 preauth;
	struct smb2_keys	*keys;

	uint64_t		 next_message;
	uint32_t		 credits;
	unsigned		 ncalls;
	struct call_list	 waiting;
	struct call_list	 asked;
	struct call_list	 out;
	uint8_t			 prefix[SMB2_PREFIX_SIZE];
	size_t			 have_prefix;
	struct frame		*partial;
	struct pipe_list	 pipes;
};

/* --- conn.c --- */

void	 conn_fail(struct client_conn *, int error);
void	 conn_transmit(struct client_conn *);
void	 conn_enter(struct client_conn *);
void	 conn_leave(struct client_conn *);	/* may free it */
/* Another connection is done with: the first word to its owner. */
void	 conn_opened(struct client_conn *, const struct client_answer *);

/* --- deadline.c --- */

int	 due_start(struct client *);
void	 due_stop(struct client *);
void	 due_set(struct client_conn *, struct due *);
void	 due_clear(struct due *);

/* --- frame.c --- */

struct frame *frame_new(struct client *, size_t len);
void	 frame_free(struct client *, struct frame **);
/* Takes what the socket has, as far as whole frames go. */
int	 conn_receive(struct client_conn *);

/* --- call.c --- */

struct question {
	uint16_t		 command;
	uint32_t		 tree;
	size_t			 payload;	/* the larger way, for credits */
	struct rd		 data;
	const struct client_answer *kept;	/* copied */
};

/* A writer that stands where the body begins. */
struct wr call_body(struct client_conn *);
int	 call_ask(struct client_conn *, const struct question *, struct wr *,
	    const struct client_done *);
void	 call_send_waiting(struct client_conn *);
void	 call_answer(struct call *, struct client_conn *,
	    const struct client_answer *);
void	 call_free(struct client_conn *, struct call *);
/* The pieces that the socket still wants; how many, at most two. */
int	 call_pieces(struct call *, struct iovec *);

/* --- answer.c --- */

int	 answer_frame(struct client_conn *, uint8_t *frame, size_t n);

/* --- guard.c --- */

bool	 guard_seals(const struct client_conn *, uint16_t command);
bool	 guard_call(struct client_conn *, struct call *);
bool	 guard_is_signed_right(struct client_conn *,
	    const struct smb2_message *);
/* Decrypts in place and moves `frame' behind the transform header. */
int	 guard_unseal(struct client_conn *, struct rd *frame, uint8_t *bytes);

/* --- pipe.c --- */

void	 pipes_forget(struct client_conn *);	/* it is being closed */

/* --- logon.c --- */

int	 logon_negotiate(struct client_conn *);
/* Every message of NEGOTIATE and SESSION_SETUP, before it is acted upon. */
bool	 logon_hash(struct client_conn *, const struct smb2_header *,
	    const uint8_t *message, size_t n);
int	 logon_keys(struct client_conn *);	/* once the server accepted */

/* --- validate.c --- */

/* A tree was connected, and nobody has asked yet. */
bool	 validate_is_due(const struct client_conn *,
	    const struct smb2_header *);
/* Instead of the tree's answer, which is kept.  0 or -errno. */
int	 validate_ask(struct client_conn *, struct call *,
	    const struct client_answer *);
int	 validate_judge(struct client_conn *, const struct smb2_header *,
	    const struct client_answer *);

#endif
