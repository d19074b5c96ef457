/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain_row - what questions about the domain and their answers are both made
 * of: an account with those of its fields that say something, texts that may
 * be missing, SIDs.
 */
#ifndef PROTOCOL_ROLE_DOMAIN_ROW_H
#define PROTOCOL_ROLE_DOMAIN_ROW_H

#include "base/arena.h"
#include "base/wire.h"
#include "protocol/rpc/domain.h"

void		 domain_put_account(struct wr *, const struct rpc_account *);
void		 domain_get_account(struct rd *, struct arena *,
		    struct rpc_account *);
void		 domain_put_facts(struct wr *, const struct rpc_domain_facts *);
void		 domain_get_facts(struct rd *, struct arena *,
		    struct rpc_domain_facts *);
void		 domain_put_text(struct wr *, const char *);	/* or NULL */
const char	*domain_get_text(struct rd *, struct arena *);

#endif
