/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evidence - what the Client Access Point knows of its clients, and nothing
 * else: who logged on as which generation and named itself in a file (class
 * A), logons that no file followed, right passwords of disabled accounts.
 * It comes in batches; a crash loses the batch that was not committed.
 *
 * A logon without a file is known by its address only, which many clients
 * may share.  It is explained by a file that comes later from there with the
 * same generation, or, if one came up to 8 days before, by a client there that
 * has proved newer ones since.
 *
 * Units    seconds of the virtual clock.
 * Source   algorithms.md A1, A3; product.md 4.
 */
#ifndef TESTS_SIM_EVIDENCE_H
#define TESTS_SIM_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

#include "tests/sim/domain.h"

#define EVIDENCE_PROOFS		2	/* k: logons in a row */
#define EVIDENCE_BATCH		4096

enum evidence_kind { EVIDENCE_LOGON, EVIDENCE_STRAY, EVIDENCE_KNOCK };

struct evidence_item {
	int64_t			 at;
	uint32_t		 id;		/* not of a stray: nobody knows */
	uint32_t		 address;
	uint16_t		 generation;
	enum evidence_kind	 kind;
};

/* The last EVIDENCE_PROOFS logons of an identity. */
struct proofs {
	int64_t			 seen;		/* the latest; 0: never */
	int64_t			 since;		/* the earliest of them */
	uint16_t		 generation[EVIDENCE_PROOFS];	/* 0: none */
};

struct stray {
	int64_t			 at;
	uint32_t		 address;
	uint32_t		 next;		/* of that address */
	uint16_t		 generation;
	bool			 is_tied;	/* to whom was there before */
	bool			 is_open;
};

#define EVIDENCE_FILES		8	/* generations in use at an address */

/* An address: files from there, and strays that are open. */
struct place {
	int64_t			 file_at[EVIDENCE_FILES];
	uint16_t		 file_of[EVIDENCE_FILES];
	uint32_t		 first;		/* stray; NO_STRAY */
};

#define NO_STRAY		UINT32_MAX

struct evidence {
	size_t			 n;		/* identities */
	struct proofs		*proofs;
	struct place		*place;		/* by address */
	struct stray		*stray;		/* newest last */
	size_t			 nstray, max_stray;
	int64_t			 knock[DOMAIN_ACCOUNTS];	/* last one */
	struct evidence_item	 batch[EVIDENCE_BATCH];
	size_t			 nbatch;
	uint64_t		 lost;
};

struct needed {
	uint32_t		 laggards;	/* to be retired in its turn */
	uint32_t		 users;		/* to be closed at once */
	uint32_t		 strays;
};

int	evidence_new(struct evidence *, size_t ids);
void	evidence_free(struct evidence *);
void	evidence_add(struct evidence *, const struct evidence_item *);
void	evidence_commit(struct evidence *);
void	evidence_lose(struct evidence *);
/* For each generation: who was seen since, and has not proved to be past it
   with newer ones that are enabled still; logons that nothing explains. */
void	evidence_count(const struct evidence *,
	    const struct view[DOMAIN_ACCOUNTS], int64_t since,
	    struct needed[DOMAIN_ACCOUNTS]);
bool	evidence_has_stray(const struct evidence *, uint32_t address,
	    uint16_t generation, int64_t since);
/* As `users': none of its last two logons was with another one that is
   enabled still. */
bool	evidence_uses(const struct proofs *, const struct view[DOMAIN_ACCOUNTS],
	    uint32_t generation);

#endif
