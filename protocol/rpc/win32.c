/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/win32.h"

#include <stddef.h>

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

struct row {
	uint32_t		 number;
	enum win32_class	 class;
	uint32_t		 nt;
	const char		*text;
};

static const struct row	rows[] = {
#define X(name, number, class, nt, text)				\
	{ number, WIN32_##class, (uint32_t)(nt), text },
	WIN32_TABLE(X)
#undef X
};

/* What has no row of its own, or another number for the Net functions. */
static const struct {
	enum ntstatus	 nt;
	uint32_t	 number;
	uint32_t	 net;
} others[] = {
	{ NT_NO_SUCH_USER,	WIN32_NO_SUCH_USER, WIN32_NERR_USER_NOT_FOUND },
	{ NT_NONE_MAPPED,	WIN32_NONE_MAPPED, WIN32_NERR_USER_NOT_FOUND },
	{ NT_PASSWORD_RESTRICTION, WIN32_PASSWORD_RESTRICTION,
	    WIN32_NERR_PASSWORD_TOO_SHORT },
	{ NT_INSUFFICIENT_RESOURCES, WIN32_NOT_ENOUGH_MEMORY, 0 },
	{ NT_CONNECTION_DISCONNECTED, WIN32_NETNAME_DELETED, 0 },
	{ NT_CONNECTION_RESET,	WIN32_NETNAME_DELETED, 0 },
	{ NT_NETWORK_SESSION_EXPIRED, WIN32_NETNAME_DELETED, 0 },
	{ NT_PIPE_NOT_AVAILABLE, WIN32_RPC_UNAVAILABLE, 0 },
	{ NT_PIPE_DISCONNECTED,	WIN32_RPC_CALL_FAILED, 0 },
	{ NT_RPC_CALL_FAILED,	WIN32_RPC_CALL_FAILED, 0 },
	{ NT_DOMAIN_CONTROLLER_NOT_FOUND, WIN32_RPC_UNAVAILABLE, 0 },
};

static uint32_t
number_of(enum ntstatus nt)
{
	size_t	 i;

	for (i = 0; i < nitems(rows); i++)
		if (rows[i].nt == (uint32_t)nt)
			return rows[i].number;
	return WIN32_GEN_FAILURE;
}

static uint32_t
translate(enum ntstatus nt, bool net)
{
	size_t	 i;

	if (!nt_is_error(nt))
		return 0;
	for (i = 0; i < nitems(others); i++)
		if (others[i].nt == nt)
			return net && others[i].net != 0 ? others[i].net :
			    others[i].number;
	return number_of(nt);
}

uint32_t
win32_of(enum ntstatus nt)
{
	return translate(nt, false);
}

uint32_t
win32_net_of(enum ntstatus nt)
{
	return translate(nt, true);
}

static const struct row *
find(uint32_t number)
{
	size_t	 i;

	for (i = 0; i < nitems(rows); i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

enum ntstatus
win32_status(uint32_t number)
{
	const struct row	*r = find(number);
	size_t			 i;

	if (number == 0)
		return NT_OK;
	for (i = 0; i < nitems(others); i++)
		if (others[i].net == number)
			return others[i].nt;
	return r == NULL || r->nt == 0 ? NT_UNSUCCESSFUL :
	    (enum ntstatus)(int)r->nt;
}

enum win32_class
win32_class(uint32_t number)
{
	const struct row	*r = find(number);

	if (number == 0)
		return WIN32_FINE;
	return r == NULL ? WIN32_SILENT : r->class;
}

const char *
win32_text(uint32_t number)
{
	const struct row	*r = find(number);

	if (number == 0)
		return "it went well";
	return r == NULL ? "an error of unknown meaning" : r->text;
}
