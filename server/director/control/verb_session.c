/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_session - who is logged on; the clerk knows. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "protocol/role/session_msg.h"
#include "server/director/account/accounts.h"
#include "server/director/control/errand.h"

static const char *
dialect_name(uint16_t d)
{
	static const struct {
		uint16_t	 number;
		const char	*name;
	} rows[] = {
		{ 0x0202, "2.0.2" }, { 0x0210, "2.1" }, { 0x0300, "3.0" },
		{ 0x0302, "3.0.2" }, { 0x0311, "3.1.1" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number == d)
			return rows[i].name;
	return "?";
}

static void	next_sessions(struct errand *);

static void
list_one(struct errand *r, uint16_t process, const struct session_info *s)
{
	char	 id[17], address[ADDR_TEXT_SIZE];

	(void)snprintf(id, sizeof(id), "%016" PRIx64, s->id);
	ERRAND_ROW(r, &table_sessions, TEXT(id), TEXT(s->user),
	    TEXT(addr_text(&s->address, address)), TEXT(s->workstation),
	    TIME(s->since), TEXT(dialect_name(s->dialect)),
	    FLAG(s->is_signed), FLAG(s->is_encrypted), NUMBER(process));
}

static void
got_sessions(struct errand *r, struct chan_msg *m)
{
	struct page_head	 head;
	struct session_info	 s;
	struct session_text	 text;
	uint16_t		 process;

	if (m == NULL) {
		errand_end_lost(r, "clerk");
		return;
	}
	for (msg_get_page_head(&m->body, &head); head.n > 0; head.n--) {
		process = rd_le16(&m->body);
		msg_get_session(&m->body, &s, &text);
		if (!rd_ok(&m->body))
			break;
		r->after.number = s.id;
		list_one(r, process, &s);
	}
	errand_page(r, NULL, head.more && rd_ok(&m->body), next_sessions);
}

static void
ask_sessions(struct errand *r, question_answered *answered)
{
	struct session_list	 l = { r->after.number, ERRAND_PAGE };
	struct wr		*w;

	w = question_begin(r, ROLE_CLERK, MSG_SESSION_LIST, answered);
	if (w == NULL)
		return;
	msg_put_session_list(w, &l);
	question_send(r, ROLE_CLERK);
}

static void
next_sessions(struct errand *r)
{
	ask_sessions(r, got_sessions);
}

void
verb_run_SESSION_LIST(struct errand *r)
{
	next_sessions(r);
}

/* --- close --- */

static void
closed(struct errand *r, struct chan_msg *m)
{
	uint32_t	 n;

	if (m == NULL) {
		errand_end_lost(r, "clerk");
		return;
	}
	n = rd_le32(&m->body);
	if (n == 0) {
		errand_end(r, CONTROL_FAILED, "see: sitectl session list",
		    "there is no session %s", VIS(errand_text(r, "id")));
		return;
	}
	ERRAND_ROW(r, &table_closed, NUMBER(n));
	errand_done(r);
}

static void
close_one(struct errand *r, const char *id)
{
	char		*end;
	uint64_t	 number = strtoull(id, &end, 16);
	struct wr	*w;

	if (*end != '\0' || number == 0) {
		errand_end(r, CONTROL_USAGE, "see: sitectl session list",
		    "\"%s\" is not the id of a session", VIS(id));
		return;
	}
	if (r->q.dry_run) {
		errand_end_dry(r, "session %s would be ended", VIS(id));
		return;
	}
	w = question_begin(r, ROLE_CLERK, MSG_SESSION_END, closed);
	if (w == NULL)
		return;
	wr_le64(w, number);
	question_send(r, ROLE_CLERK);
}

/*
 * All of an account, one by one: they shall be gone, while those of an account
 * that is disabled are only told to authenticate again.
 */
static void	next_of_account(struct errand *);

static void
end_session(struct errand *r, uint64_t id)
{
	struct chan	*clerk = env_peer(r->d->env, ROLE_CLERK, 0);

	r->count++;
	if (r->q.dry_run || clerk == NULL)
		return;
	wr_le64(chan_begin(clerk, MSG_SESSION_END, 0), id);
	(void)chan_end(clerk);
}

static void
tell_closed(struct errand *r)
{
	if (r->q.dry_run) {
		errand_end_dry(r, "%llu sessions of \"%s\" would be ended",
		    (unsigned long long)r->count,
		    VIS(errand_text(r, "account")));
		return;
	}
	ERRAND_ROW(r, &table_closed, NUMBER(r->count));
	errand_done(r);
}

static void
got_of_account(struct errand *r, struct chan_msg *m)
{
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    errand_text(r, "account"));
	struct page_head		 head;
	struct session_info		 s;
	struct session_text		 text;

	if (m == NULL) {
		errand_end_lost(r, "clerk");
		return;
	}
	for (msg_get_page_head(&m->body, &head); head.n > 0; head.n--) {
		(void)rd_le16(&m->body);
		msg_get_session(&m->body, &s, &text);
		if (!rd_ok(&m->body))
			break;
		r->after.number = s.id;
		if (s.account == a->id)
			end_session(r, s.id);
	}
	if (head.more && rd_ok(&m->body))
		next_of_account(r);
	else
		tell_closed(r);
}

static void
next_of_account(struct errand *r)
{
	ask_sessions(r, got_of_account);
}

void
verb_run_SESSION_CLOSE(struct errand *r)
{
	const char	*id = errand_text(r, "id");
	const char	*account = errand_text(r, "account");

	if ((id == NULL) == (account == NULL)) {
		errand_end(r, CONTROL_USAGE, "", "say either the id of a "
		    "session or --account=NAME");
		return;
	}
	r->audit.object = id != NULL ? id : account;
	if (id != NULL)
		close_one(r, id);
	else if (accounts_find(r->d->accounts, account) == NULL)
		errand_end(r, CONTROL_FAILED, "see: sitectl account list",
		    "there is no account \"%s\"", VIS(account));
	else
		next_of_account(r);
}
