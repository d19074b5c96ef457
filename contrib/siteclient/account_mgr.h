/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * account_mgr - the software installation account (options install_account,
 * install_password): under whose name the domain is asked before a program
 * runs, and who is in local Administrators while it does.
 *
 *	switch		the installation account is who asks from here on
 *	where		NetGetAnyDCName; a domain controller does not ask for it
 *	who		NetWkstaGetInfo: the domain of this machine
 *	groups		NetUserGetLocalGroups, on whatever controller is found
 *			then, which may be another one
 *	give		into Administrators: this machine's own, or on a domain
 *			controller BUILTIN's, on the PDC
 *	run
 *	take back	however the run ended; what cannot be taken back now is at
 *			the next poll or start, for it is in local.ini
 *
 * Refused  for a reason of the account itself, as 1326, it is not shown again
 *          before the next whole cycle (1909: locked_out), unless account or
 *          password are others then: each try may count towards a lock.
 * sp3      asks for the groups as the machine's own SMSCliToknAcct&, which a
 *          controller takes for the domain's account of that name (Q307434):
 *          refused, it goes on with a warning; locked out, it is told that
 *          there is no such user (1317).
 * Errors   Win32 numbers, as Smsapm32.log has them.
 * Source   accounts.md 1a, 3.6, 8: Q307434, Q242011, Q235205, Q263279, Q264714.
 */
#ifndef CONTRIB_SITECLIENT_ACCOUNT_MGR_H
#define CONTRIB_SITECLIENT_ACCOUNT_MGR_H

#include "contrib/siteclient/agent.h"

bool		 account_mgr_is_set(const struct agent *);
/* 0: given, the program may run; else nothing is. */
uint32_t	 account_mgr_begin(struct agent *);
/* Takes back what is given, if anything is. */
void		 account_mgr_end(struct agent *);
/* What a status message says of such a number. */
const char	*account_mgr_text(uint32_t);

#endif
