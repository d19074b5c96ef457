/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_record - what a fact of the account domain says, as bytes in the store:
 * fields of a struct rpc_account, each with its number, or names in a row.
 *
 * Pure. Memory   what is read points into the bytes; a text has its NUL there.
 * Errors   sam_record_get() is false for what sam_record_put() does not write.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_SAM_RECORD_H
#define SERVER_DIRECTOR_DOMAIN_SAM_RECORD_H

#include "protocol/rpc/domain.h"

#define SAM_RECORD_MAX	65536	/* bytes */

/* The fields that a record can have; others are left out. */
#define SAM_RECORD_FIELDS	(FIELD_NAME | FIELD_FULL_NAME |		\
    FIELD_PRIMARY_GROUP | FIELD_COMMENT | FIELD_USER_COMMENT | FIELD_HOME | \
    FIELD_HOME_DRIVE | FIELD_SCRIPT | FIELD_PROFILE | FIELD_WORKSTATIONS | \
    FIELD_HOURS | FIELD_EXPIRES | FIELD_FLAGS | FIELD_PARAMETERS |	\
    FIELD_COUNTRY | FIELD_CODE_PAGE | FIELD_PASSWORD_EXPIRED |		\
    FIELD_ATTRIBUTES)

/* What is nothing (NULL, 0, empty) takes no room. */
void	sam_record_put(struct wr *, const struct rpc_account *);
/* Into an account that is zero but for what is not in records. */
bool	sam_record_get(struct rd, struct rpc_account *);
/* The named fields of one account, into another. */
void	sam_record_copy(struct rpc_account *, const struct rpc_account *,
	    uint32_t fields);

#endif
