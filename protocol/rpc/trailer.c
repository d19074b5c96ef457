/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verification trailer, [MS-RPCE] 2.2.2.13: behind the arguments, and so
 * under their signature, a client may repeat what stood in headers that were
 * not signed.  What it repeats has to be what we saw.
 */
#include "protocol/rpc/pipe_int.h"

#include <string.h>

#define MAGIC_SIZE	8
#define COMMAND(c)	((c) & 0x3fff)
#define COMMAND_END	0x4000
#define COMMAND_MUST	0x8000

enum { BITMASK = 1, PCONTEXT = 2, HEADER2 = 3 };

#define CLIENT_SIGNS_HEADERS	0x1

/* That the client can sign headers, if it says so, must have reached us. */
static bool
bitmask_fits(const struct rpc_call *c, struct ndr *n)
{
	uint32_t	 bits = 0;

	ndr_u32(n, &bits);
	return !(bits & CLIENT_SIGNS_HEADERS) || c->pipe->auth == NULL ||
	    c->pipe->auth->guard.header_sign;
}

static bool
pcontext_fits(const struct rpc_call *c, struct ndr *n)
{
	struct rpc_syntax	 iface = { .major = 0 };
	struct rpc_syntax	 transfer = { .major = 0 };

	rpc_syntax_body(n, &iface);
	rpc_syntax_body(n, &transfer);
	return rpc_syntax_equal(&iface, &c->service->iface->syntax) &&
	    rpc_syntax_equal(&transfer, &rpc_ndr32);
}

static bool
header2_fits(const struct rpc_call *c, struct ndr *n)
{
	uint8_t			 type = 0, skip = 0;
	uint16_t		 unused = 0;
	uint32_t		 drep = 0, id = 0;
	struct rpc_request	 q = { 0 };

	ndr_u8(n, &type);
	ndr_u8(n, &skip);
	ndr_u16(n, &unused);
	ndr_u32(n, &drep);
	ndr_u32(n, &id);
	ndr_u16(n, &q.context);
	ndr_u16(n, &q.opnum);
	return type == RPC_REQUEST && id == c->id &&
	    q.context == c->context && q.opnum == c->opnum;
}

static const struct {
	uint16_t	 command;
	uint16_t	 length;
	bool		(*fits)(const struct rpc_call *, struct ndr *);
} rows[] = {
	{ BITMASK,	 4,	bitmask_fits },
	{ PCONTEXT,	40,	pcontext_fits },
	{ HEADER2,	16,	header2_fits },
};

static bool
command_fits(const struct rpc_call *c, struct ndr *n, uint16_t command)
{
	uint16_t	 length = 0;
	size_t		 i;

	ndr_u16(n, &length);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].command == COMMAND(command))
			return length == rows[i].length && rows[i].fits(c, n);
	}
	rd_skip(&n->in, length);
	return !(command & COMMAND_MUST);
}

bool
trailer_fits(const struct rpc_call *c, struct ndr *n)
{
	static const uint8_t	 magic[MAGIC_SIZE] = {
		0x8a, 0xe3, 0x13, 0x71, 0x02, 0xf4, 0x36, 0x71
	};
	struct ndr		 t = *n;
	const uint8_t		*found;
	uint16_t		 command = 0;

	t.big = false;			/* whatever the arguments are */
	ndr_align(&t, 4);
	found = rd_bytes(&t.in, MAGIC_SIZE);
	if (found == NULL || memcmp(found, magic, MAGIC_SIZE) != 0)
		return true;		/* there is none */
	do {
		ndr_u16(&t, &command);
		if (!command_fits(c, &t, command))
			return false;
	} while (ndr_ok(&t) && !(command & COMMAND_END));
	return ndr_ok(&t);
}
