/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An encrypted frame, with a byte in front that picks the cipher: it may open
 * only if its tag is right, which nobody guesses.  What stands in the frame,
 * sealed and signed by us, must open and verify.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/smb2/crypto.h"
#include "protocol/smb2/frame.h"
#include "protocol/smb2/negotiate.h"
#include "protocol/smb2/transform.h"

#define SIZE_MAX_TRIED	4096

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
there_and_back(struct smb2_crypto *c, struct smb2_seal_key *key,
    const uint8_t *plain, size_t n)
{
	uint8_t			 frame[SMB2_TRANSFORM_SIZE + SIZE_MAX_TRIED];
	struct smb2_sign_key	 sign = { .algorithm = key->cipher % 3 };
	struct rd		 r;
	struct smb2_transform	 t;

	memcpy(frame + SMB2_TRANSFORM_SIZE, plain, n);
	must(smb2_seal(c, key, 7, frame, SMB2_TRANSFORM_SIZE + n));
	r = rd_over(frame, SMB2_TRANSFORM_SIZE + n);
	must(smb2_get_transform(&r, &t) == NT_OK && t.session_id == 7);
	must(smb2_unseal(c, key, frame, SMB2_TRANSFORM_SIZE + n));
	must(memcmp(frame + SMB2_TRANSFORM_SIZE, plain, n) == 0);
	must(smb2_sign_one(c, &sign, frame + SMB2_TRANSFORM_SIZE, n));
	must(smb2_verify_one(c, &sign, frame + SMB2_TRANSFORM_SIZE, n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct smb2_crypto	*c;
	struct smb2_seal_key		 key = { .key = { 1, 2, 3 } };
	uint8_t				 frame[SIZE_MAX_TRIED];
	struct smb2_transform		 t;
	struct rd			 r;

	if (c == NULL && smb2_crypto_new(&c, NULL) != 0)
		abort();
	if (size < 1 || size > sizeof(frame))
		return 0;
	key.cipher = (uint16_t)(data[0] % 4 + SMB2_ENCRYPTION_AES128_CCM);
	r = rd_over(data + 1, size - 1);
	if (smb2_frame_kind(&r) != SMB2_FRAME_SEALED ||
	    smb2_get_transform(&r, &t) != NT_OK)
		return 0;
	must(rd_left(&r) == t.size);
	memcpy(frame, data + 1, size - 1);
	must(!smb2_unseal(c, &key, frame, size - 1));
	there_and_back(c, &key, data + 1 + SMB2_TRANSFORM_SIZE, t.size);
	return 0;
}
