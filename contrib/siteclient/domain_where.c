/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the controllers are, what this one is, and a value of its registry. */
#include "contrib/siteclient/domain_int.h"

#include <string.h>

#include "base/text.h"
#include "protocol/rpc/netlogon.h"
#include "protocol/rpc/winreg.h"
#include "protocol/rpc/wkssvc.h"

#define STATION_LEVEL	100
#define VALUE_ROOM	64

static uint32_t
ask_netlogon(struct domain *d, uint16_t op, const char *domain,
    char out[static DOMAIN_LABEL_SIZE])
{
	struct netlogon_name	 args = { .server = d->server,
				    .domain = domain };
	uint32_t		 error;
	const char		*name;

	out[0] = '\0';
	error = domain_ask(d, PIPE_NETLOGON, op, &args);
	if (error != 0 || d->status != 0)
		return error != 0 ? error : d->status;
	name = args.found == NULL ? "" : args.found;
	text_copy(out, DOMAIN_LABEL_SIZE, name + strspn(name, "\\"));
	return out[0] == '\0' ? WIN32_NERR_DC_NOT_FOUND : 0;
}

uint32_t
domain_pdc(struct domain *d, const char *domain,
    char out[static DOMAIN_LABEL_SIZE])
{
	return ask_netlogon(d, NETLOGON_GET_DC, domain, out);
}

uint32_t
domain_any_dc(struct domain *d, const char *domain,
    char out[static DOMAIN_LABEL_SIZE])
{
	return ask_netlogon(d, NETLOGON_GET_ANY_DC, domain, out);
}

uint32_t
domain_station(struct domain *d, struct domain_station *out)
{
	struct wks_info_args	 args = { .server = d->server,
				    .level = STATION_LEVEL };
	uint32_t		 error;

	memset(out, 0, sizeof(*out));
	error = domain_ask(d, PIPE_WKSSVC, WKS_GET_INFO, &args);
	if (error != 0 || d->status != 0)
		return error != 0 ? error : d->status;
	if (args.info == NULL)
		return WIN32_RPC_CALL_FAILED;
	text_copy(out->computer, sizeof(out->computer),
	    args.info->computer == NULL ? "" : args.info->computer);
	text_copy(out->domain, sizeof(out->domain),
	    args.info->domain == NULL ? "" : args.info->domain);
	return 0;
}

static uint32_t
open_key(struct domain *d, const char *key, struct rpc_handle *out)
{
	struct winreg_open	 root = { .access = DOMAIN_MAXIMUM };
	struct winreg_open	 open = { .name = key,
				    .access = DOMAIN_MAXIMUM };
	uint32_t		 error;

	error = domain_ask(d, PIPE_WINREG, WINREG_OPEN_HKLM, &root);
	if (error != 0 || d->status != 0)
		return error != 0 ? error : d->status;
	open.handle = root.opened;
	error = domain_ask(d, PIPE_WINREG, WINREG_OPEN_KEY, &open);
	if (error == 0)
		error = d->status;
	domain_close_handle(d, PIPE_WINREG, &root.opened);
	*out = open.opened;
	return error;
}

static uint32_t
query(struct domain *d, const struct rpc_handle *key, const char *name,
    uint32_t *out)
{
	uint32_t		 type = 0, room = VALUE_ROOM, length = 0;
	struct winreg_value	 args = { .handle = *key, .name = name,
				    .data = { .type = &type, .there = true,
				    .most = VALUE_ROOM, .room = &room,
				    .length = &length } };
	struct rd		 bytes;
	uint32_t		 error;

	error = domain_ask(d, PIPE_WINREG, WINREG_QUERY_VALUE, &args);
	if (error != 0 || d->status != 0)
		return error != 0 ? error : d->status;
	bytes = args.data.bytes;
	*out = rd_le32(&bytes);
	return args.data.type != NULL && *args.data.type == WINREG_DWORD &&
	    rd_end(&bytes) ? 0 : WIN32_INVALID_PARAMETER;
}

uint32_t
domain_value(struct domain *d, const char *key, const char *name,
    uint32_t *out)
{
	struct rpc_handle	 handle;
	uint32_t		 error = open_key(d, key, &handle);

	if (error != 0)
		return error;
	error = query(d, &handle, name, out);
	domain_close_handle(d, PIPE_WINREG, &handle);
	return error;
}
