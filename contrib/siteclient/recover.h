/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recover - the way back over the logon point: accounts.site and Caplist.ini
 * below Sites/<site> of the share SMSLOGON, read as an account that the
 * operator gives (the logged-on user of Q236052), for a client whose own
 * accounts are all refused.
 *
 * accounts.site opens with the site's list key only, which came with the
 * bundle; the CAP list is that of a share whose server has proved, by its
 * signatures, that it knows the account.  Both hold until the next cycle brings
 * signed ones.
 */
#ifndef CONTRIB_SITECLIENT_RECOVER_H
#define CONTRIB_SITECLIENT_RECOVER_H

#include "contrib/siteclient/agent.h"

struct recover_end {
	void	(*fn)(void *arg, const char *trouble);	/* NULL: it went well */
	void	*arg;
};

struct recover;

/* `logon_point' is \\SERVER\SHARE; all texts are borrowed until the end. */
int	recover_start(struct agent *, const char *logon_point,
	    const struct account *, const struct recover_end *,
	    struct recover **out);
void	recover_free(struct recover **);

#endif
