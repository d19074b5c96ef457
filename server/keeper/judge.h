/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge - one proof, one verdict: what the wire is told, and the inner reason
 * for log, audit and sitectl.
 *
 * On the wire unknown, wrong and reserved are LOGON_FAILURE; DISABLED is told
 * only after the right password, as ACCOUNT_EXPIRED and INVALID_WORKSTATION
 * are; LOCKED_OUT whatever the password.
 *
 * Reserved  names that clients have as local accounts (SMSCliToknAcct& ...): a
 *          logon that does not claim our domain is of a machine's own account,
 *          and never touches the domain's of that name, nor its tries at any
 *          view.  Under behaviour = "sp3" it does, as it did then.
 *
 * Views    a replica answers from what it shows; a wrong password is asked of
 *          the PDC, which alone counts and locks, as NT's BDCs do.  A name
 *          that it does not have yet is not asked for.
 *
 * Window   while it is open, a right proof of a client account's past (it is
 *          disabled or deleted, or that is its previous password) is RESCUED,
 *          even if the account is locked: see only the sealed list, for so
 *          long.  Of operators' accounts there is no past.
 *
 * Leaked   a right proof of an account that others know, and that left the
 *          list for it, sees the sealed list, too, as long as it is enabled.
 *
 * Source   product.md 4 "Lockout protection"; accounts.md R6, R7.
 */
#ifndef SERVER_KEEPER_JUDGE_H
#define SERVER_KEEPER_JUDGE_H

#include "protocol/role/auth_msg.h"

struct keeper;
struct waiter;

/*
 * NULL: the verdict is there.  Else the proof was right, the account is
 * disabled, and is enabled again when it is asked for: whoever asks ends it
 * by judge_again(), once with a result.
 */
struct waiter	*judge(struct keeper *, const struct msg_auth_check *,
		    struct msg_auth_result *);
/* As the account is now; false: it is still to be waited for, which does not
   happen when it is too late. */
bool		 judge_again(struct keeper *, const struct waiter *,
		    bool too_late, struct msg_auth_result *);

#endif
