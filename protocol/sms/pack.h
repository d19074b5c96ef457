/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack - many files one behind the other: how a component's folder travels
 * from sitectl, and how what operators brought stands in a backup.
 *
 *	offset  0  "SITEPACK"
 *		8  version, 1		u32, little endian as all
 *	       12  number of files	u32
 *	then for each file
 *		0  size			u64
 *		8  time of last change	u64, microseconds since 1970
 *	       16  SHA-256		32 bytes
 *	       48  length of the path	u16
 *	       50  path, content
 *
 * Paths are relative, with '/', and of the form of manifest_path_ok().
 *
 * Errors   pack_head_get(), pack_entry_get(): false, not a pack.
 * Source   ours.
 */
#ifndef PROTOCOL_SMS_PACK_H
#define PROTOCOL_SMS_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/wire.h"
#include "protocol/sms/manifest.h"

#define PACK_HEAD_SIZE		16
#define PACK_ENTRY_MIN		50	/* without its path */
#define PACK_ENTRY_MAX		(PACK_ENTRY_MIN + MANIFEST_PATH_SIZE)
#define PACK_FILES_MAX		16384

struct pack_entry {
	char		 path[MANIFEST_PATH_SIZE];
	uint64_t	 size;
	struct wall	 changed;
	uint8_t		 sha256[MANIFEST_HASH_SIZE];
};

bool	 pack_head_get(struct rd *, uint32_t *files);
void	 pack_head_put(struct wr *, uint32_t files);
/* Up to its content, which follows. */
bool	 pack_entry_get(struct rd *, struct pack_entry *);
void	 pack_entry_put(struct wr *, const struct pack_entry *);

/* The end of a file that has a pack behind something else: "SITETAIL", u64. */
#define PACK_TAIL_SIZE		16
bool	 pack_tail_get(struct rd *, uint64_t *begin);
void	 pack_tail_put(struct wr *, uint64_t begin);

#endif
