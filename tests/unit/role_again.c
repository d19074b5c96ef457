/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/role_again.h"

#include "protocol/role/account_msg.h"
#include "protocol/role/auth_msg.h"
#include "protocol/role/clerk_msg.h"
#include "protocol/role/domain_msg.h"
#include "protocol/role/field.h"
#include "protocol/role/list_msg.h"
#include "protocol/role/push_msg.h"
#include "protocol/role/quota_msg.h"
#include "protocol/role/session_msg.h"
#include "protocol/role/share_msg.h"

static char	 path[SHARE_PATH_SIZE];

/* A body that is one struct. */
#define BODY(noun, type)						\
static void								\
again_##noun(struct rd *r, struct wr *w)				\
{									\
	struct type	 m = { 0 };					\
									\
	msg_get_##noun(r, &m);						\
	if (rd_ok(r))							\
		msg_put_##noun(w, &m);					\
}
#define BODY_WITH_PATH(noun, type)					\
static void								\
again_##noun(struct rd *r, struct wr *w)				\
{									\
	struct type	 m = { 0 };					\
									\
	msg_get_##noun(r, &m, path);					\
	if (rd_ok(r))							\
		msg_put_##noun(w, &m);					\
}

BODY(site_key, msg_site_key)
BODY(site_key_answer, msg_site_key_answer)
BODY(account, msg_account)
BODY(list_made, msg_list_made)
BODY(enrolled, msg_enrolled)
BODY(policy, msg_policy)
BODY(secret, msg_secret)
BODY(secret_sealed, msg_secret_sealed)
BODY(secret_proof, msg_secret_proof)
BODY(secret_proven, msg_secret_proven)
BODY(secret_ticket, msg_secret_ticket)
BODY(ticket_make, msg_ticket_make)
BODY(push_start, msg_push_start)
BODY(push_credential, msg_push_credential)
BODY(ticket, msg_ticket)
BODY(auth_check, msg_auth_check)
BODY(auth_result, msg_auth_result)
BODY(account_locked, msg_account_locked)
BODY(share_granted, share_granted)
BODY(share_break, share_break)
BODY_WITH_PATH(share_open, share_open)
BODY_WITH_PATH(share_claim, share_claim)
BODY_WITH_PATH(share_closed, share_closed)
BODY_WITH_PATH(share_rename, share_rename)
BODY(session_close, session_close)
BODY(session_list, session_list)
BODY(quota_ask, quota_ask)
BODY(quota_amount, quota_amount)
BODY(file_list, file_list)
BODY(clerk_counts, clerk_counts)

static void
again_challenges(struct rd *r, struct wr *w)
{
	struct msg_challenge	 m;

	while (rd_left(r) > 0) {
		msg_get_challenge(r, &m);
		msg_put_challenge(w, &m);
	}
}

static void
again_evidence(struct rd *r, struct wr *w)
{
	struct msg_evidence	 m;

	while (rd_left(r) > 0) {
		msg_get_evidence(r, &m);
		if (rd_ok(r))
			msg_put_evidence(w, &m);
	}
}

static void
again_open_id(struct rd *r, struct wr *w)
{
	msg_put_open_id(w, msg_get_open_id(r));
}

static void
again_open_range(struct rd *r, struct wr *w)
{
	struct share_range	 range = { 0 };

	again_open_id(r, w);
	msg_get_share_range(r, &range);
	msg_put_share_range(w, &range);
}

static void
again_open_bool(struct rd *r, struct wr *w)
{
	again_open_id(r, w);
	msg_put_bool(w, msg_get_bool(r));
}

static void
again_open_level(struct rd *r, struct wr *w)
{
	again_open_id(r, w);
	wr_u8(w, msg_get_oplock(r));
}

static void
again_open_path(struct rd *r, struct wr *w)
{
	again_open_id(r, w);
	msg_get_text(r, path, sizeof(path));
	msg_put_text(w, path);
}

static void
again_list_accounts(struct rd *r, struct wr *w, size_t n)
{
	struct msg_list_account	 m = { 0 };

	while (n-- > 0) {
		msg_get_list_account(r, &m);
		if (rd_ok(r))
			msg_put_list_account(w, &m);
	}
}

static void
again_list_make(struct rd *r, struct wr *w)
{
	struct msg_list_make	 m = { 0 };

	msg_get_list_make(r, &m);
	msg_put_list_make(w, &m);
	again_list_accounts(r, w, m.n);
}

static void
again_enrol(struct rd *r, struct wr *w)
{
	struct msg_enrol	 m = { 0 };

	msg_get_enrol(r, &m);
	if (rd_ok(r))
		msg_put_enrol(w, &m);
	again_list_accounts(r, w, m.list.n);
}

