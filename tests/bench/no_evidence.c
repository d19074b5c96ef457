/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * no_evidence - the keeper's evidence.h for tests/bench/sited_blind: nobody
 * is told who logged on.  Only to measure what the telling costs.
 */
#include "server/keeper/evidence.h"

#include <stdlib.h>

struct evidence {
	char	 nothing;
};

struct evidence *
evidence_new(struct env *env)
{
	(void)env;
	return calloc(1, sizeof(struct evidence));
}

void
evidence_free(struct evidence **evp)
{
	free(*evp);
	*evp = NULL;
}

void
evidence_add(struct evidence *ev, const struct msg_evidence *row)
{
	(void)ev;
	(void)row;
}

void
evidence_send(struct evidence *ev)
{
	(void)ev;
}

void
evidence_lock(struct evidence *ev, const struct account *a)
{
	(void)ev;
	(void)a;
}
