/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_double - a whole keeper between a director and a worker of the
 * test's, on a clock of the test's; and a client that logs on over that
 * worker.
 */
#ifndef TESTS_UNIT_KEEPER_DOUBLE_H
#define TESTS_UNIT_KEEPER_DOUBLE_H

#include "protocol/auth/ntlm_client.h"
#include "protocol/auth/ntlm_crypto.h"
#include "protocol/smb2/status.h"
#include "server/keeper/keeper.h"
#include "tests/unit/env_double.h"

#define SUB_AUTHORITY	{ 11, 22, 33 }	/* of the site's SID */

extern struct env	 keeper_env;
extern struct far	*director, *worker;
extern struct seal_key	 master;
extern struct ntlm_crypto *client_crypto;

/* cmocka's fixtures: a keeper that has its key and no accounts yet. */
int		 keeper_up(void **);
int		 keeper_down(void **);
struct keeper	*the_keeper(void);

/* What the director says: at first NT's policy, as sited.conf has it. */
void		 tell_policy(const struct msg_policy *);

struct told_account {
	int64_t			 id;
	const char		*name;
	const char		*password;
	const char		*previous;	/* NULL: none */
	enum msg_account_state	 state;		/* 0: enabled */
	bool			 is_generated;
	bool			 is_locked;
	bool			 is_operator;
	bool			 is_domain, is_admin;
	struct wall		 expires;
	const char		*workstations;	/* NULL: any */
	bool			 wakes;
	struct mono		 locked_until;
	/* On replicas that have not got its last changes. */
	struct {
		uint32_t		 view;	/* 0 ends them */
		const char		*password;	/* NULL: not there */
		enum msg_account_state	 state;
		const char		*workstations;
		bool			 is_admin;
	}			 views[2];
};

void		 tell_window(int64_t ms);	/* open; 0: closed */
void		 accounts_begin(void);
void		 accounts_end(void);
void		 tell_account(const struct told_account *);
void		 tell_accounts(const struct told_account *, size_t n);

/* What a worker does. */
struct msg_challenge	take_challenge(void);
bool			have_challenge(struct msg_challenge *);

/* A logon in parts, for who wants to spoil one. */
struct attempt {
	struct msg_challenge	 c;
	const char		*from;		/* address */
	uint32_t		 view;
	uint8_t			 negotiate[256], challenge[1024];
	uint8_t			 authenticate[4096];
	size_t			 negotiate_len, challenge_len;
	size_t			 authenticate_len;
	uint8_t			 key[16];	/* the client's session key */
};

void		 attempt_make(struct attempt *, struct msg_challenge,
		    const char *user, const char *password);
void		 attempt_make_in(struct attempt *, struct msg_challenge,
		    const struct ntlm_identity *, const char *password);
/* The number of the question; its answer, if it is the next that came. */
uint64_t		 attempt_ask(const struct attempt *);
bool			 attempt_answer(uint64_t, struct msg_auth_result *);
/* The keeper's answer to it. */
struct msg_auth_result	 attempt_send(const struct attempt *);
/* All at once, from 10.1.2.3. */
struct msg_auth_result	 logon(const char *user, const char *password);
struct msg_auth_result	 logon_at(uint32_t view, const char *user,
			    const char *password);
/* Everybody else says SMS, which is the domain. */
struct msg_auth_result	 logon_claiming(const char *domain, uint32_t view,
			    const char *user, const char *password);
#define assert_told(result, expected)					\
	assert_int_equal((enum ntstatus)(result).status, expected)
/* The reason of the last logon, from the evidence that the director got. */
struct msg_evidence	 last_evidence(void);

#endif
