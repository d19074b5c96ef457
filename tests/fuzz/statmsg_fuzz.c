/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status messages, .svf. */
#include "protocol/sms/statmsg.h"
#include "tests/fuzz/report.h"

static void
print_and_parse(const struct statmsg *m, enum report_outcome outcome)
{
	struct syntax_err	 e;
	struct statmsg		 again;
	struct buf		 b, second;

	buf_init(&b, 4 * STATMSG_SIZE_MAX);
	buf_init(&second, 4 * STATMSG_SIZE_MAX);
	statmsg_put(&b, m);
	if (b.len <= STATMSG_SIZE_MAX) {
		if (statmsg_parse(b.data, b.len, now, &again, &e) != outcome)
			abort();
		statmsg_put(&second, &again);
		same(&b, &second);
		statmsg_free(&again);
	}
	buf_free(&b);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct statmsg		 m;
	enum report_outcome	 o;

	o = statmsg_parse(data, size, now, &m, &e);
	if (is_taken(o, &e))
		print_and_parse(&m, o);
	statmsg_free(&m);
	return 0;
}
