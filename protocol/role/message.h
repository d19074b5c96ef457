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
	ROLE_COUNT
};

#define MSG_HEADER_SIZE		16
#define MSG_BODY_MAX		(256 * 1024)

/* Whoever may send or receive a message, as a set. */
#define BY(role)	(1U << ROLE_##role)
#define CHILDREN	(BY(DIRECTOR) | BY(KEEPER) | BY(CLERK) | BY(WORKER))

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
	M(LOG_LEVEL,	"log-level",	BY(DIRECTOR),	BY(PARENT),	1,	1,	0)	\
	/* Logons: auth_msg.h. */					\
	M(CHALLENGE_WANT, "challenge-want", BY(WORKER),	BY(KEEPER),	2,	2,	0)	\
	M(CHALLENGES,	"challenges",	BY(KEEPER),	BY(WORKER),	16,	4096,	0)	\
	M(AUTH_CHECK,	"auth-check",	BY(WORKER),	BY(KEEPER),	35,	65536,	0)	\
	M(AUTH_RESULT,	"auth-result",	BY(KEEPER),	BY(WORKER),	37,	512,	0)	\
	M(EVIDENCE,	"evidence",	BY(KEEPER),	BY(DIRECTOR),	45,	65536,	0)	\
	M(ACCOUNT_LOCKED, "account-locked", BY(KEEPER),	BY(DIRECTOR),	40,	40,	0)	\
	/* Accounts: account_msg.h. */					\
	M(SITE_KEY,	"site-key",	BY(DIRECTOR),	BY(KEEPER),	16,	512,	0)	\
	M(SITE_KEY_ANSWER, "site-key-answer", BY(KEEPER), BY(DIRECTOR),	7,	512,	0)	\
	M(ACCOUNTS_BEGIN, "accounts-begin", BY(DIRECTOR), BY(KEEPER),	0,	0,	0)	\
	M(ACCOUNT,	"account",	BY(DIRECTOR),	BY(KEEPER),	42,	1024,	0)	\
	M(ACCOUNTS_END,	"accounts-end",	BY(DIRECTOR),	BY(KEEPER),	0,	0,	0)	\
	M(SECRET_TASK,	"secret-task",	BY(DIRECTOR),	BY(KEEPER),	9,	9,	1)	\
	M(SECRET_SEALED, "secret-sealed", BY(KEEPER),	BY(DIRECTOR),	14,	1024,	0)

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
