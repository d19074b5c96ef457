/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret - bytes that must not be seen: wiped after use, compared without a
 * tell-tale timing, never printed (there is no function that formats one).
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

void	secret_wipe(void *, size_t);
bool	secret_equal(const void *, const void *, size_t);
void	secret_random(void *, size_t);	/* the kernel's; aborts if it has none */

/* No core dump and no ptrace of this process from now on. */
int	secret_forbid_dumps(struct err *);

#endif
