/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * info - what the tables of file_info.c and fs_info.c share.  Internal.
 */
#ifndef PROTOCOL_SMB2_INFO_H
#define PROTOCOL_SMB2_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

/*
 * A name as UTF-16, as much of it as fits; false if that is not all.  The
 * second writes its length in front, four bytes, always that of the whole.
 */
bool	info_put_units(struct wr *, const char *);
bool	info_put_name(struct wr *, const char *);
/* The reverse: at most the bytes that are there. */
void	info_get_name(struct rd *, uint32_t len, struct rd *out);

/* A writer over the next `most' bytes, or over what room there is. */
struct wr	info_window(const struct wr *, size_t most);
void		info_close(struct wr *, const struct wr *window);

#endif
