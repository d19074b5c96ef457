/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed blobs, as a restored backup may hold them: none but the genuine. */
#include <stdlib.h>
#include <string.h>

#include "store/seal.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* The key and the owner of corpus/seal/verifier. */
static const struct seal_key	 key = {
	0x01020304, {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	}
};
static const struct seal_what	 what = {
	SEAL_VERIFIER, 0x1122334455667788
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t		 plain[256];
	struct wr	 w = wr_over(plain, sizeof(plain));

	if (unseal(&key, &what, rd_over(data, n), &w) == 0 &&
	    (w.pos != 16 || memcmp(plain, "a secret of ours", 16) != 0))
		abort();
	return 0;
}
