/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hostile client on one of our pipes; behind some of them are accounts.
 * Three bytes choose the pipe and when its questions are answered, how much is
 * written at once and how much is read at once; the rest is what the client
 * writes.  Sixteen bytes that say HANDLE_MARK become the id of the last handle
 * that an answer brought, so that what wants a handle can be reached.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/rpc/pdu.h"
#include "tests/unit/rpc_site.h"

#define HANDLE_MARK	"<-a-handle-id-->"
#define HANDLE_SIZE	16
#define HANDLE_AT	(RPC_REQUEST_SIZE + 4)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct rpc_site	site;

struct play {
	struct rpc_pipe	*pipe;
	size_t		 room;
	uint8_t		 message[RPC_FRAGMENT_MOST];
	size_t		 len;
	uint8_t		 handle[HANDLE_SIZE];
};

static void
hear(struct play *p)
{
	struct wr	 w;
	enum ntstatus	 status;

	do {
		if (p->len == sizeof(p->message))
			abort();	/* a message too long for a fragment */
		w = wr_over(p->message + p->len, sizeof(p->message) - p->len);
		if (w.cap > p->room)
			w.cap = p->room;
		status = rpc_pipe_read(p->pipe, &w);
		p->len += w.pos;
		if (status != NT_OK)
			continue;
		if (p->len >= HANDLE_AT + HANDLE_SIZE)
			memcpy(p->handle, p->message + HANDLE_AT, HANDLE_SIZE);
		p->len = 0;
	} while (status == NT_OK || status == NT_BUFFER_OVERFLOW);
}

static void
say(struct play *p, const uint8_t *bytes, size_t n)
{
	uint8_t	*copy = malloc(n + (n == 0));
	uint8_t	*at;

	if (copy == NULL)
		return;
	memcpy(copy, bytes, n);
	at = memmem(copy, n, HANDLE_MARK, HANDLE_SIZE);
	if (at != NULL)
		memcpy(at, p->handle, HANDLE_SIZE);
	(void)rpc_pipe_write(p->pipe, rd_over(copy, n));
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char	*pipes[] = {
		"srvsvc", "wkssvc", "lsarpc", "samr",
		"netlogon", "winreg", "lsarpc", "samr"
	};
	bool			 people;
	struct play		 p = { NULL, 0, { 0 }, 0, { 0 } };
	struct rd		 r = rd_over(bytes, n);
	uint8_t			 how = rd_u8(&r);
	size_t			 pipe = (how & 3) + (how & 32 ? 4 : 0);
	size_t			 chunk = 1 + 16 * (size_t)rd_u8(&r);
	struct rd		 part;

	if (site.crypto == NULL && !rpc_site_init(&site, RPC_OPERATOR))
		abort();
	site.at_once = how & 4;
	site.trusting = true;
	site.caller.right = how & 8 ? RPC_ANYBODY : RPC_OPERATOR;
	people = pipe > 2;
	if (people && !rpc_site_people(&site))
		abort();
	if (!people)
		rpc_site_no_people(&site);
	p.room = 1 + 32 * (size_t)rd_u8(&r);
	if (rpc_pipe_new(rpc_endpoint_find(pipes[pipe]), &site.host,
	    &site.holder, &p.pipe) != 0)
		return 0;
	while (rd_left(&r) > 0) {
		part = rd_take(&r, chunk < rd_left(&r) ? chunk : rd_left(&r));
		say(&p, part.base, part.len);
		if (how & 16)		/* closed with questions open */
			continue;
		do
			hear(&p);
		while (rpc_site_answer(&site));
	}
	rpc_pipe_free(&p.pipe);
	(void)rpc_site_answer(&site);
	return 0;
}
