/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enrolment: a bundle that is taken is written as it was; an answer never
 * verifies, for nobody has its token. */
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/enrol.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
write_and_parse(const struct enrol_bundle *b)
{
	struct enrol_bundle	 again;
	struct syntax_err	 e;
	struct arena		 a;
	struct buf		 out;

	buf_init(&out, 2 * ENROL_BUNDLE_MAX);
	arena_init(&a, 1 << 20);
	enrol_put_public(&out, &b->pub);
	enrol_put_secret(&out, &b->sec);
	if (!buf_ok(&out) || enrol_parse(out.data, out.len, &a, &again, &e) !=
	    0 || memcmp(&again.sec, &b->sec, sizeof(again.sec)) != 0 ||
	    again.pub.expires.us != b->pub.expires.us ||
	    again.pub.caps.n != b->pub.caps.n ||
	    strcmp(again.pub.name, b->pub.name) != 0)
		abort();
	arena_free(&a);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of a real key: with one of small order anything may fit. */
	static const uint8_t	 secret[SIGN_KEY_SIZE] = { 1 };
	uint8_t			 key[SIGN_KEY_SIZE];
	struct enrol_bundle	 b;
	struct syntax_err	 e;
	struct arena		 a;

	arena_init(&a, 4 << 20);
	if (enrol_parse(data, size, &a, &b, &e) == 0)
		write_and_parse(&b);
	else if (e.line == 0 && arena_ok(&a))
		abort();
	arena_free(&a);
	if (!sign_public_key(secret, key) ||
	    enrol_verify_reply(data, size, key))
		abort();
	return 0;
}
