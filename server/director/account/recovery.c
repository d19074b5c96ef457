/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/recovery.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/director.h"
#include "store/recovery.h"

#define TEXT_SIZE	256

struct recovery {
	struct director		*d;
	struct recovery_row	 row;		/* as the store has it */
	char			 who[64], why[TEXT_SIZE];
};

static bool
is_open(const struct recovery *r)
{
	return r->row.until.boot[0] != '\0';
}

struct recovery_view
recovery_view(const struct director *d)
{
	const struct recovery		*r = d->recovery;
	const struct recovery_row	*row = &r->row;

	return (struct recovery_view){
		.is_open = is_open(r), .opened = row->opened,
		.until = row->until.wall, .closed = row->closed,
		.who = r->who, .why = r->why, .admitted = row->admitted,
	};
}

/* --- life --- */

struct loading {
	struct recovery	*r;
	struct err	 e;
};

static void
take_row(void *arg, const struct err *failed, const struct recovery_row *row)
{
	struct loading	*l = arg;
	struct recovery	*r = l->r;

	if (failed != NULL)
		l->e = *failed;
	else if (row == NULL)
		(void)err_set(&l->e, EUCLEAN, "the row of the recovery window "
		    "is missing");
	else {
		r->row = *row;
		text_copy(r->who, sizeof(r->who), row->who);
		text_copy(r->why, sizeof(r->why), row->why);
		r->row.who = r->who;
		r->row.why = r->why;
	}
}

int
recovery_new(struct director *d, struct err *e)
{
	struct loading	 l = { .r = calloc(1, sizeof(*l.r)) };

	if (l.r == NULL)
		return err_set(e, ENOMEM, "out of memory");
	l.r->d = d;
	d->recovery = l.r;
	if (store_recovery(d->store, take_row, &l) != 0)
		return err_set(e, ENOMEM, "out of memory");
	store_wait(d->store);
	*e = l.e;
	return -l.e.code;
}

void
recovery_free(struct director *d)
{
	free(d->recovery);
	d->recovery = NULL;
}
