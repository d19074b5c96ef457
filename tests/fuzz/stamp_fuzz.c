/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "server/director/domain/stamp.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What is taken for a stamp is written again byte for byte. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char		*text = malloc(n + 1), again[STAMP_TEXT_SIZE];
	struct stamp	 s;
	struct guid	 site;

	if (text == NULL)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	if (stamp_parse(text, &s, &site) &&
	    strcmp(stamp_text(&s, &site, again), text) != 0)
		abort();
	free(text);
	return 0;
}
