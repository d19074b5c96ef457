/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proofs - the last logons of one client, and what they prove: pure, the
 * store keeps the result (uptake.h).
 *
 * A proof is a session with an account in which the client named itself, so
 * that files of one session prove once.  Accounts are told apart by their RID,
 * which rises with each new one: a greater one is a newer generation.
 *
 * Of a client that is enrolled only what it signed (A+) proves; what was not
 * signed can but lower what is proven.
 *
 * Clocks   a logon with an older generation counts as the latest, unless it is
 *          more than a day older: whichever way the clock was set, it is never
 *          outweighed by what was told before it.
 * Source   product.md 4, algorithms.md A1, A3.
 */
#ifndef STORE_PROOFS_H
#define STORE_PROOFS_H

#include "base/wire.h"
#include "store/client.h"

#define PROOFS_KEPT		4
#define PROOFS_IN_A_ROW		2	/* k of A1 */
#define PROOFS_BYTES_MAX	(PROOFS_KEPT * 21)

struct proof {
	uint32_t		 rid;
	enum evidence_class	 class;		/* A or A+ */
	struct wall		 at;
	uint64_t		 session;
};

struct proofs {
	struct proof	 p[PROOFS_KEPT];	/* latest first */
	size_t		 n;
};

/* RID of the last proof, and of the one before; 0: there is none. */
struct proven {
	uint32_t	 newest, earlier;
	struct wall	 since;		/* both are not older than that */
};

struct proven	proofs_judge(const struct proofs *, bool enrolled);
/* False: it changes nothing. */
bool		proofs_take(struct proofs *, const struct proof *,
		    bool enrolled);

void		proofs_put(struct wr *, const struct proofs *);
/* What cannot be read proves nothing. */
void		proofs_get(struct rd, struct proofs *);

#endif
