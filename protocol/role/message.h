/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * message - what the roles of sited say to each other: one row a message, one
 * codec pair a body (see the other headers of this folder).
 *
 * Form     a 16-byte header {le32 length of the whole, le16 type, le16 number
 *          of descriptors, le64 id} and a body of little-endian fields.  The
 *          id is chosen by who asks and comes back with the answer; 0 where
 *          no answer is expected.
 * Checks   a row says who may send a message to whom and between which sizes
 *          its body lies; everything else is refused before it is decoded.
 */
#ifndef PROTOCOL_ROLE_MESSAGE_H
#define PROTOCOL_ROLE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum role {
	ROLE_PARENT,
	ROLE_DIRECTOR,
	ROLE_KEEPER,
	ROLE_CLERK,
	ROLE_WORKER,
	ROLE_WEB,
	ROLE_COUNT
};

#define MSG_HEADER_SIZE		16
#define MSG_BODY_MAX		(256 * 1024)

/* Whoever may send or receive a message, as a set. */
#define BY(role)	(1U << ROLE_##role)
#define CHILDREN	(BY(DIRECTOR) | BY(KEEPER) | BY(CLERK) | BY(WORKER) | \
			 BY(WEB))

/*	id		name		from		to		min	max	fds */
#define MESSAGE_TABLE(M)						\
	/* The parent and its children. */				\
	M(CONFIG,	"config",	BY(PARENT),	CHILDREN,	64,	65536,	0)	\
	M(HANDOVER,	"handover",	BY(PARENT),	CHILDREN,	4,	64,	1)	\
	M(BEGIN,	"begin",	BY(PARENT),	CHILDREN,	0,	0,	0)	\
	M(READY,	"ready",	CHILDREN,	BY(PARENT),	0,	512,	0)	\
	M(STOP,		"stop",		BY(PARENT),	CHILDREN,	0,	0,	0)	\
	M(PEER_BAD,	"peer-bad",	CHILDREN,	BY(PARENT),	2,	2,	0)	\
	M(CHILD,	"child",	BY(PARENT),	BY(DIRECTOR),	16,	64,	0)	\
	M(RELOAD,	"reload",	BY(DIRECTOR),	BY(PARENT),	1,	1,	0)	\
	M(RELOADED,	"reloaded",	BY(PARENT),	BY(DIRECTOR),	1,	1024,	0)	\
	M(GROUPS,	"groups",	BY(PARENT),	BY(DIRECTOR),	12,	12,	0)	\
	M(LOG_LEVEL,	"log-level",	BY(DIRECTOR),	BY(PARENT),	1,	1,	0)	\
	/* Pushers: push_msg.h. */					\
	M(PUSH_LEND,	"push-lend",	BY(DIRECTOR),	BY(PARENT),	6,	6,	1)	\
	M(PUSH_BEGIN,	"push-begin",	BY(DIRECTOR),	BY(PARENT),	6,	6,	1)	\
	M(PUSH_END,	"push-end",	BY(DIRECTOR),	BY(PARENT),	6,	6,	0)	\
	M(PUSH_CREDENTIAL, "push-credential", BY(DIRECTOR), BY(KEEPER),	24,	2048,	1)	\
	/* Logons: auth_msg.h. */					\
	M(CHALLENGE_WANT, "challenge-want", BY(WORKER),	BY(KEEPER),	2,	2,	0)	\
	M(CHALLENGES,	"challenges",	BY(KEEPER),	BY(WORKER),	16,	4096,	0)	\
	M(AUTH_CHECK,	"auth-check",	BY(WORKER),	BY(KEEPER),	35,	65536,	0)	\
	M(AUTH_RESULT,	"auth-result",	BY(KEEPER),	BY(WORKER),	47,	512,	0)	\
	M(EVIDENCE,	"evidence",	BY(KEEPER),	BY(DIRECTOR),	45,	65536,	0)	\
	M(ACCOUNT_LOCKED, "account-locked", BY(KEEPER),	BY(DIRECTOR),	40,	40,	0)	\
	M(ACCOUNT_WANTED, "account-wanted", BY(KEEPER),	BY(DIRECTOR),	8,	8,	0)	\
	M(RECOVERY,	"recovery",	BY(DIRECTOR),	BY(KEEPER),	8,	8,	0)	\
	/* Accounts: account_msg.h. */					\
	M(SITE_KEY,	"site-key",	BY(DIRECTOR),	BY(KEEPER),	22,	1024,	0)	\
	M(SITE_KEY_ANSWER, "site-key-answer", BY(KEEPER), BY(DIRECTOR),	45,	1024,	0)	\
	M(SIGN,		"sign",		BY(DIRECTOR),	BY(KEEPER),	0,	0,	1)	\
	M(SIGNED,	"signed",	BY(KEEPER),	BY(DIRECTOR),	2,	66,	0)	\
	M(ACCOUNTS_BEGIN, "accounts-begin", BY(DIRECTOR), BY(KEEPER),	0,	0,	0)	\
	M(ACCOUNT,	"account",	BY(DIRECTOR),	BY(KEEPER),	58,	32768,	0)	\
	M(ACCOUNTS_END,	"accounts-end",	BY(DIRECTOR),	BY(KEEPER),	0,	0,	0)	\
	M(POLICY,	"policy",	BY(DIRECTOR),	BY(KEEPER),	25,	25,	0)	\
	M(SECRET_TASK,	"secret-task",	BY(DIRECTOR),	BY(KEEPER),	12,	4096,	1)	\
	M(SECRET_TICKET, "secret-ticket", BY(DIRECTOR), BY(KEEPER),	28,	4096,	0)	\
	M(SECRET_SEALED, "secret-sealed", BY(KEEPER),	BY(DIRECTOR),	14,	1024,	0)	\
	M(SECRET_PROVE, "secret-prove", BY(DIRECTOR),	BY(KEEPER),	16,	1024,	0)	\
	M(SECRET_PROVEN, "secret-proven", BY(KEEPER),	BY(DIRECTOR),	9,	9,	0)	\
	/* The account list, enrolment: list_msg.h. */			\
	M(LIST_MAKE,	"list-make",	BY(DIRECTOR),	BY(KEEPER),	13,	16384,	0)	\
	M(LIST_MADE,	"list-made",	BY(KEEPER),	BY(DIRECTOR),	6,	16384,	0)	\
	M(LIST_WRAP,	"list-wrap",	BY(DIRECTOR),	BY(KEEPER),	15,	131072,	0)	\
	M(LIST_WRAPPED,	"list-wrapped",	BY(KEEPER),	BY(DIRECTOR),	2,	131072,	0)	\
	M(ENROL,	"enrol",	BY(DIRECTOR),	BY(KEEPER),	15,	65536,	1)	\
	M(ENROLLED,	"enrolled",	BY(KEEPER),	BY(DIRECTOR),	34,	512,	0)	\
	/* Open files: share_msg.h. */					\
	M(SHARE_OPEN,	"share-open",	BY(WORKER),	BY(CLERK),	48,	4143,	0)	\
	M(SHARE_OPENED,	"share-opened",	BY(CLERK),	BY(WORKER),	5,	5,	0)	\
	M(SHARE_CLAIM,	"share-claim",	BY(WORKER),	BY(CLERK),	51,	4146,	0)	\
	M(SHARE_CLOSE,	"share-close",	BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(SHARE_CLOSED,	"share-closed",	BY(CLERK),	BY(WORKER),	3,	4098,	0)	\
	M(SHARE_REMOVED, "share-removed", BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(SHARE_IO,	"share-io",	BY(WORKER),	BY(CLERK),	25,	25,	0)	\
	M(SHARE_CHANGED, "share-changed", BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(SHARE_LOCK,	"share-lock",	BY(WORKER),	BY(CLERK),	28,	139275,	0)	\
	M(LOCK_CLAIM,	"lock-claim",	BY(WORKER),	BY(CLERK),	28,	139275,	0)	\
	M(SHARE_DELETE,	"share-delete",	BY(WORKER),	BY(CLERK),	9,	9,	0)	\
	M(SHARE_DELETING, "share-deleting", BY(CLERK),	BY(WORKER),	9,	9,	0)	\
	M(SHARE_RENAME,	"share-rename",	BY(WORKER),	BY(CLERK),	26,	4121,	0)	\
	M(SHARE_RENAMED, "share-renamed", BY(WORKER) | BY(CLERK), BY(WORKER) | BY(CLERK), 10, 4105, 0)	\
	M(SHARE_BREAK,	"share-break",	BY(CLERK),	BY(WORKER),	10,	10,	0)	\
	M(SHARE_ACK,	"share-ack",	BY(WORKER),	BY(CLERK),	9,	9,	0)	\
	M(SHARE_CANCEL,	"share-cancel",	BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	/* Sessions and connections: session_msg.h. */			\
	M(SESSION_UP,	"session-up",	BY(WORKER),	BY(CLERK),	51,	145,	0)	\
	M(SESSION_DOWN,	"session-down",	BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(SESSION_PREVIOUS, "session-previous", BY(WORKER), BY(CLERK),	16,	16,	0)	\
	M(SESSION_CLOSE, "session-close", BY(CLERK),	BY(WORKER),	12,	12,	0)	\
	M(SESSION_LIST,	"session-list",	BY(DIRECTOR) | BY(WORKER), BY(CLERK), 10,	10,	0)	\
	M(SESSION_PAGE,	"session-page",	BY(CLERK), BY(DIRECTOR) | BY(WORKER), 4,	262144,	0)	\
	M(SESSION_END,	"session-end",	BY(DIRECTOR),	BY(CLERK),	8,	8,	0)	\
	M(ACCOUNT_END,	"account-end",	BY(DIRECTOR),	BY(CLERK),	8,	8,	0)	\
	M(ACCOUNT_BACK, "account-back",	BY(DIRECTOR),	BY(CLERK),	8,	8,	0)	\
	M(ENDED,	"ended",	BY(CLERK),	BY(DIRECTOR),	4,	4,	0)	\
	M(CONN_UP,	"conn-up",	BY(WORKER),	BY(CLERK),	24,	24,	0)	\
	M(CONN_LOGGED_ON, "conn-logged-on", BY(WORKER),	BY(CLERK),	16,	16,	0)	\
	M(CONN_FAILED,	"conn-failed",	BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(CONN_DOWN,	"conn-down",	BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(CONN_REFUSE,	"conn-refuse",	BY(CLERK),	BY(WORKER),	9,	9,	0)	\
	/* Drop boxes: quota_msg.h. */					\
	M(QUOTA_ASK,	"quota-ask",	BY(WORKER),	BY(CLERK),	42,	73,	0)	\
	M(QUOTA_CHARGE,	"quota-charge",	BY(WORKER),	BY(CLERK),	16,	16,	0)	\
	M(QUOTA_DROP,	"quota-drop",	BY(WORKER),	BY(CLERK),	8,	8,	0)	\
	M(QUOTA_STATE,	"quota-state",	BY(DIRECTOR),	BY(CLERK),	4,	262144,	0)	\
	M(QUOTA_RELEASE, "quota-release", BY(DIRECTOR),	BY(CLERK),	38,	69,	0)	\
	/* The clerk itself: clerk_msg.h. */				\
	M(HINT_TABLE,	"hint-table",	BY(CLERK),	BY(WORKER),	0,	0,	1)	\
	M(CLAIMED,	"claimed",	BY(WORKER),	BY(CLERK),	0,	0,	0)	\
	M(CLERK_DONE,	"clerk-done",	BY(CLERK),	BY(WORKER),	4,	4,	0)	\
	M(FILE_LIST,	"file-list",	BY(DIRECTOR) | BY(WORKER), BY(CLERK), 12,	12,	0)	\
	M(FILE_PAGE,	"file-page",	BY(CLERK), BY(DIRECTOR) | BY(WORKER), 4,	262144,	0)	\
	M(CLERK_STATS,	"clerk-stats",	BY(DIRECTOR),	BY(CLERK),	0,	0,	0)	\
	M(CLERK_COUNTS,	"clerk-counts",	BY(CLERK),	BY(DIRECTOR),	168,	168,	0)	\
	/* Files: landing_msg.h; a serial; who is who: site_msg.h. */	\
	M(LANDED,	"landed",	BY(WORKER),	BY(DIRECTOR),	84,	1024,	0)	\
	M(PUBLISHED,	"published",	BY(DIRECTOR),	BY(WORKER),	8,	8,	0)	\
	M(SITE,		"site",		BY(DIRECTOR),	BY(WORKER),	28,	28,	0)	\
	/* The account domain: domain_msg.h. */				\
	M(DOMAIN_ASK,	"domain-ask",	BY(WORKER),	BY(DIRECTOR),	68,	262144,	0)	\
	M(DOMAIN_ANSWER, "domain-answer", BY(DIRECTOR),	BY(WORKER),	16,	262144,	0)	\
	M(TICKET_MAKE,	"ticket-make",	BY(WORKER),	BY(KEEPER),	5,	640,	0)	\
	M(TICKET,	"ticket",	BY(KEEPER),	BY(WORKER),	20,	20,	0)	\
	M(TICKET_DROP,	"ticket-drop",	BY(WORKER),	BY(KEEPER),	16,	16,	0)

enum msg_type {
	MSG_NONE,
#define M(id, name, from, to, min, max, fds)	MSG_##id,
	MESSAGE_TABLE(M)
#undef M
	MSG_COUNT
};

struct msg_row {
	const char	*name;
	uint32_t	 from;
	uint32_t	 to;
	uint32_t	 min;
	uint32_t	 max;
	uint16_t	 fds;
};

const struct msg_row	*msg_row(uint16_t type);	/* NULL: unknown */
bool			 msg_allowed(uint16_t type, enum role from,
			    enum role to, size_t body, size_t fds);

const char		*role_name(enum role);
bool			 role_parse(const char *, enum role *);

#endif
