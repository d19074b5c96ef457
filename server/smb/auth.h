/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth - what libsmbserver asks whoever knows the accounts.  The server takes
 * a logon apart itself (protocol/auth); only the proof is judged elsewhere.
 *
 * Flow     challenge() hands out eight bytes that are good once and for a
 *          minute, or says later when to ask again; check() brings the
 *          client's proof against them and is answered exactly once through
 *          `done', now or later, unless cancel() comes first.
 * Memory   the readers of a question live until check() returns; a verdict
 *          until done() returns; the asker wipes nothing, the verdict's maker
 *          wipes its key.
 */
#ifndef SERVER_SMB_AUTH_H
#define SERVER_SMB_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/wire.h"
#include "protocol/sid.h"
#include "protocol/smb2/status.h"

#define AUTH_NAME_SIZE		64
#define AUTH_KEY_MAX		32
#define AUTH_WORKSTATION_SIZE	32

/* Who stands behind a session. */
struct smb_user {
	int64_t		 account;	/* 0: anonymous */
	uint32_t	 generation;	/* of its pool; 0: of none */
	unsigned	 cohort;	/* whose view of a share it gets */
	bool		 is_operator;
	bool		 is_admin;	/* of the domain: for RPC only */
	/* Not { 0 }: let in to be rescued, for so long, and only into shares
	   that are open to such. */
	struct mono	 rescue_until;
	bool		 is_leaked;	/* who is rescued may be a thief */
	char		 name[AUTH_NAME_SIZE];
	char		 domain[AUTH_NAME_SIZE];
	struct sid	 sid;
	char		 workstation[AUTH_WORKSTATION_SIZE];	/* its own word */
};

struct auth_challenge {
	uint64_t	 id;
	uint8_t		 bytes[8];
	unsigned	 source;	/* whoever gave it, before a restart */
};

enum auth_mech { AUTH_NTLM = 1 };

struct auth_question {
	uint32_t	 view;		/* the realm that the listener stands for */
	enum auth_mech	 mech;
	struct auth_challenge challenge;
	struct rd	 negotiate;	/* the three NTLM messages, as sent; */
	struct rd	 challenged;	/* raw of [MS-NLMP] 2.2.1 */
	struct rd	 authenticate;
	struct addr	 peer;
};

struct auth_verdict {
	enum ntstatus	 status;
	uint32_t	 delay_ms;	/* a refusal is answered that much later */
	uint8_t		 key[AUTH_KEY_MAX];	/* exported session key */
	size_t		 key_len;
	struct smb_user	 user;
};

typedef void	auth_done(void *ctx, const struct auth_verdict *);

typedef void	auth_ready(void *ctx);

struct smb_auth {
	void	*arg;
	/* 0; -EINPROGRESS: none is at hand, ready() says when to ask again
	   (NULL: -EAGAIN instead); -ENOMEM. */
	int	(*challenge)(void *arg, struct auth_challenge *out,
		    auth_ready *, void *ctx);
	/* 0: done() will be or was called; -errno: it will not. */
	int	(*check)(void *arg, const struct auth_question *, auth_done *,
		    void *ctx);
	/* Neither done() nor ready() will be called. */
	void	(*cancel)(void *arg, void *ctx);
};

#endif
