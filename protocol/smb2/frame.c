/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/frame.h"

ssize_t
smb2_get_prefix(const uint8_t p[static SMB2_PREFIX_SIZE])
{
	if (p[0] != 0)
		return -1;
	return (ssize_t)p[1] << 16 | (ssize_t)p[2] << 8 | (ssize_t)p[3];
}

void
smb2_put_prefix(uint8_t p[static SMB2_PREFIX_SIZE], size_t n)
{
	p[0] = 0;
	p[1] = (uint8_t)(n >> 16);
	p[2] = (uint8_t)(n >> 8);
	p[3] = (uint8_t)n;
}

enum smb2_frame_kind
smb2_frame_kind(const struct rd *frame)
{
	struct rd	 r = *frame;

	switch (rd_le32(&r)) {
	case 0x424d53feU:
		return SMB2_FRAME_PLAIN;
	case 0x424d53fdU:
		return SMB2_FRAME_SEALED;
	case 0x424d53fcU:
		return SMB2_FRAME_COMPRESSED;
	case 0x424d53ffU:
		return SMB2_FRAME_SMB1;
	default:
		return SMB2_FRAME_ALIEN;
	}
}

struct smb2_chain
smb2_chain_over(struct rd frame)
{
	return (struct smb2_chain){ .left = frame };
}

/* NextCommand: the next message begins on a multiple of 8 and has a header. */
static bool
next_is_sound(uint32_t next, size_t left)
{
	return next % 8 == 0 && next >= SMB2_HEADER_SIZE && next <= left &&
	    left - next >= SMB2_HEADER_SIZE;
}

enum smb2_chain_step
smb2_chain_next(struct smb2_chain *c, struct smb2_message *out)
{
	struct rd	 look = c->left;
	size_t		 left = rd_left(&look);

	if (left == 0)
		return SMB2_CHAIN_END;
	if (smb2_get_header(&look, &out->header) != NT_OK ||
	    (out->header.next != 0 && !next_is_sound(out->header.next, left)))
		return SMB2_CHAIN_BROKEN;
	out->body = rd_take(&c->left,
	    out->header.next == 0 ? left : out->header.next);
	rd_skip(&out->body, SMB2_HEADER_SIZE);
	return SMB2_CHAIN_MESSAGE;
}
