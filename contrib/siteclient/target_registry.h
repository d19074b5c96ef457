/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_registry - what a target's registry shows: what its options say of
 * the machine, and the values of a file.  A line of the file is a value:
 *
 *	KEY<tab>NAME<tab>sz|dword<tab>VALUE	keys below HKEY_LOCAL_MACHINE
 *
 * Errors   -errno with a sentence.
 * Memory   rows are good as long as the registry.
 */
#ifndef CONTRIB_SITECLIENT_TARGET_REGISTRY_H
#define CONTRIB_SITECLIENT_TARGET_REGISTRY_H

#include <stdint.h>

#include "base/err.h"
#include "protocol/rpc/host.h"

#define TARGET_VALUES_MAX	512

struct target_registry;

int	target_registry_new(struct target_registry **out);
void	target_registry_free(struct target_registry **);
int	target_registry_read(struct target_registry *, const char *path,
	    struct err *);
/* 0, -ENOSPC, -EEXIST: there is one already, -EINVAL, -ENOMEM. */
int	target_registry_text(struct target_registry *, const char *key,
	    const char *name, const char *text);
int	target_registry_number(struct target_registry *, const char *key,
	    const char *name, uint32_t number);

const struct rpc_value	*target_registry_rows(const struct target_registry *,
			    size_t *count_out);

#endif
