/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <string.h>

#include "tests/unit/sam_double.h"

struct rpc_domain_answer	 sam_answer;
size_t				 sam_server;

static struct rpc_account	 rows[SAM_ROWS_KEPT];
static struct rpc_domain_facts	 facts;
static char			 texts[SAM_ROWS_KEPT][64];
static bool			 answered;

static const char *
keep(const char *text, uint32_t i)
{
	if (text == NULL)
		return NULL;
	(void)strncpy(texts[i], text, sizeof(texts[i]) - 1);
	return texts[i];
}

void
sam_note(void *arg, const struct rpc_domain_answer *a)
{
	uint32_t	 i;

	(void)arg;
	assert_false(answered);
	answered = true;
	assert_true(a->count <= SAM_ROWS_KEPT);
	sam_answer = *a;
	for (i = 0; a->rows != NULL && i < a->count; i++) {
		rows[i] = a->rows[i];
		rows[i].name = keep(a->rows[i].name, i);
	}
	sam_answer.rows = rows;
	if (a->facts != NULL)
		facts = *a->facts;
	sam_answer.facts = &facts;
}

enum ntstatus
sam_put(const struct rpc_domain_ask *q)
{
	answered = false;
	assert_int_equal(sam_ask(the_director(), sam_server, q, sam_note,
	    NULL), 0);
	until(answered);
	return sam_answer.status;
}

enum ntstatus
sam_find_name(const char *name)
{
	return sam_put(&(struct rpc_domain_ask){ .op = DOMAIN_FIND,
	    .count = 1, .names = &name });
}

enum ntstatus
sam_read(enum sid_use kind, uint32_t rid)
{
	return sam_put(&(struct rpc_domain_ask){ .op = DOMAIN_READ,
	    .kind = kind, .rid = rid });
}

enum ntstatus
sam_list(enum sid_use kind, enum rpc_domain_which which, uint32_t after)
{
	return sam_put(&(struct rpc_domain_ask){ .op = DOMAIN_LIST,
	    .domain = which, .kind = kind, .begin = after, .most = 1000 });
}
