/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_int.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#define CREDIT_BYTES	65536

struct wr
call_body(struct client_conn *conn)
{
	struct wr	 w = wr_over(conn->client->encode, CLIENT_ENCODE_SIZE);

	wr_zero(&w, SMB2_HEADER_SIZE);
	return w;
}

/* [MS-SMB2] 3.2.4.1.5 */
static uint16_t
charge_of(const struct client_conn *conn, size_t payload)
{
	if (conn->facts.dialect <= SMB2_DIALECT_202 || payload == 0)
		return conn->facts.dialect <= SMB2_DIALECT_202 ? 0 : 1;
	return (uint16_t)((payload - 1) / CREDIT_BYTES + 1);
}

static bool
keep(const struct question *q, struct client_answer **out)
{
	if (q->kept == NULL)
		return true;
	*out = malloc(sizeof(**out));
	if (*out != NULL)
		**out = *q->kept;
	return *out != NULL;
}

static struct call *
call_new(struct client_conn *conn, const struct question *q,
    const struct wr *w)
{
	struct client_answer *kept = NULL;
	bool		 sealed = guard_seals(conn, q->command);
	/* What is sealed is copied: it is encrypted where it stands. */
	size_t		 room = CALL_MESSAGE_AT + w->pos + (sealed ?
			    q->data.len : 0);
	struct call	*call = malloc(sizeof(*call) + room);

	if (call == NULL || !keep(q, &kept)) {
		free(call);
		return NULL;
	}
	*call = (struct call){
		.is_sealed = sealed, .kept = kept,
		.header = { .command = q->command, .tree_id = q->tree,
		    .credit_charge = charge_of(conn, q->payload) },
		.data = q->data, .len = w->pos };
	memcpy(call->room + CALL_MESSAGE_AT, w->base, w->pos);
	if (sealed && q->data.len > 0) {
		memcpy(call->room + CALL_MESSAGE_AT + w->pos, q->data.base,
		    q->data.len);
		call->len += q->data.len;
		call->data = rd_over(NULL, 0);
	}
	return call;
}

static uint16_t
ids_of(const struct call *call)
{
	return call->header.credit_charge > 1 ? call->header.credit_charge : 1;
}

static void
put_header(struct client_conn *conn, struct call *call)
{
	struct smb2_header	*h = &call->header;
	uint16_t		 want = conn->client->settings.credits;
	struct wr		 w = wr_over(call->room + CALL_MESSAGE_AT,
				    SMB2_HEADER_SIZE);

	h->message_id = conn->next_message;
	conn->next_message += ids_of(call);
	conn->credits -= ids_of(call);
	h->session_id = conn->facts.session_id;
	h->credits = conn->credits >= want ? ids_of(call) :
	    (uint16_t)(want - conn->credits);
	smb2_put_header(&w, h);
}

static bool
send_call(struct client_conn *conn, struct call *call)
{
	TAILQ_REMOVE(&conn->waiting, call, link);
	TAILQ_INSERT_TAIL(&conn->asked, call, link);
	put_header(conn, call);
	if (!logon_hash(conn, &call->header, call->room + CALL_MESSAGE_AT,
	    call->len) || !guard_call(conn, call))
		return false;
	call->is_sending = true;
	TAILQ_INSERT_TAIL(&conn->out, call, out_link);
	return true;
}

void
call_send_waiting(struct client_conn *conn)
{
	struct call	*call;

	while (conn->state != CLIENT_LOST &&
	    (call = TAILQ_FIRST(&conn->waiting)) != NULL &&
	    conn->credits >= ids_of(call))
		if (!send_call(conn, call))
			conn_fail(conn, -ENOMEM);
}

int
call_ask(struct client_conn *conn, const struct question *q, struct wr *w,
    const struct client_done *done)
{
	struct call	*call;

	if (conn->state == CLIENT_LOST || conn->is_closed)
		return -ENOTCONN;
	if (conn->ncalls >= conn->client->settings.calls)
		return -EAGAIN;
	if (!wr_ok(w) || q->data.len > SMB2_FRAME_MAX - w->pos -
	    SMB2_TRANSFORM_SIZE)
		return -EMSGSIZE;
	if ((call = call_new(conn, q, w)) == NULL)
		return -ENOMEM;
	call->done = *done;
	conn->ncalls++;
	due_set(conn, &call->due);
	TAILQ_INSERT_TAIL(&conn->waiting, call, link);
	/* Not now: `done' must not be called before we return. */
	if (conn->busy == 0)
		event_active(&conn->write_ev, EV_WRITE, 0);
	return 0;
}

void
call_free(struct client_conn *conn, struct call *call)
{
	if (call->is_sending)
		TAILQ_REMOVE(&conn->out, call, out_link);
	due_clear(&call->due);
	conn->ncalls--;
	free(call->kept);
	free(call);
}

void
call_answer(struct call *call, struct client_conn *conn,
    const struct client_answer *answer)
{
	struct client_done	 done = call->done;

	call_free(conn, call);
	done.fn(conn, answer, done.arg);
}

int
call_pieces(struct call *call, struct iovec *iov)
{
	const uint8_t	*room = call->room + call->from;
	size_t		 at = call->pos, n = 0;

	if (at < call->len)
		iov[n++] = (struct iovec){ (void *)(uintptr_t)(room + at),
		    call->len - at };
	at = at > call->len ? at - call->len : 0;
	if (at < call->data.len)
		iov[n++] = (struct iovec){
		    (void *)(uintptr_t)(call->data.base + at),
		    call->data.len - at };
	return (int)n;
}
