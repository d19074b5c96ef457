/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_peer - a server for tests of client/: the other end of a socketpair,
 * in the same loop.  It is honest unless `spoil' touches an answer.
 *
 * It knows user "user" with password "password", one tree and one file of
 * zeroes of any length.
 */
#ifndef TESTS_UNIT_CLIENT_PEER_H
#define TESTS_UNIT_CLIENT_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include "client/client.h"
#include "protocol/rpc/pipe.h"
#include "protocol/auth/logon.h"
#include "protocol/smb2/crypto.h"

#define PEER_FRAME_MAX	((size_t)2 << 20)
#define PEER_SESSION	0x7001
#define PEER_TREE	5

struct peer {
	int			 fd;
	struct event		*ev;
	struct event		*write_ev;
	struct evbuffer		*left;		/* what the socket did not take */
	struct smb2_crypto	*crypto;
	struct ntlm_crypto	*ntlm;
	uint16_t		 dialect;
	uint16_t		 cipher;
	uint16_t		 signing;
	bool			 wants_signing;
	bool			 is_silent;	/* answers nothing any more */
	bool			 is_touched;	/* its NEGOTIATE, by somebody */
	bool			 seals_share;	/* though not the session */
	struct rpc_pipe		*pipe;		/* behind the file, if any */
	uint16_t		 credits;	/* granted with each answer */
	enum ntstatus		 logon_status;	/* of the last leg */

	struct logon		*logon;
	struct smb2_preauth	 preauth;
	struct smb2_keys	 keys;
	bool			 has_keys;
	unsigned		 count[SMB2_COMMAND_COUNT];
	uint64_t		 charged;	/* message ids used */
	uint8_t			*in;
	size_t			 in_len;
	uint8_t			*out;

	/*
	 * Sees the plain answer before it is signed (done: false) and the
	 * frame as it is sent, prefix included (done: true); n may change.
	 */
	void			(*spoil)(struct peer *, uint16_t command,
				    uint8_t *bytes, size_t *n, bool done);
};

/* Zero at first; what crypto it has from an earlier time stays. */
void	peer_open(struct peer *, struct event_base *, int fd);
void	peer_close(struct peer *);
void	peer_free(struct peer *);

#endif
