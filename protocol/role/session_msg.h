/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_msg - sessions and connections, as workers tell the clerk and the
 * clerk tells the director.
 *
 *	SESSION_UP	worker -> clerk		session_info
 *	SESSION_DOWN	worker -> clerk		id
 *	SESSION_PREVIOUS worker -> clerk	id, account; -> CLERK_DONE
 *	SESSION_CLOSE	clerk -> worker		id, why
 *	SESSION_LIST	director, worker -> clerk after, most; -> SESSION_PAGE
 *	SESSION_PAGE	clerk -> who asked	session_page and rows
 *	SESSION_END	director -> clerk	id; -> ENDED
 *	ACCOUNT_END	director -> clerk	account; -> ENDED
 *	ACCOUNT_BACK	director -> clerk	account: it was ended, and is
 *				enabled again
 *	ENDED		clerk -> director	how many
 *	CONN_UP		worker -> clerk		conn, address
 *	CONN_LOGGED_ON	worker -> clerk		conn, account
 *	CONN_FAILED	worker -> clerk		its id: a first logon over it was
 *				refused
 *	CONN_DOWN	worker -> clerk		conn
 *	CONN_REFUSE	clerk -> worker		conn, enum conn_refusal
 *
 * Errors   the cursor's own.
 * Memory   texts are decoded into the caller's struct session_text.
 */
#ifndef PROTOCOL_ROLE_SESSION_MSG_H
#define PROTOCOL_ROLE_SESSION_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SESSION_USER_SIZE	64
#define SESSION_STATION_SIZE	32

struct session_info {
	uint64_t	 id;
	int64_t		 account;	/* below 0: of that account, let in by
					   the recovery window */
	uint32_t	 generation;
	const char	*user;
	const char	*workstation;
	struct addr	 address;
	struct wall	 since;
	uint16_t	 dialect;
	bool		 is_signed, is_encrypted;
};

struct session_text {
	char		 user[SESSION_USER_SIZE];
	char		 workstation[SESSION_STATION_SIZE];
};

void	msg_put_session(struct wr *, const struct session_info *);
void	msg_get_session(struct rd *, struct session_info *,
	    struct session_text *);

struct session_close {
	uint64_t	 id;
	enum ntstatus	 why;
};

void	msg_put_session_close(struct wr *, const struct session_close *);
void	msg_get_session_close(struct rd *, struct session_close *);

/* Sessions behind id `after', in the order of their ids. */
struct session_list {
	uint64_t	 after;		/* 0: from the first */
	uint16_t	 most;
};

void	msg_put_session_list(struct wr *, const struct session_list *);
void	msg_get_session_list(struct rd *, struct session_list *);

/* Each row: le16 process, session_info. */
#define SESSION_ROW_MAX	147

struct page_head {
	bool		 more;
	uint16_t	 n;
};

/* Begin a page, put its rows, and end it with what begin returned. */
size_t	msg_begin_page(struct wr *);
void	msg_end_page(struct wr *, size_t begun, const struct page_head *);
void	msg_get_page_head(struct rd *, struct page_head *);

/* Why a connection must go; the first two strike half-open ones only. */
enum conn_refusal {
	CONN_TOO_MANY,			/* not logged on, all together */
	CONN_TOO_MANY_OF_ADDRESS,	/* not logged on, of its address */
	CONN_TOO_MANY_LOGGED_ON,	/* of its address */
	CONN_REFUSALS
};

const char	*conn_refusal_text(enum conn_refusal);
void		 msg_put_conn_up(struct wr *, uint64_t, const struct addr *);
uint64_t	 msg_get_conn_up(struct rd *, struct addr *);
void		 msg_put_conn_refuse(struct wr *, uint64_t, enum conn_refusal);
uint64_t	 msg_get_conn_refuse(struct rd *, enum conn_refusal *);

#endif
