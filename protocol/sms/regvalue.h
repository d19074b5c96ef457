/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regvalue - a registry value of a client as SMS's text files write it.
 *
 *	(REG_DWORD)Item Lifetime=11520
 *	(REG_SZ) Servers=NODE7
 *
 * Errors   false for another type, an empty name, a number out of range.
 * Memory   name and text borrow from the string.
 * Source   cap.md 3.3, 4.2: Q199747, [SDK-SCF].
 */
#ifndef PROTOCOL_SMS_REGVALUE_H
#define PROTOCOL_SMS_REGVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reg_type { REG_DWORD, REG_SZ, REG_MULTI_SZ };

struct regvalue {
	enum reg_type	 type;
	const char	*name;
	size_t		 name_len;
	const char	*text;		/* what follows the '=' */
	uint32_t	 number;	/* of a REG_DWORD */
};

bool		 regvalue_parse(const char *, struct regvalue *);
/* What stands before the '=': fills in type and name. */
bool		 regvalue_parse_name(const char *, size_t, struct regvalue *);
bool		 reg_type_parse(const char *, size_t, enum reg_type *);
const char	*reg_type_name(enum reg_type);

#endif
