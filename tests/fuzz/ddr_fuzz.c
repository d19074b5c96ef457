/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery records: what is taken prints, and is read back the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/ddr.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct wall	now = { 909986400000000 };

static void
print(const struct ddr *d, struct buf *b)
{
	buf_init(b, 4 * DDR_SIZE_MAX);
	ddr_put(b, d);
	if (!buf_ok(b))
		abort();
}

static void
print_and_parse(const struct ddr *d, enum ddr_outcome outcome)
{
	struct syntax_err	 e;
	struct ddr		 again;
	struct buf		 b, second;

	print(d, &b);
	if (b.len <= DDR_SIZE_MAX) {
		if (ddr_parse(b.data, b.len, now, &again, &e) != outcome)
			abort();
		print(&again, &second);
		if (b.len != second.len ||
		    memcmp(b.data, second.data, b.len) != 0)
			abort();
		buf_free(&second);
		ddr_free(&again);
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct ddr		 d;
	enum ddr_outcome	 o;

	o = ddr_parse(data, size, now, &d, &e);
	if (o == DDR_OK || o == DDR_FUTURE)
		print_and_parse(&d, o);
	else if ((o == DDR_MALFORMED || o == DDR_HALF ||
	    o == DDR_EDGE_BLANKS) && e.line == 0)
		abort();
	ddr_free(&d);
	return 0;
}
