/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/control/differences.h"

#include <stdlib.h>
#include <string.h>

#define CELLS_OF_CHANGE	6

/* --- packed rows --- */

bool
packed_take(struct errand *r, struct buf *b)
{
	bool	 ok;

	buf_add(b, "", 1);	/* never without memory */
	ok = buf_ok(b);
	if (!ok) {
		buf_free(b);
		errand_end(r, CONTROL_FAILED, "", "there is too much to show, "
		    "or no memory");
		return false;
	}
	free(r->state);
	r->state = b->data;
	r->count = b->len - 1;
	r->after.number = 0;
	return true;
}

/* The cells of the next row; where the one behind it begins. */
static size_t
unpack(const char *packed, size_t at, size_t ncells, const char **cells)
{
	size_t	 i;

	for (i = 0; i < ncells; i++) {
		cells[i] = packed + at;
		at += strlen(packed + at) + 1;
	}
	return at;
}

void
packed_rows(struct errand *r, size_t ncells, packed_row *tell,
    errand_run *next)
{
	const char	*cells[CELLS_MAX];
	size_t		 i;

	for (i = 0; i < ERRAND_PAGE && r->after.number < r->count; i++) {
		r->after.number = unpack(r->state, r->after.number, ncells,
		    cells);
		tell(r, cells);
	}
	if (r->after.number >= r->count || errand_is_orphan(r))
		errand_done(r);
	else
		errand_next(r, next);
}

/* --- differences --- */

void
differences_pack(void *buf, const struct scf_difference *x)
{
	const char	*cells[CELLS_OF_CHANGE] = {
		scf_change_name(x->change), x->kind, x->name, x->what, x->old,
		x->fresh
	};
	size_t		 i;

	for (i = 0; i < CELLS_OF_CHANGE; i++)
		buf_add(buf, cells[i], strlen(cells[i]) + 1);
}

static void
change_row(struct errand *r, const char *const *cell)
{
	ERRAND_ROW(r, &table_changes, TEXT(cell[0]), TEXT(cell[1]),
	    TEXT(cell[2]), TEXT(cell[3]), TEXT(cell[4]), TEXT(cell[5]));
}

static void
next_changes(struct errand *r)
{
	packed_rows(r, CELLS_OF_CHANGE, change_row, next_changes);
}

void
differences_show(struct errand *r, const struct scf *old,
    const struct scf *fresh)
{
	struct buf	 b;
	long		 n;

	buf_init(&b, PACKED_MAX);
	n = sitectrl_diff(old, fresh, differences_pack, &b);
	if (n < 0)
		b.failed = true;
	if (n == 0)
		errand_note(r, "they hold the same");
	if (packed_take(r, &b))
		next_changes(r);
}

size_t
differences_tell(struct errand *r, const struct buf *b, size_t most)
{
	const char	*cells[CELLS_OF_CHANGE];
	size_t		 at = 0, n = 0;

	while (at < b->len) {
		at = unpack((const char *)b->data, at, CELLS_OF_CHANGE, cells);
		if (n++ < most)
			change_row(r, cells);
	}
	return n > most ? n - most : 0;
}
