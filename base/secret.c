/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>

void
secret_wipe(void *p, size_t n)
{
	if (n > 0)
		explicit_bzero(p, n);
}

bool
secret_equal(const void *a, const void *b, size_t n)
{
	const volatile uint8_t	*x = a, *y = b;
	uint8_t			 diff = 0;
	size_t			 i;

	for (i = 0; i < n; i++)
		diff |= (uint8_t)(x[i] ^ y[i]);
	return diff == 0;
}

void
secret_random(void *dst, size_t n)
{
	uint8_t	*p = dst;
	ssize_t	 k;

	while (n > 0) {
		k = getrandom(p, n, 0);
		if (k == -1 && errno != EINTR)
			abort();
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		}
	}
}

int
secret_forbid_dumps(struct err *e)
{
	struct rlimit	 none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) == -1)
		return err_sys(e, "cannot forbid core dumps");
	if (prctl(PR_SET_DUMPABLE, 0) == -1)
		return err_sys(e, "cannot make the process undumpable");
	return 0;
}
