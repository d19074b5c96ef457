/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper - the role that holds the secrets: the master key, verifiers,
 * challenges, lockout counters.  It answers questions; it opens no file and
 * knows no store.
 */
#ifndef SERVER_KEEPER_KEEPER_H
#define SERVER_KEEPER_KEEPER_H

#include "protocol/auth/ntlm_crypto.h"
#include "protocol/sid.h"
#include "protocol/sms/cipher.h"
#include "protocol/sms/sign.h"
#include "server/keeper/verifiers.h"
#include "server/keeper/challenges.h"
#include "server/keeper/evidence.h"
#include "server/keeper/throttle.h"
#include "server/role.h"
#include "store/seal.h"

/* What would open everything. */
struct vault {
	struct seal_key		 key;
	uint8_t			 signing[SIGN_KEY_SIZE];	/* Ed25519 seed */
	uint8_t			 agreement[CIPHER_KEY_SIZE];	/* X25519 */
	uint8_t			 site_list[CIPHER_KEY_SIZE];	/* accounts.site */
	uint8_t			 nobody[NT_HASH_SIZE];	/* for unknown names */
};

#define DESK_SIZE	512	/* a vault, a password on its way, old ones */

struct keeper {
	struct env		*env;
	struct secret_pool	*desk;		/* pieces of DESK_SIZE */
	struct vault		*vault;
	struct ntlm_crypto	*ntlm;
	struct wrapper		*wrapper;
	struct secret_pool	*rooms;		/* for the two lists */
	struct list_room	*room;
	struct challenges	*challenges;
	struct throttle		*throttle;
	struct verifiers	 accounts;
	struct verifiers	 coming;	/* between BEGIN and END */
	struct tickets		*tickets;	/* for new passwords */
	struct evidence		*evidence;
	struct waiting		*waiting;
	struct sid		 site;
	char			 domain[MSG_NAME_SIZE];
	struct msg_policy	 policy;	/* told before accounts are */
	struct mono		 rescue_until;	/* { 0 }: the window is
						   closed */
	bool			 loading;	/* they come */
	bool			 ready;		/* accounts are loaded */
	bool			 unlocked_told;	/* one line is enough */
};

#endif
