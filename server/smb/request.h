/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request - one message of a client, from its frame to its answer.  The
 * messages of a frame (a chain) are run one after the other; their answers
 * leave as one frame.
 *
 * Handlers return a status, or NT_LATER; then request_done() must follow, and
 *          the client can cancel through req->cancel.  While a request waits,
 *          the rest of its chain waits too.
 * Answers  reply() makes room for a body and points req->w behind the header.
 *          A status that is not NT_OK drops the body unless the
 *          handler set keep_body.
 * Memory   a chain owns its frame, so that views into it live as long as the
 *          request.  Requests hold references on what they work with; when
 *          the connection is lost they run to their end and are not answered.
 */
#ifndef SERVER_SMB_REQUEST_H
#define SERVER_SMB_REQUEST_H

#include <sys/queue.h>

#include "base/wire.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/header.h"
#include "protocol/smb2/status.h"
#include "server/smb/vfs.h"

#define CHAIN_MESSAGES_MAX	32

struct conn;
struct open;
struct out;
struct smb2_preauth;
struct smb_server;
struct session;
struct tree;

/* Why a waiting request is taken back. */
enum cancel_why {
	CANCEL_ASKED,		/* the client sent CANCEL */
	CANCEL_CLOSED,		/* its file, tree or session was closed */
	CANCEL_LOST		/* the connection is gone */
};

/* What the next message of a related chain inherits. */
struct related {
	enum ntstatus		 status;	/* of the create, for the rest */
	uint64_t		 session_id;
	uint32_t		 tree_id;
	struct smb2_file_id	 file_id;
	bool			 has_file;
	bool			 failed;
	bool			 first;		/* nothing to inherit yet */
	bool			 broken;	/* the first claimed to be related */
};

struct request {
	TAILQ_ENTRY(request)	 link;		/* conn->waiting */
	struct chain		*chain;
	struct conn		*conn;
	struct smb2_header	 header;
	struct rd		 msg;		/* behind the header */
	struct session		*session;
	struct tree		*tree;
	struct open		*open;		/* held by request_open() */
	bool			 is_counted;	/* in its sequence */
	struct wr		 w;		/* from the answer's header */
	size_t			 room;
	bool			 keep_body;
	bool			 is_signed;	/* the request was */
	bool			 is_sealed;
	bool			 waits;		/* on conn->waiting */
	bool			 interim_sent;
	bool			 is_patient;	/* on server->patient */
	uint8_t			 ticks;		/* since then */
	TAILQ_ENTRY(request)	 patient_link;
	bool			 running;	/* inside its handler */
	bool			 cancelled;
	enum ntstatus		 early;		/* done() inside the handler */
	uint64_t		 async_id;
	/* Ends in request_done(), now or later; called once at most. */
	void			(*cancel)(struct request *, enum cancel_why);
	struct vfs_wait		 wait;		/* for the call under way */
	void			*state;		/* the handler's own */
};

/* How an answer is protected. */
struct answer {
	size_t			 start;		/* in out->data, of the header */
	struct session		*sign_with;	/* NULL: unsigned */
};

struct chain {
	struct conn		*conn;
	struct smb2_chain	 left;
	struct related		 related;
	struct request		 req;		/* the one that is run */
	bool			 sealed;
	struct session		*sealed_by;
	struct smb2_preauth	*hash_answer;	/* the answer goes into it */
	struct out		*out;
	size_t			 out_cap;
	struct answer		 answers[CHAIN_MESSAGES_MAX];
	size_t			 nanswers;
	unsigned		 count;		/* messages so far */
	size_t			 len;		/* of the frame */
	size_t			 have;		/* of it, while it arrives */
	size_t			 cap;
	uint8_t			*frame;
};

struct chain	*chain_new(struct conn *, size_t len, size_t cap);
void		 chain_free(struct chain **);
/* The whole frame is there: decrypt, split, run.  Takes the chain. */
void		 chain_run(struct chain *);

/* Makes req->w a writer with room for n bytes behind the header. */
void		 reply(struct request *, size_t n);
void		 request_done(struct request *, enum ntstatus);
/* For a message that never went through dispatch: the SMB 1 negotiate. */
bool		 request_answer(struct request *, enum ntstatus);
/* From a handler that is going to return NT_LATER; `cancel' may be NULL. */
void		 request_waits(struct request *,
		    void (*cancel)(struct request *, enum cancel_why));
void		 request_cancel(struct request *, enum cancel_why);
/* Those that wait on a session and an open; NULL: any. */
void		 request_cancel_all(struct conn *, const struct tree *,
		    const struct open *, enum cancel_why);
void		 request_interim(struct request *);	/* STATUS_PENDING now */
/* STATUS_PENDING if it still waits at the end of the next tick. */
void		 request_interim_later(struct request *);
void		 request_send_interims(struct smb_server *);	/* every tick */
/* The request whose `wait' this is. */
struct request	*request_of(struct vfs_wait *);
/* [MS-SMB2] 3.3.5.2.5: did the client pay for n bytes, either way? */
bool		 request_paid(const struct request *, size_t n);
bool		 request_is_last(const struct request *);	/* of its chain */
bool		 request_is_alone(const struct request *);
/* Its ChannelSequence; 0 before SMB 3. */
uint16_t	 request_sequence(const struct request *);
/* Finds req->open by the id in the message (or the related one). */
enum ntstatus	 request_open(struct request *, const struct smb2_file_id *);

enum ntstatus	 dispatch(struct request *);

#endif
