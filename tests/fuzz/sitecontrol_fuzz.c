/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The site control file: whatever is taken prints, and what was printed is
 * taken again and is the same tree.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "protocol/sms/site.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
print_and_parse(const struct scf *f)
{
	struct syntax_err	 e;
	struct scf		 again;
	struct buf		 b;

	buf_init(&b, SCF_SIZE_MAX);
	sitectrl_print(f, &b);
	if (!buf_ok(&b) || sitectrl_parse(b.data, b.len, &again, &e) != 0 ||
	    !sitectrl_equal(f, &again))
		abort();
	sitectrl_free(&again);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct syntax_err	 e;
	struct scf		 f;
	struct site		 s;

	if (sitectrl_parse(data, size, &f, &e) == 0) {
		print_and_parse(&f);
		(void)site_view(&f, &s, &e);
	} else if (e.line == 0 || e.column == 0 || e.text[0] == '\0')
		abort();
	sitectrl_free(&f);
	return 0;
}
