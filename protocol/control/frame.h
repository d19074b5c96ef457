/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame - how a control message lies on the socket: be32 length of what
 * follows, then one JSON object in UTF-8.
 *
 * Limits   CONTROL_BODY_MAX bytes, CONTROL_DEPTH_MAX levels of objects and
 *          arrays, no key twice, no NUL: json_strict() refuses the rest
 *          before a tree is built.
 * Version  every message carries "v": CONTROL_VERSION; another one is refused
 *          with a sentence, never misread.
 * Large    things (a site control file, a backup) and secrets do not travel in
 *          messages: a descriptor goes along with the first byte of a frame,
 *          one at most.
 */
#ifndef PROTOCOL_CONTROL_FRAME_H
#define PROTOCOL_CONTROL_FRAME_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/wire.h"

#define CONTROL_VERSION		1
#define CONTROL_HEAD_SIZE	4
#define CONTROL_BODY_MAX	65536
#define CONTROL_FRAME_MAX	(CONTROL_HEAD_SIZE + CONTROL_BODY_MAX)
#define CONTROL_DEPTH_MAX	4

enum frame_verdict { FRAME_WHOLE, FRAME_PART, FRAME_BAD };

/* Takes the next frame out of what has come; body borrows. */
enum frame_verdict	 frame_next(struct rd *, struct rd *body_out);
/* Adds head and object; -ENOBUFS when it is too large or memory is short. */
int			 frame_add(struct buf *, const json_t *);

/* An object of our version; -EPROTO, -EPROTONOSUPPORT and a sentence. */
int			 json_strict(struct rd body, json_t **out,
			    struct err *);

#endif
