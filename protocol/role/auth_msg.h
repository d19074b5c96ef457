/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth_msg - a logon between worker and keeper, and what the keeper tells the
 * director of it.
 *
 *	CHALLENGE_WANT	worker -> keeper	how many
 *	CHALLENGES	keeper -> worker	each good once and for a minute
 *	AUTH_CHECK	worker -> keeper	a proof, with the message's id
 *	AUTH_RESULT	keeper -> worker	the verdict, under that id
 *	EVIDENCE	keeper -> director	many logons and refusals at once
 *	ACCOUNT_LOCKED	keeper -> director	at once
 *	ACCOUNT_WANTED	keeper -> director	at once: a right logon waits for
 *				that account to be enabled again
 *	RECOVERY	director -> keeper	the window is open until then
 *
 * No stored secret is in any of them; AUTH_RESULT carries the key of one
 * session, which is that worker's.
 */
#ifndef PROTOCOL_ROLE_AUTH_MSG_H
#define PROTOCOL_ROLE_AUTH_MSG_H

#include <stdbool.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/wire.h"
#include "protocol/sid.h"

#define MSG_CHALLENGES_MAX	256	/* in one message */
#define MSG_KEY_MAX		32
#define MSG_NAME_SIZE		64
#define MSG_STATION_SIZE	32

struct msg_challenge {
	uint64_t	 id;
	uint8_t		 bytes[8];
};

void	msg_put_challenge(struct wr *, const struct msg_challenge *);
void	msg_get_challenge(struct rd *, struct msg_challenge *);

struct msg_auth_check {
	uint32_t	 view;
	uint8_t		 mech;
	uint64_t	 challenge;
	struct addr	 peer;
	struct rd	 negotiate, challenged, authenticate;
};

void	msg_put_auth_check(struct wr *, const struct msg_auth_check *);
void	msg_get_auth_check(struct rd *, struct msg_auth_check *);

struct msg_auth_result {
	uint32_t	 status;	/* NTSTATUS for the wire */
	uint32_t	 delay_ms;
	uint8_t		 key_len;
	uint8_t		 key[MSG_KEY_MAX];
	int64_t		 account;	/* 0: anonymous */
	uint32_t	 generation;
	uint8_t		 cohort;	/* whose files it is shown */
	bool		 is_operator;
	bool		 is_admin;	/* of the domain, as that view has it */
	struct mono	 rescue_until;	/* { 0 }: an ordinary session */
	bool		 is_leaked;	/* others know its secret */
	char		 name[MSG_NAME_SIZE];
	char		 domain[MSG_NAME_SIZE];
	char		 workstation[MSG_STATION_SIZE];
	struct sid	 sid;
};

void	msg_put_auth_result(struct wr *, const struct msg_auth_result *);
void	msg_get_auth_result(struct rd *, struct msg_auth_result *);

/* Why a logon ended as it did: for log, audit and sitectl, not for the wire. */
#define MSG_REASON_TABLE(X)						\
	X(RIGHT,	"right password")				\
	X(ANONYMOUS,	"anonymous")					\
	X(UNKNOWN,	"no such account")				\
	X(RESERVED,	"reserved name of SMS clients")			\
	X(WRONG,	"wrong password")				\
	X(RETIRED,	"password of a retired account")		\
	X(LOCKED,	"account is locked")				\
	X(DISABLED,	"account is disabled")				\
	X(DELETED,	"account was deleted")				\
	X(NOT_YET,	"account is not on this replica yet")		\
	X(REPLAYED,	"challenge used twice or too old")		\
	X(TOO_WEAK,	"NTLMv1, LM or no extended session security")	\
	X(MALFORMED,	"malformed or tampered proof")			\
	X(RESCUED,	"password of the past, in the recovery window")	\
	X(LEAKED,	"password of a leaked account")			\
	X(EXPIRED,	"account has expired")				\
	X(STATION,	"not from this workstation")

enum msg_reason {
#define X(name, text)	REASON_##name,
	MSG_REASON_TABLE(X)
#undef X
	REASON_COUNT
};

const char	*msg_reason_text(enum msg_reason);

/* One logon or refusal; an EVIDENCE message is a row of them. */
struct msg_evidence {
	enum msg_reason	 reason;
	int64_t		 account;	/* 0: of nobody */
	uint32_t	 generation;
	uint32_t	 view;
	struct wall	 at;
	struct addr	 peer;
	char		 name[MSG_NAME_SIZE];	/* as the client said it */
	char		 workstation[MSG_STATION_SIZE];
};

void	msg_put_evidence(struct wr *, const struct msg_evidence *);
void	msg_get_evidence(struct rd *, struct msg_evidence *);

/* On the boot-time clock; { 0 }: the window is closed. */
void	msg_put_recovery(struct wr *, struct mono until);
struct mono	msg_get_recovery(struct rd *);

struct msg_account_locked {
	int64_t		 account;
	struct wall	 until;		/* { 0 }: until somebody unlocks */
	struct mono	 until_mono;
	struct addr	 peer;		/* of the last try */
};

void	msg_put_account_locked(struct wr *, const struct msg_account_locked *);
void	msg_get_account_locked(struct rd *, struct msg_account_locked *);

#endif
