/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_double - questions about the account domain put to the director of
 * director_double.h, waited for; answers are kept until the next.
 */
#ifndef TESTS_UNIT_SAM_DOUBLE_H
#define TESTS_UNIT_SAM_DOUBLE_H

#include "server/director/domain/sam.h"
#include "tests/unit/director_double.h"

#define SAM_ROWS_KEPT	4096

extern struct rpc_domain_answer	 sam_answer;
extern size_t			 sam_server;	/* which is asked; 0 */

sam_done	sam_note;
enum ntstatus	sam_put(const struct rpc_domain_ask *);
enum ntstatus	sam_find_name(const char *);
enum ntstatus	sam_read(enum sid_use, uint32_t rid);
enum ntstatus	sam_list(enum sid_use, enum rpc_domain_which, uint32_t after);

#endif
