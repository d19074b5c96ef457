/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of winreg, [MS-RRP] 3.1.5.  Its strings count their NUL, and
 * what it fills in are the caller's buffers, whose size travels both ways.
 */
#include "protocol/rpc/winreg.h"

#include "base/text.h"

#define DATA_MAX	(1U << 20)	/* of a buffer that somebody claims */

static void
character(struct ndr *n, void *arg)
{
	ndr_u16(n, arg);
}

static void
open_hklm_in(struct ndr *n, void *arg)
{
	struct winreg_open	*a = arg;

	NDR_PTR(n, a->server_char, character);
	ndr_u32(n, &a->access);
}

static void
open_out(struct ndr *n, void *arg)
{
	struct winreg_open	*a = arg;

	ndr_handle(n, &a->opened);
}

static void
open_key_in(struct ndr *n, void *arg)
{
	struct winreg_open	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_nul_fn, &a->name);
	ndr_u32(n, &a->options);
	ndr_u32(n, &a->access);
}

static void
handle_both(struct ndr *n, void *arg)
{
	struct winreg_handle	*a = arg;

	ndr_handle(n, &a->handle);
}

static void
version_out(struct ndr *n, void *arg)
{
	struct winreg_handle	*a = arg;

	ndr_u32(n, &a->version);
}

/* RRP_UNICODE_STRING */
static void
buffer(struct ndr *n, void *arg)
{
	struct winreg_buffer	*b = arg;

	ndr_ustr_room(n, &b->text, &b->room);
}

static void
time_fn(struct ndr *n, void *arg)
{
	ndr_old64(n, arg);
}

static void
key_fields(struct ndr *n, struct winreg_enum_key *a)
{
	ndr_struct(n, buffer, &a->name);
	NDR_PTR(n, a->class, buffer);
	NDR_PTR(n, a->changed, time_fn);
}

static void
enum_key_in(struct ndr *n, void *arg)
{
	struct winreg_enum_key	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->index);
	key_fields(n, a);
}

static void
enum_key_out(struct ndr *n, void *arg)
{
	key_fields(n, arg);
}

static void
bytes(struct ndr *n, void *arg)
{
	struct winreg_data	*d = arg;
	uint32_t		 count = (uint32_t)d->bytes.len;

	ndr_count(n, &d->most, DATA_MAX);
	ndr_const32(n, 0);
	ndr_count(n, &count, d->most);
	ndr_view(n, &d->bytes, count);
}

static void
data(struct ndr *n, struct winreg_data *d)
{
	NDR_PTR(n, d->type, ndr_u32_fn);
	ndr_opt(n, &d->there, bytes, d);
	ndr_align(n, 4);
	NDR_PTR(n, d->room, ndr_u32_fn);
	NDR_PTR(n, d->length, ndr_u32_fn);
}

static void
query_value_in(struct ndr *n, void *arg)
{
	struct winreg_value	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_nul_fn, &a->name);
	data(n, &a->data);
}

static void
query_value_out(struct ndr *n, void *arg)
{
	data(n, &((struct winreg_value *)arg)->data);
}

static void
enum_value_in(struct ndr *n, void *arg)
{
	struct winreg_value	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u32(n, &a->index);
	ndr_struct(n, buffer, &a->found);
	data(n, &a->data);
}

static void
enum_value_out(struct ndr *n, void *arg)
{
	struct winreg_value	*a = arg;

	ndr_struct(n, buffer, &a->found);
	data(n, &a->data);
}

static void
query_key_in(struct ndr *n, void *arg)
{
	struct winreg_key	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_struct(n, ndr_ustr_nul_fn, &a->class);
}

static void
query_key_out(struct ndr *n, void *arg)
{
	struct winreg_key	*a = arg;

	ndr_struct(n, ndr_ustr_nul_fn, &a->class);
	ndr_u32(n, &a->keys);
	ndr_u32(n, &a->key_most);
	ndr_u32(n, &a->class_most);
	ndr_u32(n, &a->values);
	ndr_u32(n, &a->name_most);
	ndr_u32(n, &a->data_most);
	ndr_u32(n, &a->security_size);
	ndr_old64(n, &a->changed);
}

#define OPEN	sizeof(struct winreg_open)
#define HANDLE	sizeof(struct winreg_handle)
#define VALUE	sizeof(struct winreg_value)

static const struct rpc_op	ops[] = {
[WINREG_OPEN_HKLM]	= { "OpenLocalMachine", OPEN, open_hklm_in, open_out },
[WINREG_CLOSE]		= { "BaseRegCloseKey", HANDLE,
			    handle_both, handle_both },
[WINREG_ENUM_KEY]	= { "BaseRegEnumKey", sizeof(struct winreg_enum_key),
			    enum_key_in, enum_key_out },
[WINREG_ENUM_VALUE]	= { "BaseRegEnumValue", VALUE,
			    enum_value_in, enum_value_out },
[WINREG_OPEN_KEY]	= { "BaseRegOpenKey", OPEN, open_key_in, open_out },
[WINREG_QUERY_KEY]	= { "BaseRegQueryInfoKey", sizeof(struct winreg_key),
			    query_key_in, query_key_out },
[WINREG_QUERY_VALUE]	= { "BaseRegQueryValue", VALUE,
			    query_value_in, query_value_out },
[WINREG_GET_VERSION]	= { "BaseRegGetVersion", HANDLE,
			    handle_both, version_out },
};

const struct rpc_iface	winreg_iface = {
	"winreg",
	{ RPC_UUID(0x338cd001U, 0x2244, 0x31f1, 0xaaaa, 0x900038001003ULL),
	    1, 0 },
	ops, sizeof(ops) / sizeof(ops[0])
};
