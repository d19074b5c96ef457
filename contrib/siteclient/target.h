/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target - a machine that a client can be pushed to: a folder as ADMIN$, its
 * services and its registry on IPC$, to accounts of a file.
 *
 * A site server's Client Configuration Manager, or whoever has an account of
 * kind admin, can copy programs to it and run them: that is what it is for.
 *
 * Errors   -errno with a sentence.
 * Memory   settings are borrowed until target_free().
 */
#ifndef CONTRIB_SITECLIENT_TARGET_H
#define CONTRIB_SITECLIENT_TARGET_H

#include "base/err.h"
#include "protocol/auth/ntlm_message.h"

struct event_base;
struct target;

struct target_settings {
	const char		*folder;	/* of Windows: ADMIN$ */
	const char		*accounts;	/* target_accounts.h */
	const char		*registry;	/* target_registry.h, or NULL */
	const char		*listen;	/* "address:port" */
	const char		*name;		/* NetBIOS */
	const char		*domain;	/* or workgroup */
	const char		*type;		/* WinNT, ServerNT, LanmanNT */
	struct ntlm_version	 version;	/* of the Windows it plays */
	bool			 seal;		/* all that is said */
};

int	target_new(struct event_base *, const struct target_settings *,
	    struct target **out, struct err *);
void	target_free(struct target **);

#endif
