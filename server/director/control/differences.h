/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differences - long tables whose rows are made at once and told page by page:
 * their cells stand in the errand's state, each with a NUL behind it.
 */
#ifndef SERVER_DIRECTOR_CONTROL_DIFFERENCES_H
#define SERVER_DIRECTOR_CONTROL_DIFFERENCES_H

#include "base/buf.h"
#include "protocol/sms/sitectrl_diff.h"
#include "server/director/control/errand.h"

#define PACKED_MAX	((size_t)32 << 20)
#define CELLS_OF_ITEM	5
#define CELLS_MAX	6

typedef void	packed_row(struct errand *, const char *const *cells);

/* The buf's bytes become the state; false: the errand has ended. */
bool	packed_take(struct errand *, struct buf *);
/* A page of rows, then `next', or the end. */
void	packed_rows(struct errand *, size_t ncells, packed_row *,
	    errand_run *next);

/* All that differs, then the end. */
void	differences_show(struct errand *, const struct scf *old,
	    const struct scf *fresh);
/* Packs one row; a callback of sitectrl_diff(). */
void	differences_pack(void *buf, const struct scf_difference *);
/* The first rows of what was packed; how many more there are. */
size_t	differences_tell(struct errand *, const struct buf *, size_t most);

#endif
