/* SPDX-License-Identifier: GPL-3.0-or-later */
/* account_mgr_int - one preparation of a run: see account_mgr.h. */
#ifndef CONTRIB_SITECLIENT_ACCOUNT_MGR_INT_H
#define CONTRIB_SITECLIENT_ACCOUNT_MGR_INT_H

#include "contrib/siteclient/account_mgr.h"
#include "contrib/siteclient/domain.h"
#include "contrib/siteclient/machine.h"
#include "contrib/siteclient/runas.h"

struct inquiry {
	struct agent	*a;
	struct runas	 as;		/* the installation account */
	struct machine	 machine;
	struct domain	*dc;		/* NetGetAnyDCName's */
	char		 dc_name[DOMAIN_LABEL_SIZE];
};

#define ADMINISTRATORS_RID	544

/* A session with that server, as somebody. */
uint32_t	inquiry_open(const struct agent *, const char *server,
		    const struct runas *, struct domain **out);
/* Who the account is to the domain: 2221, 2220 of no group at all... */
uint32_t	inquiry_sid(struct domain *, const char *user,
		    uint32_t *rid_out, struct sid *out);
/* Asks all that is asked before a run. */
uint32_t	inquiry_ask(struct inquiry *);

#endif
