/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Was the negotiation touched?  In 3.1.1 the keys depend on it; before, the
 * server is asked on the first tree, signed, what it had been asked and had
 * answered.  The owner hears of the tree when that is known to be true.
 *
 * Source   [MS-SMB2] 3.2.5.5, 3.2.5.14.12.
 */
#include "client/client_int.h"

#include <errno.h>

#include "protocol/smb2/fsctl.h"

#define VALIDATE_REQ_MAX	64

bool
validate_is_due(const struct client_conn *conn, const struct smb2_header *h)
{
	return !conn->validated && h->command == SMB2_TREE_CONNECT &&
	    h->status == NT_OK;
}

static void
put_question(const struct client_conn *conn, struct wr *w)
{
	const struct greeting		*g = &conn->greeting;
	const struct smb2_validate_req	 v = {
		.capabilities = CLIENT_CAPABILITIES,
		.client_guid = g->client,
		.security_mode = g->client_mode,
		.dialects = g->dialects,
	};
	struct smb2_ioctl_req		 req = {
		.code = FSCTL_VALIDATE_NEGOTIATE_INFO,
		.file_id = { UINT64_MAX, UINT64_MAX },
		.max_output = SMB2_VALIDATE_RSP_SIZE,
		.flags = SMB2_0_IOCTL_IS_FSCTL,
	};
	uint8_t				 mem[VALIDATE_REQ_MAX];
	struct wr			 input = wr_over(mem, sizeof(mem));

	smb2_put_validate_req(&input, &v);
	req.input = wr_written(&input);
	smb2_put_ioctl_req(w, &req);
}

int
validate_ask(struct client_conn *conn, struct call *call,
    const struct client_answer *a)
{
	const struct question	 q = { .command = SMB2_IOCTL,
				    .tree = a->tree_id, .kept = a };
	struct wr		 w = call_body(conn);
	int			 error;

	put_question(conn, &w);
	conn->ncalls--;			/* the question takes its place */
	error = call_ask(conn, &q, &w, &call->done);
	conn->ncalls++;
	if (error != 0)
		return error;
	TAILQ_REMOVE(&conn->asked, call, link);
	call_free(conn, call);
	return 0;
}

static bool
is_the_same(const struct client_conn *conn, const struct smb2_validate_rsp *v)
{
	const struct greeting	*g = &conn->greeting;

	return v->capabilities == g->server_caps &&
	    guid_equal(&v->server_guid, &g->server) &&
	    v->security_mode == g->server_mode &&
	    v->dialect == conn->facts.dialect;
}

/* Old servers do not know the question; an error that is signed is theirs. */
int
validate_judge(struct client_conn *conn, const struct smb2_header *h,
    const struct client_answer *a)
{
	struct smb2_validate_rsp	 v;

	if (!conn->seals && (h->flags & SMB2_FLAGS_SIGNED) == 0)
		return -EACCES;
	if (a->status == NT_ACCESS_DENIED)
		return -EACCES;
	if (a->status == NT_OK) {
		if (smb2_get_validate_rsp(a->ioctl.output, &v) != NT_OK)
			return -EBADMSG;
		if (!is_the_same(conn, &v))
			return -EACCES;
	}
	conn->validated = true;
	return 0;
}
