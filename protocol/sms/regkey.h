/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * regkey - registry keys of a client with their values, as the published
 * files carry them: one section a key, one line a value.
 *
 *	[Client Properties]
 *	     KeyFlags=3
 *	       (REG_DWORD) Orphan Limit (days)=60
 *	[Client Properties\Copy Queue]
 *	     KeyFlags=0
 *	       (REG_MULTI_SZ) Retry Sequence=<15><30><60><360>
 *
 * Made of the properties, property lists and multi-string lists of a client
 * item; properties that are no registry values are left out.
 *
 * Errors   complaints go into the ini's syntax_err.
 * Memory   the arena given.
 * Source   cap.md 3.3 (Q199747); REG_MULTI_SZ in this form is ours.
 */
#ifndef PROTOCOL_SMS_REGKEY_H
#define PROTOCOL_SMS_REGKEY_H

#include <stddef.h>

#include "protocol/sms/ini.h"
#include "protocol/sms/regvalue.h"
#include "protocol/sms/sitectrl.h"

#define REG_MULTI_MAX	4096		/* bytes of all texts of a value */

struct reg_value {
	enum reg_type	 type;
	const char	*name;
	const char	*text;		/* REG_SZ; REG_MULTI_SZ: <a><b> */
	uint32_t	 number;	/* REG_DWORD */
};

struct reg_key {
	const char	 *name;		/* section; sub-keys after a '\' */
	uint32_t	  flags;	/* KeyFlags */
	struct reg_value *value;
	size_t		  nvalue;
};

struct reg_keys {
	struct reg_key	*key;
	size_t		 nkey;
};

/* `name' becomes the section of the item's own key. */
bool	 regkeys_of_item(struct arena *, const struct scf_item *,
	    const char *name, struct reg_keys *out);
void	 regkeys_put(struct buf *, const struct reg_keys *);
/* All sections called `name' or below it, in the order of the file. */
void	 regkeys_take(struct ini *, const char *name, struct reg_keys *out);
/* The (REG_...) keys of one section; other keys of it are left alone. */
void	 reg_values_take(struct ini *, struct ini_section *,
	    struct reg_key *out);
void	 reg_values_put(struct buf *, const struct reg_key *);

#endif
