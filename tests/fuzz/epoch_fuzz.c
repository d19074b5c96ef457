/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stamp that is read is written back the same, and follows nothing twice. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/epoch.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char		*s = malloc(n + 1);
	char		 text[EPOCH_TEXT_SIZE];
	struct epoch	 e;

	if (s == NULL)
		return 0;
	if (n > 0)
		memcpy(s, p, n);
	s[n] = '\0';
	if (epoch_parse(s, &e) && (!epoch_text(&e, text) ||
	    strcmp(text, s) != 0 || epoch_may_replace(s, s)))
		abort();
	free(s);
	return 0;
}
