/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules - does an entered password keep the policy of the domain?
 *
 * Source   Q161990 (passfilt.dll): six characters, three of four classes,
 *          the name of the account not in it; Q318396: 14 at most.
 */
#ifndef SERVER_KEEPER_RULES_H
#define SERVER_KEEPER_RULES_H

#include "protocol/role/account_msg.h"

#define PASSWORD_MAX	14	/* characters */

/* Valid UTF-8.  NULL: it does; else the sentence why not, in why[]. */
const char	*rules_refuse(const struct msg_policy *, const char *password,
		    const char *account, char why[static MSG_SECRET_WHY_SIZE]);

#endif
