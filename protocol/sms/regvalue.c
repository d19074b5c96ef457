/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/regvalue.h"

#include <string.h>
#include <strings.h>

#include "protocol/sms/number.h"

static const char *const	types[] = {
	[REG_DWORD] = "REG_DWORD",
	[REG_SZ] = "REG_SZ",
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
regvalue_parse(const char *s, struct regvalue *out)
{
	struct regvalue	 v = { .number = 0 };
	const char	*end = strchr(s, ')');
	const char	*eq;

	if (s[0] != '(' || end == NULL ||
	    !reg_type_parse(s + 1, (size_t)(end - s - 1), &v.type))
		return false;
	v.name = end + 1;
	v.name += strspn(v.name, " \t");
	eq = strchr(v.name, '=');
	if (eq == NULL || eq == v.name)
		return false;
	v.name_len = (size_t)(eq - v.name);
	v.text = eq + 1;
	if (v.name[v.name_len - 1] == ' ' || v.name[v.name_len - 1] == '\t')
		return false;
	if (v.type == REG_DWORD && !number_u32(v.text, &v.number))
		return false;
	*out = v;
	return true;
}
