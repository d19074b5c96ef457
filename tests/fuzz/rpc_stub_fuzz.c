/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arguments of every operation of every interface.  Four bytes choose
 * interface, operation and byte order and say how many of the bytes that
 * follow, in units of 4, are the request; the rest is the response.  What is
 * taken must be writable, and what was written must be taken for the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/rpc/dssetup.h"
#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/netlogon.h"
#include "protocol/rpc/samr.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/rpc/svcctl.h"
#include "protocol/rpc/winreg.h"
#include "protocol/rpc/wkssvc.h"

#define ARENA_MAX	(8U << 20)
#define OUT_MAX		(4U << 20)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct rpc_iface	*ifaces[] = {
	&srvsvc_iface, &wkssvc_iface, &lsarpc_iface, &dssetup_iface,
	&samr_iface, &netlogon_iface, &winreg_iface, &svcctl_iface,
};

#define IFACES	(sizeof(ifaces) / sizeof(ifaces[0]))

static bool
reads(ndr_fn *fn, struct rd bytes, bool big, struct arena *mem, void *args)
{
	struct ndr	 n = ndr_reader(bytes, big, mem);

	fn(&n, args);
	return ndr_ok(&n);
}

static bool
writes(ndr_fn *fn, struct buf *out, void *args)
{
	struct ndr	 n = ndr_writer(out, false);

	fn(&n, args);
	return ndr_ok(&n);
}

/* Written, read and written again, it has to be the same. */
static void
goes_round(const struct rpc_op *op, ndr_fn *fn, void *args)
{
	struct arena	 mem;
	struct buf	 one, two;
	void		*again = calloc(1, op->size);

	arena_init(&mem, ARENA_MAX);
	buf_init(&one, OUT_MAX);
	buf_init(&two, OUT_MAX);
	/* The copy knows what depends on the request: the level asked for. */
	if (again != NULL)
		memcpy(again, args, op->size);
	if (again != NULL && writes(fn, &one, args)) {
		if (!reads(fn, buf_reader(&one), false, &mem, again) ||
		    !writes(fn, &two, again) || one.len != two.len ||
		    (one.len > 0 && memcmp(one.data, two.data, one.len) != 0))
			abort();
	}
	buf_free(&one);
	buf_free(&two);
	arena_free(&mem);
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct rd		 r = rd_over(bytes, n);
	const struct rpc_iface	*iface = ifaces[rd_u8(&r) % IFACES];
	const struct rpc_op	*op = rpc_iface_op(iface, rd_u8(&r));
	bool			 big = rd_u8(&r) & 1;
	size_t			 size = 4 * (size_t)rd_u8(&r);
	struct rd		 in;
	struct arena		 mem;
	void			*args;

	if (op == NULL || !rd_ok(&r))
		return 0;
	in = rd_take(&r, size < rd_left(&r) ? size : rd_left(&r));
	arena_init(&mem, ARENA_MAX);
	args = calloc(1, op->size);
	if (args != NULL && reads(op->in, in, big, &mem, args)) {
		goes_round(op, op->in, args);
		if (reads(op->out, rd_rest(&r), false, &mem, args))
			goes_round(op, op->out, args);
	}
	free(args);
	arena_free(&mem);
	return 0;
}