static void
again_list_wrap(struct rd *r, struct wr *w)
{
	struct msg_list_wrap	 m = { 0 };
	struct msg_list_client	 c;

	msg_get_list_wrap(r, &m);
	if (rd_ok(r))
		msg_put_list_wrap(w, &m);
	while (m.n-- > 0) {
		msg_get_list_client(r, &c);
		msg_put_list_client(w, &c);
	}
}

static void
again_list_wrapped(struct rd *r, struct wr *w)
{
	struct msg_list_wrapped	 m;
	uint16_t		 n = rd_le16(r);

	if (n > MSG_LIST_CLIENTS_MAX)
		rd_fail(r);
	wr_le16(w, n);
	for (; rd_ok(r) && n > 0; n--) {
		msg_get_list_wrapped(r, &m);
		msg_put_list_wrapped(w, &m);
	}
}

static void
again_locking(struct rd *r, struct wr *w)
{
	struct share_locking	 l = { 0 };
	struct share_range	 range = { 0 };
	size_t			 i;

	msg_get_share_locking(r, &l);
	msg_put_share_locking(w, &l);
	for (i = 0; rd_ok(&l.ranges) && i < l.n; i++) {
		msg_get_share_range(&l.ranges, &range);
		msg_put_share_range(w, &range);
	}
	if (!rd_ok(&l.ranges))
		rd_fail(r);
}

static void
again_session(struct rd *r, struct wr *w)
{
	struct session_info	 s = { 0 };
	struct session_text	 t;

	msg_get_session(r, &s, &t);
	msg_put_session(w, &s);
}

static void
again_number(struct rd *r, struct wr *w)
{
	wr_le64(w, rd_le64(r));
}

static void
again_two_numbers(struct rd *r, struct wr *w)
{
	wr_le64(w, rd_le64(r));
	wr_le64(w, rd_le64(r));
}

static void
again_status(struct rd *r, struct wr *w)
{
	msg_put_status(w, msg_get_status(r));
}

static void
again_session_page(struct rd *r, struct wr *w)
{
	struct page_head	 h = { 0 };
	size_t			 begun = msg_begin_page(w);
	size_t			 i;

	msg_get_page_head(r, &h);
	for (i = 0; i < h.n && rd_ok(r); i++) {
		wr_le16(w, rd_le16(r));
		again_session(r, w);
	}
	msg_end_page(w, begun, &h);
}

static void
again_file_page(struct rd *r, struct wr *w)
{
	struct page_head	 h = { 0 };
	struct file_row		 f = { 0 };
	size_t			 begun = msg_begin_page(w);
	size_t			 i;

	msg_get_page_head(r, &h);
	for (i = 0; i < h.n && rd_ok(r); i++) {
		msg_get_file_row(r, &f, path);
		msg_put_file_row(w, &f);
	}
	msg_end_page(w, begun, &h);
}

static void
again_conn_up(struct rd *r, struct wr *w)
{
	struct addr	 a;
	uint64_t	 conn = msg_get_conn_up(r, &a);

	msg_put_conn_up(w, conn, &a);
}

static void
again_conn_refuse(struct rd *r, struct wr *w)
{
	enum conn_refusal	 why;
	uint64_t		 conn = msg_get_conn_refuse(r, &why);

	msg_put_conn_refuse(w, conn, why);
}

static void
again_quota_state(struct rd *r, struct wr *w)
{
	struct quota_state	 s = { 0 };
	size_t			 i;

	msg_get_quota_state(r, &s);
	msg_put_quota_state(w, &s);
	for (i = 0; i < s.n && rd_ok(r); i++)
		again_quota_amount(r, w);
}

static void
again_domain_ask(struct rd *r, struct wr *w)
{
	struct msg_domain_ask	 m;
	struct arena		 mem;

	arena_init(&mem, MSG_DOMAIN_ASK_ARENA);
	msg_get_domain_ask(r, &mem, &m);
	if (rd_ok(r))
		msg_put_domain_ask(w, &m);
	arena_free(&mem);
}

static void
again_domain_answer(struct rd *r, struct wr *w)
{
	struct msg_domain_parts	 p = { .got = 0 };
	struct arena		 mem;

	arena_init(&mem, MSG_DOMAIN_ARENA);
	(void)msg_get_domain_answer(r, &mem, &p);
	if (rd_ok(r))
		(void)msg_put_domain_answer(w, &p.answer, 0);
	arena_free(&mem);
}

