/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/regvalue.h"

#include <string.h>
#include <strings.h>

#include "protocol/sms/lines.h"
#include "protocol/sms/number.h"

static const char *const	types[] = {
	[REG_DWORD] = "REG_DWORD",
	[REG_SZ] = "REG_SZ",
	[REG_MULTI_SZ] = "REG_MULTI_SZ",
};

const char *
reg_type_name(enum reg_type t)
{
	return types[t];
}

bool
reg_type_parse(const char *s, size_t n, enum reg_type *out)
{
	size_t	 i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strlen(types[i]) == n && strncasecmp(s, types[i], n) == 0) {
			*out = (enum reg_type)i;
			return true;
		}
	}
	return false;
}

bool
regvalue_parse_name(const char *s, size_t n, struct regvalue *v)
{
	const char	*end = memchr(s, ')', n);
	size_t		 type_len;

	if (end == NULL || s[0] != '(')
		return false;
	type_len = (size_t)(end - s) - 1;
	if (!reg_type_parse(s + 1, type_len, &v->type))
		return false;
	v->name = end + 1;
	v->name_len = n - type_len - 2;
	while (v->name_len > 0 && is_blank(*v->name)) {
		v->name++;
		v->name_len--;
	}
	return v->name_len > 0 && !is_blank(v->name[v->name_len - 1]);
}

bool
regvalue_parse(const char *s, struct regvalue *out)
{
	struct regvalue	 v = { .number = 0 };
	const char	*eq = strchr(s, '=');

	if (eq == NULL || !regvalue_parse_name(s, (size_t)(eq - s), &v))
		return false;
	v.text = eq + 1;
	if (v.type == REG_DWORD && !number_u32(v.text, &v.number))
		return false;
	*out = v;
	return true;
}
