/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * privilege - the rights that an account can have: privileges, which have a
 * number, and ways to log on, which have a name only.
 *
 * Source   [MS-LSAD] 3.1.1.2.1, 3.1.1.2.2.
 */
#ifndef PROTOCOL_RPC_PRIVILEGE_H
#define PROTOCOL_RPC_PRIVILEGE_H

#include <stddef.h>
#include <stdint.h>

struct privilege {
	const char	*name;		/* "SeTcbPrivilege" */
	const char	*shown;		/* to people */
	uint32_t	 luid;		/* 0: a way to log on */
};

/* NULL: there is none such.  Names in any case; place 0 is the first. */
const struct privilege	*privilege_named(const char *);
const struct privilege	*privilege_numbered(uint32_t luid);
const struct privilege	*privilege_at(size_t place);	/* those with numbers */

#endif
