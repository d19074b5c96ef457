/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accounts - with which connection account the client logs on: in the order of
 * the list, newest first.  What a server said of one is kept with it.
 *
 *	wrong		not tried again before the list changes, for each try
 *			may count towards a lock
 *	locked		tried when the lock may have ended
 *	disabled	not wrong: it may be enabled again, and its proof then
 *			counts; tried at each cycle
 *
 * When every account is refused, one of them is tried at each retry, in turn:
 * else nobody would hear of the client, and a password that was put right, or
 * a recovery window, would not help it.
 *
 * Source   Q236052, Q237759, Q227033; algorithms.md A4, A11, A17.
 */
#ifndef CONTRIB_SITECLIENT_ACCOUNTS_H
#define CONTRIB_SITECLIENT_ACCOUNTS_H

#include "contrib/siteclient/state.h"
#include "contrib/siteclient/transport.h"
#include "protocol/sms/acctlist.h"
#include "protocol/sms/manifest.h"

struct account_plan {
	uint8_t	 at[ACCOUNTS_MAX];
	size_t	 n;
};

/* `all': as SMS 2.0 did, every account at every try. */
void	accounts_plan(const struct state *, struct wall now,
	    int64_t locked_out_ms, bool all, struct account_plan *);
/* What the reply to a logon means for the account; true: try the next one. */
bool	accounts_heard(struct account *, const struct link_reply *,
	    struct wall now);
/*
 * The list as published: what was known of an account stays, if it is the same
 * generation with the same password.  Returns how many are new, or -errno.
 */
int	accounts_replace(struct state *, const struct account *, size_t n);

/* What a sealed list must be to be taken. */
struct account_source {
	const char		*site;
	enum acctlist_form	 form;
	const uint8_t		*key;		/* CIPHER_KEY_SIZE */
	const struct manifest	*manifest;	/* that names it, or NULL */
};

/*
 * A sealed list as published, of the form and site expected, no older than
 * what is known, and with the generations that the manifest promises.  NULL,
 * or why it is not taken.
 */
const char *accounts_open(struct state *, const struct account_source *,
	    struct rd sealed, int *news_out);
/* Of what is promised for accounts that are known: until when does one hold? */
void	accounts_promised(struct state *, const struct manifest *);

#endif
