/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Software inventory, .sic and .sid. */
#include "protocol/sms/sinv.h"
#include "tests/fuzz/report.h"

static void
print_and_parse(const struct sinv *m, enum report_outcome outcome)
{
	struct syntax_err	 e;
	struct sinv		 again;
	struct buf		 b, second;

	buf_init(&b, 4 * SINV_SIZE_MAX);
	buf_init(&second, 4 * SINV_SIZE_MAX);
	sinv_put(&b, m);
	if (b.len <= SINV_SIZE_MAX) {
		if (sinv_parse(b.data, b.len, now, &again, &e) != outcome)
			abort();
		sinv_put(&second, &again);
		same(&b, &second);
		sinv_free(&again);
	}
	buf_free(&b);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct sinv		 m;
	enum report_outcome	 o;

	o = sinv_parse(data, size, now, &m, &e);
	if (is_taken(o, &e))
		print_and_parse(&m, o);
	sinv_free(&m);
	return 0;
}
