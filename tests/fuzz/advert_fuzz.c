/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advertisements, their lists and packages; the first byte chooses.  What is
 * taken is written, and reads the same again.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/advert.h"
#include "protocol/sms/package.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* false: refused; else `b' has it once more. */
static bool
once(int which, const uint8_t *p, size_t n, struct arena *a, struct buf *b)
{
	struct syntax_err	 e = { 0 };
	struct lookup		 l;
	struct instruction	 in;
	struct advertisement	 ad;
	struct package		 pkg;
	int			 error;

	switch (which) {
	case 0:
		if ((error = lookup_parse(p, n, a, &l, &e)) == 0)
			lookup_put(b, &l);
		break;
	case 1:
		if ((error = instruction_parse(p, n, a, &in, &e)) == 0)
			instruction_put(b, &in);
		break;
	case 2:
		if ((error = advertisement_parse(p, n, a, &ad, &e)) == 0)
			advertisement_put(b, &ad);
		break;
	default:
		if ((error = package_parse(p, n, a, &pkg, &e)) == 0)
			package_put(b, &pkg);
		break;
	}
	if (error != 0 && (e.line == 0 || e.text[0] == '\0'))
		abort();
	return error == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena	 a;
	struct buf	 first, second;
	int		 which;

	if (size == 0)
		return 0;
	which = (data[0] - 'a') & 3;
	arena_init(&a, 8 << 20);
	buf_init(&first, 2 * INI_SIZE_MAX);
	buf_init(&second, 2 * INI_SIZE_MAX);
	if (once(which, data + 1, size - 1, &a, &first) &&
	    first.len <= INI_SIZE_MAX &&
	    (!once(which, first.data, first.len, &a, &second) ||
	    first.len != second.len ||
	    memcmp(first.data, second.data, first.len) != 0))
		abort();
	buf_free(&first);
	buf_free(&second);
	arena_free(&a);
	return 0;
}
