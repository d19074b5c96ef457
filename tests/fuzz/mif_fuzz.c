/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hardware inventory, .nhm. */
#include "protocol/sms/mif.h"
#include "tests/fuzz/report.h"

static void
print_and_parse(const struct mif *m, enum report_outcome outcome)
{
	struct syntax_err	 e;
	struct mif		 again;
	struct buf		 b, second;

	buf_init(&b, 4 * MIF_SIZE_MAX);
	buf_init(&second, 4 * MIF_SIZE_MAX);
	mif_put(&b, m);
	if (b.len <= MIF_SIZE_MAX) {
		if (mif_parse(b.data, b.len, now, &again, &e) != outcome)
			abort();
		mif_put(&second, &again);
		same(&b, &second);
		mif_free(&again);
	}
	buf_free(&b);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct mif		 m;
	enum report_outcome	 o;

	o = mif_parse(data, size, now, &m, &e);
	if (is_taken(o, &e))
		print_and_parse(&m, o);
	mif_free(&m);
	return 0;
}
