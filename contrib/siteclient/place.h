/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place - a folder of files that a set brings: built beside the old one,
 * checked against the manifest while it arrives, then swapped in.
 *
 *	place_begin()	.new.NAME, empty
 *	place_reuse()	a file that is there already and still right
 *	place_open(), place_put(), place_close()	one that has to come
 *	place_commit()	.new.NAME becomes NAME, the old one goes
 *
 * A crash leaves the old folder or the new one whole, and at most a .new. or
 * .old. beside it, which place_begin() removes.
 *
 * Names    of the manifest: relative, checked by it, and beneath the folder
 *          once more (openat2).  Files are made with mode 0600.
 * Errors   0 or -errno; -EBADMSG: not the bytes that the manifest names.
 *          An agent without a folder (-1) checks, and keeps nothing.
 */
#ifndef CONTRIB_SITECLIENT_PLACE_H
#define CONTRIB_SITECLIENT_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/sms/manifest.h"

struct place;

/* `parent' is "clicomp" or "sitefile", `name' one component of a path. */
int	place_begin(int folder, const char *parent, const char *name,
	    struct place **out);
bool	place_reuse(struct place *, const struct manifest_file *,
	    const char *relative);
int	place_open(struct place *, const struct manifest_file *,
	    const char *relative);
int	place_put(void *place, const void *, size_t);	/* a sink */
int	place_close(struct place *);
int	place_commit(struct place *);
/* The folder that it is built in, borrowed; -1: there is none. */
int	place_fd(const struct place *);
void	place_free(struct place **);	/* without a commit: nothing happened */

int	place_remove(int folder, const char *parent, const char *name);
/* Whether the file stands there with just these bytes. */
bool	place_has(int folder, const char *parent, const char *name,
	    const struct manifest_file *, const char *relative);

#endif
