/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quotas - how much lies in the drop boxes, and how much more may: files and
 * bytes of each box, and of each client (account and address) in it.
 *
 *	ask	a file under way counts from the moment that it may begin
 *	charge	it has landed: from now on it lies there
 *	drop	it never will
 *	release	it was consumed
 *
 * What lies there is told anew by the director whenever it knows better;
 * what is under way belongs to a process and ends with it.
 *
 * Pure     no I/O.
 * Memory   quotas_free() frees all; a client costs memory only while it has
 *          something in a box or on its way there.
 */
#ifndef SERVER_CLERK_QUOTAS_H
#define SERVER_CLERK_QUOTAS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/role/quota_msg.h"
#include "protocol/smb2/status.h"

struct quotas;

struct quota_limits {
	uint64_t	 box_files, box_bytes;
	uint64_t	 client_files, client_bytes;
};

struct quota_counts {
	uint64_t	 files, bytes;	/* that lie there */
	uint64_t	 under_way;
	uint64_t	 refused;
};

struct quotas	*quotas_new(const struct quota_limits *);
void		 quotas_free(struct quotas **);
void		 quotas_set_limits(struct quotas *,
		    const struct quota_limits *);

/* NT_OK; NT_DISK_FULL, the box is; NT_QUOTA_EXCEEDED, the client's part is;
   `judge' false: it was allowed before, by a clerk that is gone. */
enum ntstatus	 quotas_ask(struct quotas *, unsigned process,
		    const struct quota_ask *, bool judge);
void		 quotas_charge(struct quotas *, unsigned process,
		    uint64_t ticket, uint64_t bytes);
void		 quotas_drop(struct quotas *, unsigned process,
		    uint64_t ticket);
void		 quotas_end_process(struct quotas *, unsigned process);

/* What lies there: all over again, then box by box and client by client. */
void		 quotas_restate(struct quotas *);
void		 quotas_state(struct quotas *, const struct quota_amount *);
void		 quotas_release(struct quotas *, const struct quota_amount *);

struct quota_counts quotas_counts(const struct quotas *);

#endif
