/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * account_msg - accounts between director and keeper.  The director owns them,
 * sealed; the keeper knows what is inside.
 *
 *	SITE_KEY	director -> keeper	does your key fit this store?
 *	SITE_KEY_ANSWER	keeper -> director	yes, no, or the first blobs
 *	SIGN		director -> keeper	a descriptor: bytes to be signed
 *	SIGNED		keeper -> director	the Ed25519 signature
 *	ACCOUNTS_BEGIN	director -> keeper	forget what you know
 *	ACCOUNT		director -> keeper	one account as it is now
 *	ACCOUNTS_END	director -> keeper	that was all: answer logons
 *	POLICY		director -> keeper	what is asked of passwords, and
 *				when wrong ones lock
 *	SECRET_TASK	director -> keeper	a descriptor: its other end
 *				brings, or is shown, the secret of an account
 *				(SECRET_KEEP: its other end is closed)
 *	SECRET_SEALED	keeper -> director	what came of it, sealed
 *	SECRET_PROVE	director -> keeper	can these two blobs be used?
 *	SECRET_PROVEN	keeper -> director	yes or no
 */
#ifndef PROTOCOL_ROLE_ACCOUNT_MSG_H
#define PROTOCOL_ROLE_ACCOUNT_MSG_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/wire.h"
#include "protocol/role/auth_msg.h"

#define MSG_SECRET_WHY_SIZE	256

struct msg_site_key {
	uint32_t	 sid[3];	/* S-1-5-21-sid0-sid1-sid2 */
	char		 domain[MSG_NAME_SIZE];
	struct rd	 check;		/* empty: a new store has none */
	struct rd	 signing;	/* sealed seed of the signing key; same */
	struct rd	 agreement;	/* sealed X25519 key; also of a store */
	struct rd	 site_list;	/* sealed key of accounts.site; before */
};

void	msg_put_site_key(struct wr *, const struct msg_site_key *);
void	msg_get_site_key(struct rd *, struct msg_site_key *);

enum msg_key_answer { KEY_FITS, KEY_WRONG, KEY_MADE };

#define MSG_PUBLIC_KEY_SIZE	32
#define MSG_SIGNATURE_SIZE	64

struct msg_site_key_answer {
	enum msg_key_answer answer;
	uint32_t	 key_id;
	uint8_t		 public_key[MSG_PUBLIC_KEY_SIZE];
	struct rd	 check;		/* KEY_MADE: to be stored */
	struct rd	 signing;	/* the same */
	struct rd	 agreement;	/* not empty: made, to be stored */
	struct rd	 site_list;	/* the same */
};

void	msg_put_site_key_answer(struct wr *, const struct msg_site_key_answer *);
void	msg_get_site_key_answer(struct rd *, struct msg_site_key_answer *);

/* An empty signature: it could not be made. */
void	msg_put_signed(struct wr *, const uint8_t *signature);	/* or NULL */
bool	msg_get_signed(struct rd *, uint8_t[static MSG_SIGNATURE_SIZE]);

enum msg_account_state {
	MSG_ACCOUNT_ENABLED = 1, MSG_ACCOUNT_DISABLED, MSG_ACCOUNT_DELETED
};

#define MSG_VIEWS_MAX	15

/* What a controller knows of it that matters at a logon. */
struct msg_account_facts {
	bool		 is_admin;	/* changes the domain's accounts */
	struct wall	 expires;	/* { 0 }: never */
	struct rd	 workstations;	/* "A,B": from these; empty: any */
};

/* An account on a replica that has not got its last changes. */
struct msg_account_view {
	uint32_t	 view;		/* from 1; 0 is the account itself */
	bool		 exists;
	enum msg_account_state state;
	struct rd	 verifier;	/* sealed */
	struct msg_account_facts facts;
};

struct msg_account {
	int64_t		 id;
	uint32_t	 rid;
	uint32_t	 generation;
	uint8_t		 cohort;	/* base/cohort.h */
	enum msg_account_state state;
	bool		 is_operator;
	bool		 is_domain;	/* made over samr: no past is its */
	bool		 is_generated;	/* its secret: never locks */
	bool		 wakes;		/* disabled: a right proof has it
					   enabled again */
	bool		 is_leaked;	/* its secret is known to others */
	bool		 is_sealed;	/* enabled: to see the sealed list */
	char		 name[MSG_NAME_SIZE];
	struct rd	 verifier;	/* sealed */
	struct rd	 previous;	/* sealed; empty: none */
	bool		 is_locked;
	struct wall	 locked_until;	/* { 0 }: until somebody unlocks */
	struct mono	 locked_until_mono;
	struct msg_account_facts facts;
	uint8_t		 nviews;	/* the others show it as it is */
	struct msg_account_view views[MSG_VIEWS_MAX];
};

void	msg_put_account(struct wr *, const struct msg_account *);
void	msg_get_account(struct rd *, struct msg_account *);

/* The policy of the account domain; all in force, 0 as in store/policy.h. */
struct msg_policy {
	uint32_t	 min_length;
	bool		 complex;
	uint32_t	 threshold;
	int64_t		 window_ms, duration_ms;
};

void	msg_put_policy(struct wr *, const struct msg_policy *);
void	msg_get_policy(struct rd *, struct msg_policy *);

/* Entered; generated and shown; generated and shown to nobody. */
enum msg_secret_task {
	SECRET_TAKE, SECRET_MAKE, SECRET_KEEP,
	SECRET_PUSH	/* entered; of an account of others: no policy is
			   ours, and there is no verifier */
};

#define MSG_OLD_PASSWORDS_MAX	24

struct msg_secret {
	enum msg_secret_task task;
	int64_t		 account;
	char		 name[MSG_NAME_SIZE];
	/* Sealed verifiers that it must not be again. */
	uint8_t		 nold;
	struct rd	 old[MSG_OLD_PASSWORDS_MAX];
};

void	msg_put_secret(struct wr *, const struct msg_secret *);
void	msg_get_secret(struct rd *, struct msg_secret *);

/* Either blobs, or the sentence that says why there are none. */
struct msg_secret_sealed {
	int64_t		 account;
	struct rd	 verifier;
	struct rd	 password;
	char		 why[MSG_SECRET_WHY_SIZE];	/* "": it went well */
};

void	msg_put_secret_sealed(struct wr *, const struct msg_secret_sealed *);
void	msg_get_secret_sealed(struct rd *, struct msg_secret_sealed *);

/* Sealed as the store has them. */
struct msg_secret_proof {
	int64_t		 account;
	struct rd	 verifier;
	struct rd	 password;
};

void	msg_put_secret_proof(struct wr *, const struct msg_secret_proof *);
void	msg_get_secret_proof(struct rd *, struct msg_secret_proof *);

struct msg_secret_proven {
	int64_t		 account;
	bool		 fits;		/* both open, and belong together */
};

void	msg_put_secret_proven(struct wr *, const struct msg_secret_proven *);
void	msg_get_secret_proven(struct rd *, struct msg_secret_proven *);

#endif
