/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/message.h"

#include <string.h>

static const struct msg_row	rows[MSG_COUNT] = {
#define M(id, name, from, to, min, max, fds)				\
	[MSG_##id] = { name, from, to, min, max, fds },
	MESSAGE_TABLE(M)
#undef M
};

static const char *const	role_names[ROLE_COUNT] = {
	[ROLE_PARENT]	= "parent",
	[ROLE_DIRECTOR]	= "director",
	[ROLE_KEEPER]	= "keeper",
	[ROLE_CLERK]	= "clerk",
	[ROLE_WORKER]	= "worker",
	[ROLE_WEB]	= "web",
};

const struct msg_row *
msg_row(uint16_t type)
{
	return type == MSG_NONE || type >= MSG_COUNT ? NULL : &rows[type];
}

bool
msg_allowed(uint16_t type, enum role from, enum role to, size_t body,
    size_t fds)
{
	const struct msg_row	*row = msg_row(type);

	return row != NULL && (row->from & 1U << from) != 0 &&
	    (row->to & 1U << to) != 0 && body >= row->min &&
	    body <= row->max && fds == row->fds;
}

const char *
role_name(enum role role)
{
	return role < ROLE_COUNT ? role_names[role] : "nobody";
}

bool
role_parse(const char *name, enum role *out)
{
	int	 i;

	for (i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(name, role_names[i]) == 0) {
			*out = (enum role)i;
			return true;
		}
	}
	return false;
}
