/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * acctlist - the connection accounts of a site, newest first: the plain list,
 * which the keeper and an agent alone ever hold, and its sealed forms.
 *
 *	clidata.box/accounts.dat	under the list key of this publication
 *	clidata.box/accounts.site	under the site's list key, which comes
 *					with the installation: public by nature
 *	in an enrolment bundle		under the list key of its token
 *
 * Units    bytes; every record has the same size, so that the sealed form
 *          does not tell how long a password is.
 * Errors   false: not such a file, cut, changed, or sealed with another key.
 * Memory   a plain struct without pointers; who has filled one wipes it.
 * Source   product.md 4 "Sealing"; the layout is ours: doc/formats.
 */
#ifndef PROTOCOL_SMS_ACCTLIST_H
#define PROTOCOL_SMS_ACCTLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/sms/cipher.h"
#include "protocol/sms/names.h"

#define ACCT_NAME_SIZE		64
#define ACCT_PASSWORD_SIZE	64	/* 14 characters, and a NUL */

enum acct_flag {
	ACCT_GENERATED = 0x1	/* its password was made: it never locks */
};

struct acct {
	uint32_t	 generation;
	uint32_t	 flags;		/* ACCT_... */
	char		 domain[NETBIOS_NAME_SIZE];
	char		 name[ACCT_NAME_SIZE];
	char		 password[ACCT_PASSWORD_SIZE];
};

struct acctlist {
	size_t		 n;
	struct acct	 acct[ACCOUNTS_MAX];	/* newest first */
};

#define ACCTLIST_SIZE_MAX	(4 + ACCOUNTS_MAX * 152)

void	 acctlist_put(struct wr *, const struct acctlist *);
bool	 acctlist_get(struct rd, struct acctlist *out) MUST_CHECK;
void	 acctlist_wipe(struct acctlist *);

/* --- sealed --- */

enum acctlist_form {			/* authenticated: never renumber */
	ACCTLIST_LIST = 1, ACCTLIST_SITE = 2, ACCTLIST_TOKEN = 3
};

struct acctlist_head {
	enum acctlist_form form;
	char		 site[SITE_CODE_SIZE];
	uint64_t	 serial;	/* of the list; it only rises */
};

#define ACCTLIST_OVERHEAD	(20 + CIPHER_NONCE_SIZE + CIPHER_TAG_SIZE)
#define ACCTLIST_SEALED_MAX	(ACCTLIST_OVERHEAD + ACCTLIST_SIZE_MAX)

/* With a nonce of its own each time. */
bool	 acctlist_seal(const struct acctlist_head *,
	    const uint8_t key[static CIPHER_KEY_SIZE],
	    const struct acctlist *, struct wr *) MUST_CHECK;
/* What is in the clear; says nothing about who wrote it. */
bool	 acctlist_head(struct rd sealed, struct acctlist_head *out)
	    MUST_CHECK;
/* The reader first asks acctlist_head() which form it has. */
bool	 acctlist_open(struct rd sealed,
	    const uint8_t key[static CIPHER_KEY_SIZE],
	    struct acctlist *out) MUST_CHECK;

#endif
