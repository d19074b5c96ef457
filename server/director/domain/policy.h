/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy - what the account domain asks of passwords, and when wrong ones lock
 * an account: kept in the store, set by operators; ages and lockout are those
 * of sited.conf until they are set.
 *
 * Who judges what: the keeper an entered password (length, kinds, history),
 * and wrong tries; the director what it can know without one, that is the age
 * of a password and one that is made, which has SMS's 14 characters of all
 * kinds.  Accounts of the rotation do not expire: they go when no client needs
 * them, and are replaced in time for max_age_ms (algorithms.md A1).
 *
 * Errors   EKEYREJECTED the policy refuses, with the Win32 number in the
 *          sentence; EINVAL the policy contradicts itself; EBUSY the rotation
 *          could not go on with it; EALREADY it is so.
 * Source   NT 4, Account Policy; accounts.md R12; Q318396, Q221218.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_POLICY_H
#define SERVER_DIRECTOR_DOMAIN_POLICY_H

#include "base/clock.h"
#include "base/err.h"
#include "store/audit.h"
#include "store/policy.h"

#define POLICY_MADE_LENGTH	14	/* of a password that sited makes */

struct director;
struct policy;

int	policy_new(struct director *, struct err *);	/* blocks */
void	policy_free(struct director *);
/* Before it is told of accounts, and after a change. */
void	policy_tell_keeper(struct director *);

/* In force: nothing in it is POLICY_AS_CONFIGURED. */
struct policy_row	 policy_in_force(const struct director *);
/* As it was set. */
const struct policy_row	*policy_as_set(const struct director *);

/* May an account be made with a password of ours? */
int	policy_judge_made(const struct policy_row *in_force, struct err *);
/* May a password that was set then be changed? */
int	policy_judge_change(const struct director *, struct wall since,
	    struct err *);

struct policy_wish {
	struct policy_row		 as;
	bool				 force;	/* the rotation freezes */
	const struct audit_row		*audit;	/* done is called before it
						   goes */
};

typedef void	policy_changed(void *arg, const struct err *failed);

int	policy_may_set(struct director *, const struct policy_wish *,
	    struct err *);
int	policy_set(struct director *, const struct policy_wish *,
	    policy_changed *, void *arg, struct err *);

#endif
