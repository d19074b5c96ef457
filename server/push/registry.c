/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/registry.h"

#include <stddef.h>

#include "base/text.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/winreg.h"

#define MAXIMUM_ALLOWED	0x02000000U
#define KEY_READ	0x00020019U
#define SMS		"SOFTWARE\\Microsoft\\SMS\\Client\\"

static const struct {
	const char	*key, *name;
	size_t		 at;
} wanted[] = {
	{ "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion",
	    "CurrentVersion", offsetof(struct facts, windows) },
	{ "SYSTEM\\CurrentControlSet\\Control\\ProductOptions",
	    "ProductType", offsetof(struct facts, product) },
	{ SMS "Client Components\\SMS Client Base Components\\"
	    "Installation Properties", "Installed Version",
	    offsetof(struct facts, client) },
	{ SMS "Configuration\\Client Properties", "SMS Client Deinstall",
	    offsetof(struct facts, deinstall) },
};

static uint32_t
query(struct remote *r, const struct rpc_handle *key, const char *name,
    char out[static FACT_SIZE])
{
	uint32_t		 type = 0, room = 2 * FACT_SIZE, length = 0;
	struct winreg_value	 a = { .handle = *key, .name = name,
				    .data = { .type = &type, .there = true,
				    .most = 2 * FACT_SIZE, .room = &room,
				    .length = &length } };
	struct rd		 text;
	uint32_t		 error;

	error = remote_call(r, &winreg_iface, WINREG_QUERY_VALUE, &a);
	if (error != 0)
		return error;
	text = a.data.bytes;
	/* Its NUL is counted, where there is one. */
	if (text.len >= 2 && text.base[text.len - 1] == 0 &&
	    text.base[text.len - 2] == 0)
		text.len -= 2;
	if (a.data.type == NULL || *a.data.type != WINREG_SZ ||
	    utf16_decode(text, out, FACT_SIZE) != 0)
		out[0] = '\0';
	return 0;
}

static uint32_t
read_one(struct remote *r, const struct rpc_handle *root, const char *key,
    const char *name, char out[static FACT_SIZE])
{
	struct winreg_open	 open = { .handle = *root, .name = key,
				    .access = KEY_READ };
	struct winreg_handle	 close;
	uint32_t		 error;

	error = remote_call(r, &winreg_iface, WINREG_OPEN_KEY, &open);
	if (error != 0)
		return error == WERR_FILE_NOT_FOUND ? 0 : error;
	error = query(r, &open.opened, name, out);
	close = (struct winreg_handle){ .handle = open.opened };
	(void)remote_call(r, &winreg_iface, WINREG_CLOSE, &close);
	return error == WERR_FILE_NOT_FOUND ? 0 : error;
}

uint32_t
registry_facts(struct remote *r, struct facts *f)
{
	struct winreg_open	 root = { .access = MAXIMUM_ALLOWED };
	uint32_t		 error;
	size_t			 i;

	error = remote_call(r, &winreg_iface, WINREG_OPEN_HKLM, &root);
	for (i = 0; error == 0 && i < sizeof(wanted) / sizeof(wanted[0]); i++)
		error = read_one(r, &root.opened, wanted[i].key,
		    wanted[i].name, (char *)f + wanted[i].at);
	return error;
}
