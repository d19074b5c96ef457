/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_double - questions about the account domain put to the director of
 * director_double.h, waited for; an answer is kept until the next.
 */
#ifndef TESTS_UNIT_SAM_DOUBLE_H
#define TESTS_UNIT_SAM_DOUBLE_H

#include "server/director/domain/sam.h"
#include "tests/unit/director_double.h"

#define SAM_ROWS_KEPT	16384

extern struct rpc_domain_answer	 sam_answer;
extern size_t			 sam_server;	/* which is asked; 0 */
extern const struct rpc_caller	*sam_caller;	/* NULL: the site itself */

sam_done	sam_note;
enum ntstatus	asked(const struct rpc_domain_ask *);

enum ntstatus	ask_facts(void);
enum ntstatus	ask_find(const char *name);	/* in either domain */
enum ntstatus	ask_read(enum sid_use, uint32_t rid);
enum ntstatus	ask_list(enum sid_use, enum rpc_domain_which, uint32_t after);
enum ntstatus	ask_create(enum sid_use, const char *name);
uint32_t	made(enum sid_use, const char *name);	/* it must be */
enum ntstatus	ask_delete(enum sid_use, uint32_t rid);
enum ntstatus	ask_write(uint32_t rid, uint32_t fields,
		    const struct rpc_account *);	/* a user */
enum ntstatus	ask_passwd(uint32_t rid, const char *ticket);
int		begin_passwd(uint32_t rid, const char *ticket);	/* no waiting */
/* A user of a group; a SID of an alias. */
enum ntstatus	ask_group(enum rpc_domain_op, uint32_t group, uint32_t user);
enum ntstatus	ask_alias(enum rpc_domain_op, uint32_t alias,
		    const struct sid *);
enum ntstatus	ask_groups_of(uint32_t user);
enum ntstatus	ask_aliases_of(const struct sid *, enum rpc_domain_which);
enum ntstatus	ask_rights(enum rpc_domain_op, const struct sid *,
		    const char *name);		/* NULL: all, any */
struct sid	sid_of(uint32_t rid);
/* Among the rows, or the SIDs, of the answer. */
bool		has_row(uint32_t rid);
bool		has_sid(const struct sid *);

#endif
