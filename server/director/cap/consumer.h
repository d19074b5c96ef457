/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * consumer - who digests the files of an inbox: one row each in consumer.c, by
 * box and kind of file, and a file with its function.  What has no consumer is
 * kept.
 *
 * A consumer is shown the whole content of one file and adds its effect to
 * the batch; the batch also marks the file as consumed, so that both are
 * committed or neither.  It decides by what it returns:
 *
 *	DIGEST_DONE	the effect is in the batch
 *	DIGEST_BAD	the file is malformed: it is put aside, `result' says why
 *	DIGEST_LATER	not now (from the future, still growing): asked again
 *	DIGEST_DROP	nothing in it: it is thrown away, `result' says why
 *
 * Files that may be large are prepared first, by a thread: from bytes to what
 * the consumer needs of them.  The loop is not held for longer by the largest.
 *
 * What only the store can tell (is the client known, is this newer than what
 * is there) is told by a change of the batch when it runs: the consumer returns
 * DIGEST_DONE, and `outcome' is that change's, which then has the last word.
 *
 * Source   cap.md 8: 2 to 6, 38.
 */
#ifndef SERVER_DIRECTOR_CAP_CONSUMER_H
#define SERVER_DIRECTOR_CAP_CONSUMER_H

#include "protocol/role/landing_msg.h"
#include "server/director/client/enrolled.h"
#include "server/director/director.h"
#include "store/client.h"
#include "store/inbox.h"

enum digest {
	DIGEST_DONE, DIGEST_BAD, DIGEST_LATER, DIGEST_DROP,
	DIGEST_KEEP		/* of a box that nobody digests */
};

#define RESULT_SIZE	400

struct prepared;

/* One landed file; of a signed one what was in its envelope. */
struct drop {
	const struct msg_landed	*landing;
	const uint8_t		*data;
	size_t			 len;
	struct prepared		*prepared;	/* NULL: not of its kind, or no
						   memory */
	const struct enrolled	*signer;	/* NULL: it is not signed */
	uint64_t		 sequence;	/* the signer's */
	struct wall		 now;
	char			 result[RESULT_SIZE];	/* for row, log, list */
	const struct inbox_outcome *outcome;	/* NULL: the verdict stands */
	const struct client_merge *merge;	/* of a client that counts as
						   one that its address brings */
	const bool		*asked;		/* a request was made that does */
};

typedef enum digest	consume(struct director *, struct drop *,
			    struct batch *);

/* In a thread; NULL: no memory.  It borrows nothing of the bytes. */
typedef struct prepared	*prepare(const void *, size_t, struct wall now);

/* By the file's extension; NULL: nobody, it is kept. */
consume		*consumer_of(enum box, const char *name);
bool		 consumer_any(enum box);	/* of any kind in it */

/* In its envelope or not; NULL: nothing has to be prepared, or no memory. */
struct prepared	*consumer_prepare(enum box, const char *name, const void *,
		    size_t);
void		 prepared_free(struct prepared **);

prepare		 prepare_nhm, prepare_raw, prepare_sinv;
consume		 consume_ddr, consume_ccr, consume_enrol, consume_nhm, consume_raw,
		 consume_sinv, consume_status;

/*
 * For consumers of files that speak of a client.  Of its files, a signed one
 * may speak for its signer only: false, and `result' says so; it is bad.
 */
bool	drop_speaks_for(struct drop *, const struct guid *client);
/* It reached us with the account of that session: class A, or A+ if signed.
   One that is enrolled should have signed: a finding.  The manifest that the
   session had read is the client's; it is one that the batch has seen. */
void	drop_evidence(struct director *, const struct drop *,
	    const struct guid *client, struct batch *);

/* --- the lane's --- */

/* Out of its envelope, if it has one: DONE, or BAD and why. */
enum digest	drop_unwrap(struct director *, struct drop *);
/* Its number is spent, unless the file is asked for again. */
void		drop_spend(struct director *, const struct drop *,
		    enum digest, struct batch *);

#endif
