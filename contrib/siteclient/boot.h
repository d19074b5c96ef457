/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * boot - the work of ccmboot, the child of a site server's loader: on a domain
 * controller it makes the account of the client service, SMS&_<Computer>, on
 * the PDC, and waits until its own controller shows it; then it installs the
 * client.
 *
 *	GROUP -> USER -> PASSWORD -> RIGHTS -> MEMBER -> wait -> install
 *
 * It acts as the bootstrap account.  What is there already is taken as it is,
 * but for the password, which is set once.  While it waits it logs "Waiting
 * for PDC/BDC Sync (2221)" at every look, and while it installs "Client
 * installation runs" each minute: these are its signs of life.
 *
 * Errors   0 or a Win32 number.  What replication can still bring is waited for,
 *          as long as the PDC's registry says; policy (1327, 2245) and
 *          refusals end it at once.
 * Source   ccm.md 6 C6, 7, 13 R12 to R14; accounts.md 1: Q271724, Q304961,
 *          Q311127, Q325113.
 */
#ifndef CONTRIB_SITECLIENT_BOOT_H
#define CONTRIB_SITECLIENT_BOOT_H

#include <sys/socket.h>

#include "base/arena.h"
#include "base/err.h"
#include "contrib/siteclient/log.h"
#include "protocol/role/push_job.h"

struct boot_server {
	const char		*name;		/* NULL: none is named */
	struct sockaddr_storage	 to;
};

/*
 * The section [Bootstrap] of CCMData.tcf:
 *
 *	Computer	this one's name
 *	PDC, DC		"NAME address:port"; without a PDC no account is made
 *	Wait, Poll	seconds; Wait absent: as the PDC says
 *	Install		the command that installs the client, or absent
 */
struct boot_plan {
	const char		*computer;
	struct boot_server	 pdc, dc;
	uint32_t		 wait, poll;	/* wait 0: as the PDC says */
	const char		*install;	/* or NULL */
};

int	boot_plan_parse(const void *, size_t, struct arena *,
	    struct boot_plan *, struct err *);

uint32_t	boot_run(const struct boot_plan *,
		    const struct push_credential *,
		    const struct agent_logs *);

/* --- what the loader does, too --- */

/* Below SYSTEMROOT, made if need be; false: there is none. */
int	boot_folder(const char *below);		/* a descriptor, or -errno */
/* From descriptor 3, into `text'; false: nobody gave one. */
bool	boot_credential(char text[static PUSH_CREDENTIAL_MAX],
	    struct push_credential *);
/* A small file of the working folder; bytes, or -errno. */
ssize_t	boot_read(const char *name, char *dst, size_t size);

#endif
