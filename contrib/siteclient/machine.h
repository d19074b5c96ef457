/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine - the accounts that a workstation has of its own, as the agent keeps
 * them: local.ini of its folder, mode 0600.  A password stands in it as it is.
 *
 *	SMSCliToknAcct&		with a password that no other machine has
 *	Administrators		who was put in besides, for a program
 *
 * And what was given for a program and is still to be taken back, here or on a
 * domain's PDC: it is on the disk before it is given.
 *
 * Errors   0 or -errno with a sentence.  A local.ini that cannot be read is an
 *          error: nothing would be known of what was given.
 * Memory   machine_wipe().
 */
#ifndef CONTRIB_SITECLIENT_MACHINE_H
#define CONTRIB_SITECLIENT_MACHINE_H

#include "base/buf.h"
#include "base/err.h"
#include "protocol/sms/names.h"

#define MACHINE_TOKEN		"SMSCliToknAcct&"
#define MACHINE_PASSWORD_SIZE	15	/* token_rpc.h */
#define MACHINE_NAME_SIZE	64	/* DOMAIN\NAME */

struct machine {
	char	 token[MACHINE_PASSWORD_SIZE];	/* "": not made yet */
	char	 administrator[MACHINE_NAME_SIZE];	/* "": nobody else */
	char	 given[MACHINE_NAME_SIZE];	/* "": nothing is */
	char	 given_at[NETBIOS_NAME_SIZE];	/* PDC; "": here */
};

void	machine_put(struct buf *, const struct machine *);
int	machine_parse(const void *, size_t, struct machine *, struct err *);
/* Without its file a machine has nothing. */
int	machine_load(int folder, struct machine *, struct err *);
int	machine_save(int folder, const struct machine *, struct err *);
void	machine_wipe(struct machine *);
/* Makes the token account, if there is none: it is to be saved. */
void	machine_make_token(struct machine *);

#endif
