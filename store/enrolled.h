/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enrolled - clients that are known by keys of their own, and the tokens with
 * which they become so (product.md 4).  Of a token the store has no secret: a
 * public key that checks one signature.
 *
 * Errors   store_token_use(): ENOENT, no such token; EALREADY, it was used.
 *          store_enrolled_forget(): ENOENT.
 *          The others on a client that is not enrolled: ENOENT.
 */
#ifndef STORE_ENROLLED_H
#define STORE_ENROLLED_H

#include "base/window.h"
#include "store/inbox.h"

#define ENROLLED_KEY_SIZE	32
#define TOKEN_ID_SIZE		8

struct enrolled_row {
	struct guid		 guid;
	const char		*name;
	uint8_t			 agreement[ENROLLED_KEY_SIZE];	/* X25519 */
	uint8_t			 signing[ENROLLED_KEY_SIZE];	/* Ed25519 */
	struct store_blob	 kek;		/* sealed; empty: not made yet */
	struct sequence_window	 window;
	struct wall		 since;
	unsigned		 cohort;	/* whose accounts it gets */
};

/* New, or with new keys: sequence numbers begin again, the kek goes. */
void	store_enrolled_put(struct batch *, const struct enrolled_row *);
/* Reads guid, agreement and kek: of another agreement it is dropped. */
void	store_enrolled_kek(struct batch *, const struct enrolled_row *);
/* Where it goes when its cohort is no more. */
void	store_enrolled_cohort(struct batch *, const struct guid *,
	    unsigned cohort);
/* It is seen, unless the file's outcome (or NULL) is to be asked later. */
void	store_enrolled_sequence(struct batch *, const struct guid *,
	    uint64_t sequence, const struct inbox_outcome *);
void	store_enrolled_forget(struct batch *, const struct guid *);

struct enrolled_list {
	const struct enrolled_row	*rows;
	size_t				 n;
	bool				 more;
};

typedef void	enrolled_done(void *arg, const struct err *,
		    const struct enrolled_list *);

/* In the order of GUIDs; `after' NULL: from the first. */
int	store_enrolled(struct store *, const struct guid *after,
	    enrolled_done *, void *arg);

/* --- tokens --- */

struct token_row {
	uint8_t			 id[TOKEN_ID_SIZE];
	const char		*name;		/* of the client, upper case */
	struct guid		 client;	/* zeroes: any */
	uint8_t			 public_key[ENROLLED_KEY_SIZE];
	struct wall		 created, expires;
	struct wall		 used;		/* { 0 }: not yet */
};

void	store_token_add(struct batch *, const struct token_row *);
void	store_token_use(struct batch *, const uint8_t id[static TOKEN_ID_SIZE],
	    struct wall at);
void	store_token_prune(struct batch *, struct wall expired_before);

struct token_list {
	const struct token_row	*rows;
	size_t			 n;
	bool			 more;
};

typedef void	token_done(void *arg, const struct err *,
		    const struct token_list *);

/* In the order of ids; `after' NULL: from the first. */
int	store_tokens(struct store *, const uint8_t *after, token_done *,
	    void *arg);

#endif
