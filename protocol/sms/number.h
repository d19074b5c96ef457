/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number - decimal numbers of untrusted text: digits only, no sign, no blank,
 * no leading zero unless asked for, nothing after them.
 */
#ifndef PROTOCOL_SMS_NUMBER_H
#define PROTOCOL_SMS_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool	number_u64(const char *, size_t len, uint64_t max, uint64_t *out);
bool	number_u32(const char *, uint32_t *out);	/* the whole string */
/* The same with leading zeroes allowed, at most `digits' of them all. */
bool	number_padded(const char *, size_t len, size_t digits, uint32_t *out);

#endif
