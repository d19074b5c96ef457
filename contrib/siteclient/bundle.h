/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bundle - the file that `sitectl client enrol' made, read: who this client is
 * to be, which site it may trust, and its first accounts.
 *
 * Errors   0 or -errno with a sentence that shows no secret of it.
 * Memory   bundle_wipe() before the arena goes.
 */
#ifndef CONTRIB_SITECLIENT_BUNDLE_H
#define CONTRIB_SITECLIENT_BUNDLE_H

#include "contrib/siteclient/identity.h"
#include "contrib/siteclient/state.h"
#include "protocol/sms/enrol.h"

struct bundle {
	struct arena		 arena;
	struct buf		 text;
	struct enrol_bundle	 said;
	struct enrol_keys	 keys;
};

int	bundle_read(const char *path, struct bundle *, struct err *);
/* -EEXIST: it was made for another client. */
int	bundle_fits(const struct bundle *, const struct identity *,
	    struct err *);
/* Site, keys, name, logon point; the identity's GUID and own keys stay. */
void	bundle_identity(const struct bundle *, struct identity *);
/* CAPs and accounts. */
int	bundle_state(const struct bundle *, struct state *, struct err *);
void	bundle_wipe(struct bundle *);

#endif
