/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_accounts - who may log on to a target: the accounts of a file, judged
 * in this process.
 *
 * A line of the file is an account:
 *
 *	admin NAME PASSWORD		local; the password is the line's rest
 *	user DOMAIN\NAME PASSWORD	of a domain, as far as it is known here
 *
 * As on NT, a domain that the machine knows (here: one that the file names) is
 * asked alone, its namesakes in the machine never; the machine's own name, no
 * domain and one that nobody knows mean the machine's own accounts.
 *
 * Errors   -errno with a sentence; the file must be its owner's alone.
 * Memory   hashes only, wiped at the end; the auth is good as long as this.
 */
#ifndef CONTRIB_SITECLIENT_TARGET_ACCOUNTS_H
#define CONTRIB_SITECLIENT_TARGET_ACCOUNTS_H

#include "base/err.h"
#include "protocol/rpc/host.h"
#include "server/smb/auth.h"

struct target_accounts;

int	target_accounts_load(const char *path, const char *computer,
	    struct target_accounts **out, struct err *);
void	target_accounts_free(struct target_accounts **);

const struct smb_auth	*target_accounts_auth(struct target_accounts *);
const struct sid	*target_accounts_sid(const struct target_accounts *);
/* One whose `use' is 0, found by name or SID. */
void	target_accounts_resolve(const struct target_accounts *,
	    struct rpc_name *, bool by_sid);

#endif
