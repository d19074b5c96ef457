/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client - an event-driven SMB 2 and 3 client: thousands of connections in
 * one libevent loop, each with one session.
 *
 *	client_open()		connects, negotiates, logs on with NTLMv2
 *	client_tree_connect(), client_create(), client_read() ...
 *	client_log_off(), client_close()
 *
 * A request returns at once.  Its answer, or the end of the connection, comes
 * exactly once through its `done', never from within the call that asked,
 * and in any order.  What lacks credits waits its turn.
 *
 * Units    bytes; times in milliseconds.
 * Errors   of a call: 0 or -errno, then `done' is not called: -ENOTCONN,
 *          -EAGAIN (settings.calls are outstanding), -EMSGSIZE, -ENOMEM.
 *          of an answer: `error' -ECONNREFUSED ..., -ECONNRESET the server
 *          closed, -ETIMEDOUT, -EBADMSG malformed, -EPROTO out of step,
 *          -EACCES a signature or seal is wrong or missing, or somebody
 *          has touched the negotiation; else 0, and
 *          `status' says what the server thinks.  After an error the
 *          connection is dead and waits for client_close().
 * Memory   an idle connection owns its struct and no buffer; a busy one at
 *          most settings.calls requests and one answer of settings.max_frame.
 *          Readers in an answer die with the callback.  `how', the identity
 *          in it, and the data of a write are borrowed.
 * Source   [MS-SMB2] 3.2.
 */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "protocol/auth/ntlm_client.h"
#include "protocol/smb2/close.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/ioctl.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/query.h"
#include "protocol/smb2/read.h"
#include "protocol/smb2/session.h"
#include "protocol/smb2/tree.h"
#include "protocol/smb2/write.h"

struct event_base;
struct client;			/* what the connections of a loop share */
struct client_conn;

struct client_settings {
	struct event_base	*base;
	uint32_t		 timeout_ms;	/* of each step and request */
	size_t			 max_frame;	/* longest answer once logged on */
	unsigned		 calls;		/* outstanding of a connection */
	uint16_t		 credits;	/* to ask for, at most */
};

int	client_new(const struct client_settings *, struct client **out,
	    struct err *);
void	client_free(struct client **);	/* after its connections */
struct ntlm_crypto *client_ntlm(struct client *);	/* for nt_hash() */

enum client_guard {
	CLIENT_OPEN,		/* signed or sealed if the server wants it */
	CLIENT_SIGNED,
	CLIENT_SEALED
};

struct client_how {
	struct sockaddr_storage		 to;
	struct sockaddr_storage		 from;	/* ss_family 0: any */
	enum client_guard		 guard;
	struct smb2_list		 dialects; /* ours; in rising order */
	struct smb2_list		 ciphers;  /* by preference; empty: ours */
	struct smb2_list		 signings; /* the same */
	/* NULL: no logon is finished.  The server is asked for its challenge,
	   which says who it is (setup.token), and is shown no proof. */
	const struct ntlm_identity	*who;
};

struct client_answer {
	int		 error;
	enum ntstatus	 status;
	uint32_t	 tree_id;	/* of a tree connect */
	union {				/* if status says success */
		struct smb2_negotiate_rsp	 negotiate;
		struct smb2_session_setup_rsp	 setup;
		struct smb2_tree_connect_rsp	 tree;
		struct smb2_create_rsp		 create;
		struct smb2_close_rsp		 close;
		struct smb2_ioctl_rsp		 ioctl;
		struct rd			 data;	/* read, query */
		uint32_t			 written;
	};
};

struct client_done {
	void	(*fn)(struct client_conn *, const struct client_answer *,
		    void *);
	void	*arg;
};

/* `done' hears of the logon, or of the step before it that failed. */
int	client_open(struct client *, const struct client_how *,
	    const struct client_done *, struct client_conn **out);
/* The same on a connected stream socket, which it owns from now on. */
int	client_adopt(struct client *, const struct client_how *, int fd,
	    const struct client_done *, struct client_conn **out);
/* At once; outstanding requests are forgotten without a word. */
void	client_close(struct client_conn **);

struct client_facts {
	uint16_t	 dialect;
	uint16_t	 signing;	/* SMB2_SIGNING_* */
	uint16_t	 cipher;	/* SMB2_ENCRYPTION_* */
	uint32_t	 max_transact;
	uint32_t	 max_read;
	uint32_t	 max_write;
	uint64_t	 session_id;
	uint16_t	 session_flags;
};
const struct client_facts *client_facts(const struct client_conn *);
/* What passwords travel under: SMB2_KEY_SIZE bytes; NULL: not logged on. */
const uint8_t	*client_session_key(const struct client_conn *);

/* "\\\\server\\share".  What the share wants sealed is sealed from then on. */
int	client_tree_connect(struct client_conn *, const char *path,
	    const struct client_done *);
int	client_tree_disconnect(struct client_conn *, uint32_t tree,
	    const struct client_done *);
int	client_create(struct client_conn *, uint32_t tree,
	    const struct smb2_create_req *, const struct client_done *);
int	client_close_file(struct client_conn *, uint32_t tree,
	    const struct smb2_close_req *, const struct client_done *);
int	client_flush(struct client_conn *, uint32_t tree,
	    const struct smb2_file_id *, const struct client_done *);
int	client_read(struct client_conn *, uint32_t tree,
	    const struct smb2_read_req *, const struct client_done *);
/* req->data is borrowed until `done'. */
int	client_write(struct client_conn *, uint32_t tree,
	    const struct smb2_write_req *, const struct client_done *);
int	client_query_directory(struct client_conn *, uint32_t tree,
	    const struct smb2_query_directory_req *,
	    const struct client_done *);
int	client_ioctl(struct client_conn *, uint32_t tree,
	    const struct smb2_ioctl_req *, const struct client_done *);
int	client_echo(struct client_conn *, const struct client_done *);
int	client_log_off(struct client_conn *, const struct client_done *);

#endif
