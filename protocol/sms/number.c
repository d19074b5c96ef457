/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/number.h"

#include <string.h>

bool
number_u64(const char *s, size_t len, uint64_t max, uint64_t *out)
{
	uint64_t	 n = 0;
	unsigned	 digit;
	size_t		 i;

	if (len == 0 || (len > 1 && s[0] == '0'))
		return false;
	for (i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		digit = (unsigned)(s[i] - '0');
		if (digit > max || n > (max - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return true;
}

bool
number_u32(const char *s, uint32_t *out)
{
	uint64_t	 n;

	if (!number_u64(s, strlen(s), UINT32_MAX, &n))
		return false;
	*out = (uint32_t)n;
	return true;
}

bool
number_padded(const char *s, size_t len, size_t digits, uint32_t *out)
{
	uint64_t	 n;
	size_t		 zeroes = 0;

	if (len == 0 || len > digits)
		return false;
	while (zeroes + 1 < len && s[zeroes] == '0')
		zeroes++;
	if (!number_u64(s + zeroes, len - zeroes, UINT32_MAX, &n))
		return false;
	*out = (uint32_t)n;
	return true;
}
