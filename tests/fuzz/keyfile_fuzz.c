/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/keyfile.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What is taken for a key says its key in hex where it should. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct seal_key	 key;
	char		 hex[2 * SEAL_KEY_SIZE + 1];

	if (keyfile_parse(rd_over(data, n), &key) != 0)
		return 0;
	hex_encode(hex, key.bytes, sizeof(key.bytes));
	if (n != KEYFILE_SIZE ||
	    strncasecmp(hex, (const char *)data + 21, sizeof(hex) - 1) != 0)
		abort();
	return 0;
}
