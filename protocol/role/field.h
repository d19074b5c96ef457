/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field - the kinds of fields that bodies between roles are made of, besides
 * plain numbers: texts and blobs with a length in front, addresses, times,
 * yes or no, NTSTATUS.
 *
 * Errors   the cursor's own; a text that does not fit its destination, or
 *          holds a NUL, or a bool above 1, fails the reader.
 */
#ifndef PROTOCOL_ROLE_FIELD_H
#define PROTOCOL_ROLE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/wire.h"
#include "protocol/smb2/status.h"

void		msg_put_text(struct wr *, const char *);	/* le16 and bytes */
void		msg_get_text(struct rd *, char *dst, size_t size);
void		msg_put_blob(struct wr *, const void *, size_t);
struct rd	msg_get_blob(struct rd *);	/* a view */
void		msg_put_addr(struct wr *, const struct addr *);
struct addr	msg_get_addr(struct rd *);
void		msg_put_wall(struct wr *, struct wall);
struct wall	msg_get_wall(struct rd *);
void		msg_put_bool(struct wr *, bool);
bool		msg_get_bool(struct rd *);
void		msg_put_status(struct wr *, enum ntstatus);
enum ntstatus	msg_get_status(struct rd *);

#endif
