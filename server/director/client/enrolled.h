/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enrolled - the clients that have keys of their own, as the store knows them,
 * in memory; how others become so: token.h.
 *
 * Lane     the lane of the inboxes changes them in one batch at a time: what
 *          it has put there is seen at once, and either enrolments_commit()
 *          or enrolments_undo() says what became of the batch.
 * Memory   an entry is good until the next call that may forget it.
 */
#ifndef SERVER_DIRECTOR_CLIENT_ENROLLED_H
#define SERVER_DIRECTOR_CLIENT_ENROLLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/window.h"
#include "protocol/sms/enrol.h"
#include "store/enrolled.h"
#include "store/seal.h"

#define ENROLLED_KEK_SIZE	(CIPHER_KEY_SIZE + SEAL_OVERHEAD)

struct director;

/* A client, as it stands. */
struct enrolled {
	struct guid		 guid;
	char			 name[NETBIOS_NAME_SIZE];
	uint8_t			 agreement[CIPHER_KEY_SIZE];	/* X25519 */
	uint8_t			 signing[SIGN_KEY_SIZE];	/* Ed25519 */
	bool			 has_kek;
	uint8_t			 kek[ENROLLED_KEK_SIZE];	/* sealed */
	struct sequence_window	 window;
	struct wall		 since;
	unsigned		 cohort;	/* whose accounts it gets */
};

/* Reads all from the store, tokens too; blocks, at start only. */
int	enrolments_new(struct director *, struct err *);
void	enrolments_free(struct director *);

const struct enrolled	*enrolled_find(const struct director *,
			    const struct guid *);
/* The first behind that GUID in their order; NULL: from the first. */
const struct enrolled	*enrolled_next(const struct director *,
			    const struct guid *after);
size_t			 enrolled_count(const struct director *);

/* Each is in a cohort that there is; again when there are others. */
void	enrolments_settle(struct director *);

/* --- in the lane's batch --- */

void	enrolled_put(struct director *, const struct enrol_reply *,
	    struct batch *);		/* spends its token */
void	enrolled_spend(struct director *, const struct guid *,
	    uint64_t sequence);
void	enrolments_commit(struct director *);
/* The file of that number will be asked again. */
void	enrolled_give_back(struct director *, const struct guid *,
	    uint64_t sequence);
void	enrolments_undo(struct director *);

/* --- what others have committed --- */

void	enrolled_forgotten(struct director *, const struct guid *);
/* `e' as it was when the key was asked for. */
void	enrolled_has_kek(struct director *, const struct enrolled *e,
	    const uint8_t kek[static ENROLLED_KEK_SIZE]);

#endif
