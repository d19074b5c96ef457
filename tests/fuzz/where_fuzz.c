/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of which requests are meant: taken or refused, each can be asked. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "server/director/ccm/where.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct request_row row = {
		.seq = 12, .computer = "SMB7", .domain = "DEMO",
		.kind = "ccr", .state = REQUEST_RETRY, .tries = 9,
		.source = REQUEST_OF_CLIENT, .error = 67, .result = "no share",
	};
	struct where		 w;
	struct err		 e;
	char			 text[256];

	if (size >= sizeof(text))
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	if (where_parse(text, &w, &e) == 0)
		(void)where_holds(&w, &row);
	if (where_one(text, &w, &e) == 0)
		(void)where_holds(&w, &row);
	return 0;
}
