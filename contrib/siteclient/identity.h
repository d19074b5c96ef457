/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity - who this client is and which site it trusts: identity.ini of its
 * folder, mode 0600, for its secret keys stand in it as they are.  It outlives
 * the client's own removal as an orphan, so that it can come back.
 *
 * Errors   0, -ENOENT (never installed), else -errno with a sentence.
 */
#ifndef CONTRIB_SITECLIENT_IDENTITY_H
#define CONTRIB_SITECLIENT_IDENTITY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/guid.h"
#include "protocol/sms/enrol.h"
#include "protocol/sms/names.h"
#include "protocol/sms/sign.h"

#define IDENTITY_LOGON_POINT	128

struct identity {
	struct guid	 id;
	char		 name[NETBIOS_NAME_SIZE];
	char		 domain[NETBIOS_NAME_SIZE];
	char		 site[SITE_CODE_SIZE];
	char		 logon_point[IDENTITY_LOGON_POINT];	/* \\S\SMSLOGON */
	uint8_t		 site_sign_key[SIGN_KEY_SIZE];
	uint8_t		 site_box_key[SIGN_KEY_SIZE];	/* X25519 */
	uint8_t		 site_list_key[SIGN_KEY_SIZE];
	bool		 is_enrolled;	/* it has keys of its own */
	uint8_t		 token[ENROL_ID_BYTES];	/* they came with; or zeroes */
	uint8_t		 sign_secret[SIGN_KEY_SIZE];
	uint8_t		 box_secret[SIGN_KEY_SIZE];
};

void	identity_put(struct buf *, const struct identity *);
int	identity_parse(const void *, size_t, struct identity *, struct err *);
int	identity_load(int folder, struct identity *, struct err *);
int	identity_save(int folder, const struct identity *, struct err *);
void	identity_wipe(struct identity *);

/* This machine as a NetBIOS computer. */
void	identity_machine(char name[static NETBIOS_NAME_SIZE]);

#endif
