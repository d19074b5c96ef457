/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smb2_again - decodes a message and encodes what was understood of it, one
 * row a command and direction.  The unit tests compare the bytes; the fuzz
 * target wants that a second round changes nothing.
 */
#ifndef TESTS_UNIT_SMB2_AGAIN_H
#define TESTS_UNIT_SMB2_AGAIN_H

#include "base/wire.h"
#include "protocol/smb2/header.h"

/* Both stand behind the header. */
typedef enum ntstatus	(*smb2_again_fn)(struct rd *msg, struct wr *);

/* `body' is what follows the header, nine bytes of it; NULL: no such message. */
smb2_again_fn	smb2_again(const struct smb2_header *, const uint8_t *body);
enum ntstatus	smb2_error_again(struct rd *, struct wr *);

#endif
