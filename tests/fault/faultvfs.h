/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faultvfs - an SQLite VFS over the usual one, whose n-th operation fails, or
 * after whose n-th operation the power goes.
 *
 * Nothing is really synced: what would be on the disk is kept in memory.  At
 * a power cut everything that was synced is there; of what was not, any
 * sector may be there or not, in any order.
 *
 * The plan is changed while no store is open, or while it is idle.
 */
#ifndef TESTS_FAULT_FAULTVFS_H
#define TESTS_FAULT_FAULTVFS_H

#include <stdbool.h>

#define FAULT_VFS	"fault"

enum fault_kind {
	FAULT_IO,		/* any operation: SQLITE_IOERR */
	FAULT_FULL,		/* writes only: SQLITE_FULL */
	FAULT_POWER		/* any operation, and all after it */
};

void	fault_register(void);
/* The n-th operation from now; 0: none.  for_good: and all after it. */
void	fault_plan(enum fault_kind, long n, bool for_good);
long	fault_operations(void);		/* since the plan */
bool	fault_happened(void);
void	fault_forget(void);		/* all files: a new disk */
/* Writes the files as they are after the power cut. */
void	fault_restore_power(const char *dir, unsigned seed);

#endif