static role_again_fn	*const rows[MSG_COUNT] = {
	[MSG_SITE_KEY]		= again_site_key,
	[MSG_SITE_KEY_ANSWER]	= again_site_key_answer,
	[MSG_ACCOUNT]		= again_account,
	[MSG_LIST_MAKE]		= again_list_make,
	[MSG_LIST_MADE]		= again_list_made,
	[MSG_LIST_WRAP]		= again_list_wrap,
	[MSG_LIST_WRAPPED]	= again_list_wrapped,
	[MSG_ENROL]		= again_enrol,
	[MSG_ENROLLED]		= again_enrolled,
	[MSG_POLICY]		= again_policy,
	[MSG_SECRET_TASK]	= again_secret,
	[MSG_SECRET_TICKET]	= again_secret_ticket,
	[MSG_SECRET_SEALED]	= again_secret_sealed,
	[MSG_SECRET_PROVE]	= again_secret_proof,
	[MSG_SECRET_PROVEN]	= again_secret_proven,
	[MSG_CHALLENGES]	= again_challenges,
	[MSG_AUTH_CHECK]	= again_auth_check,
	[MSG_AUTH_RESULT]	= again_auth_result,
	[MSG_EVIDENCE]		= again_evidence,
	[MSG_ACCOUNT_LOCKED]	= again_account_locked,
	[MSG_ACCOUNT_WANTED]	= again_number,
	[MSG_RECOVERY]		= again_number,
	[MSG_SHARE_OPEN]	= again_share_open,
	[MSG_SHARE_OPENED]	= again_share_granted,
	[MSG_SHARE_CLAIM]	= again_share_claim,
	[MSG_SHARE_CLOSE]	= again_open_id,
	[MSG_SHARE_CLOSED]	= again_share_closed,
	[MSG_SHARE_REMOVED]	= again_open_id,
	[MSG_SHARE_IO]		= again_open_range,
	[MSG_SHARE_CHANGED]	= again_open_id,
	[MSG_SHARE_LOCK]	= again_locking,
	[MSG_LOCK_CLAIM]	= again_locking,
	[MSG_SHARE_DELETE]	= again_open_bool,
	[MSG_SHARE_DELETING]	= again_open_bool,
	[MSG_SHARE_RENAME]	= again_share_rename,
	[MSG_SHARE_RENAMED]	= again_open_path,
	[MSG_SHARE_BREAK]	= again_share_break,
	[MSG_SHARE_ACK]		= again_open_level,
	[MSG_SHARE_CANCEL]	= again_open_id,
	[MSG_SESSION_UP]	= again_session,
	[MSG_SESSION_DOWN]	= again_number,
	[MSG_SESSION_PREVIOUS]	= again_two_numbers,
	[MSG_SESSION_CLOSE]	= again_session_close,
	[MSG_SESSION_LIST]	= again_session_list,
	[MSG_SESSION_PAGE]	= again_session_page,
	[MSG_SESSION_END]	= again_number,
	[MSG_ACCOUNT_END]	= again_number,
	[MSG_ACCOUNT_BACK]	= again_number,
	[MSG_ENDED]		= again_status,
	[MSG_CONN_UP]		= again_conn_up,
	[MSG_CONN_LOGGED_ON]	= again_two_numbers,
	[MSG_CONN_FAILED]	= again_number,
	[MSG_CONN_DOWN]		= again_number,
	[MSG_CONN_REFUSE]	= again_conn_refuse,
	[MSG_QUOTA_ASK]		= again_quota_ask,
	[MSG_QUOTA_CHARGE]	= again_two_numbers,
	[MSG_QUOTA_DROP]	= again_number,
	[MSG_QUOTA_STATE]	= again_quota_state,
	[MSG_QUOTA_RELEASE]	= again_quota_amount,
	[MSG_CLERK_DONE]	= again_status,
	[MSG_FILE_LIST]		= again_file_list,
	[MSG_FILE_PAGE]		= again_file_page,
	[MSG_CLERK_COUNTS]	= again_clerk_counts,
	[MSG_DOMAIN_ASK]	= again_domain_ask,
	[MSG_DOMAIN_ANSWER]	= again_domain_answer,
	[MSG_TICKET_MAKE]	= again_ticket_make,
	[MSG_PUSH_LEND]		= again_push_start,
	[MSG_PUSH_BEGIN]	= again_push_start,
	[MSG_PUSH_END]		= again_push_start,
	[MSG_PUSH_CREDENTIAL]	= again_push_credential,
	[MSG_TICKET]		= again_ticket,
	[MSG_TICKET_DROP]	= again_two_numbers,
};

role_again_fn *
role_again_of(enum msg_type type)
{
	return type < MSG_COUNT ? rows[type] : NULL;
}

bool
role_again(enum msg_type type, struct rd body, struct wr *w)
{
	role_again_fn	*run = role_again_of(type);

	if (run == NULL)
		return false;
	run(&body, w);
	return rd_end(&body);
}
