/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/latch.h"

#include <stdlib.h>

struct latch {
	unsigned	 count;
	void		(*done)(void *);
	void		*arg;
};

struct latch *
latch_new(void (*done)(void *), void *arg)
{
	struct latch	*l = calloc(1, sizeof(*l));

	if (l != NULL)
		*l = (struct latch){ 1, done, arg };
	return l;
}

void
latch_add(struct latch *l)
{
	if (l != NULL)
		l->count++;
}

void
latch_drop(struct latch *l)
{
	if (l == NULL || --l->count > 0)
		return;
	l->done(l->arg);
	free(l);
}
