/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ea - extended attributes: a chain of FILE_FULL_EA_INFORMATION, in which they
 * are asked for, answered, set and kept; and the chain of names by which some
 * of them are asked for.
 *
 * Names    1 to 254 bytes of ASCII, case-insensitive, kept as they were set.
 * Errors   NT_EA_LIST_INCONSISTENT for a chain that contradicts itself,
 *          NT_INVALID_EA_NAME for names and flags that nobody may use.
 * Memory   decoded attributes are views into the chain.
 * Source   [MS-FSCC] 2.4.16, 2.4.16.1; [MS-FSA] 2.1.5.12.14, 2.1.5.15.5.
 */
#ifndef PROTOCOL_SMB2_EA_H
#define PROTOCOL_SMB2_EA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_EAS_MAX	65536		/* bytes of all of a file's */

struct smb2_ea {
	uint8_t		 flags;		/* 0 or FILE_NEED_EA */
	struct rd	 name;		/* without the NUL */
	struct rd	 value;
};

/* One by one: false at the end or when the chain has failed. */
bool		smb2_next_ea(struct rd *chain, struct smb2_ea *);
bool		smb2_next_ea_name(struct rd *chain, struct rd *name);

enum ntstatus	smb2_check_eas(struct rd chain);
enum ntstatus	smb2_check_ea_names(struct rd chain);

/* Any case; false, and a value of no bytes: there is none of that name. */
bool		smb2_find_ea(struct rd chain, const struct rd *name,
		    struct smb2_ea *);

/* A chain being written: aligned to 4 from `start'. */
struct smb2_ea_list {
	size_t	 start;			/* w->pos when it was begun */
	size_t	 most;			/* bytes that may be written */
	size_t	 last;			/* position of the last + 1; 0: none */
};

/* false: it does not fit, and the chain is as it was. */
bool		smb2_put_ea(struct wr *, struct smb2_ea_list *,
		    const struct smb2_ea *);

/*
 * What is there once `changes' are made to `old', both checked: a value of no
 * bytes removes, the last of several of one name counts.  NT_EA_TOO_LARGE.
 */
enum ntstatus	smb2_merge_eas(struct wr *, struct rd old, struct rd changes);

#endif
