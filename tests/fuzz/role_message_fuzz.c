/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message between roles: its name (numbers change), a line feed, its body.
 * What is accepted is encoded; the encoding is accepted, too, and encodes to
 * the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/role_again.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static enum msg_type
type_of(struct rd *r)
{
	const char	*name = (const char *)r->base;
	const char	*end = memchr(name, '\n', rd_left(r));
	size_t		 n = end == NULL ? 0 : (size_t)(end - name);
	uint16_t	 i;

	rd_skip(r, n + 1);
	for (i = 1; i < MSG_COUNT; i++)
		if (strlen(msg_row(i)->name) == n &&
		    memcmp(msg_row(i)->name, name, n) == 0)
			return (enum msg_type)i;
	return MSG_NONE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t	 first[2 * MSG_BODY_MAX], second[2 * MSG_BODY_MAX];
	struct wr	 w = wr_over(first, sizeof(first));
	struct wr	 x = wr_over(second, sizeof(second));
	struct rd	 r = rd_over(data, size);
	enum msg_type	 type = type_of(&r);

	if (!rd_ok(&r) || rd_left(&r) > MSG_BODY_MAX ||
	    !role_again(type, rd_rest(&r), &w))
		return 0;
	must(wr_ok(&w));
	must(role_again(type, wr_written(&w), &x));
	must(x.pos == w.pos && memcmp(first, second, w.pos) == 0);
	return 0;
}
