/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remote - another machine, for programs that do one thing after another: who
 * it says it is, and remote procedures over pipes of its IPC$.
 *
 *	remote_look()		before any credential: no proof is shown
 *	remote_open()		one SMB session, signed; IPC$
 *	remote_share()		may this account use that share?
 *	remote_file()		a file of that share: is it there, how long is it?
 *	remote_call()		a procedure; its pipe is opened at the first
 *	remote_close()
 *
 * Waiting  each call returns when it is answered or after the time-out; it has
 *          an event loop of its own, so that none of the caller's events runs
 *          meanwhile.
 * Errors   0 or a Win32 number (protocol/rpc/win32.h): 53 nobody answers, 1722
 *          the pipe is not there, 64 the connection was lost, 1326, 5 ...;
 *          a procedure's own status comes as it is, for interfaces that have
 *          Win32 codes.  After 53, 64 and 1726 only remote_close() helps.
 * Memory   texts in a procedure's answer live until the next call on its pipe.
 */
#ifndef CLIENT_REMOTE_H
#define CLIENT_REMOTE_H

#include <sys/socket.h>

#include "base/wire.h"
#include "protocol/auth/ntlm_message.h"
#include "protocol/rpc/iface.h"

#define REMOTE_NAME_SIZE	64

struct remote;

/* What a server says of itself; "" and zeroes: it does not say. */
struct remote_look {
	char			 computer[REMOTE_NAME_SIZE];	/* NetBIOS */
	char			 domain[REMOTE_NAME_SIZE];
	struct ntlm_version	 version;
	uint16_t		 dialect;
};

uint32_t	remote_look(const struct sockaddr_storage *,
		    uint32_t timeout_ms, struct remote_look *);

struct remote_how {
	struct sockaddr_storage	 to;
	const char		*server;	/* its NetBIOS name: 1396, shown
						   nothing, if it has another */
	const char		*user, *domain, *password;
	uint32_t		 timeout_ms;	/* of each step */
};

uint32_t	remote_open(const struct remote_how *, struct remote **out);
void		remote_close(struct remote **);
uint32_t	remote_share(struct remote *, const char *share);
/*
 * Opened and closed again, in the share that was asked for last: 32 somebody
 * uses it otherwise, 2, 3 it is not there.  `access' as in
 * protocol/smb2/access.h; bytes in *size_out.
 */
uint32_t	remote_file(struct remote *, const char *path, uint32_t access,
		    uint64_t *size_out);
uint32_t	remote_call(struct remote *, const struct rpc_iface *,
		    uint16_t opnum, void *args);
/* Of the session, for secrets in a call. */
struct rd	remote_key(const struct remote *);

#endif
