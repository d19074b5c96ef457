/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_int - the inside of the account domain: see sam.h.
 *
 *	sam.c		questions come, changes wait for each other
 *	sam_view.c	what one server shows
 *	sam_user.c	a user, from the book and its fact
 *	sam_roll.c	who there is
 *	sam_read.c	facts, find, name, list, read
 *	sam_member.c	who is in which group or alias
 *	sam_right.c	rights
 *	sam_change.c	changes wait for each other; see sam_change.h
 *	sam_user_change.c, sam_thing_change.c
 *			what they do to users; to groups and aliases
 *	sam_logon.c	what the keeper has to know
 */
#ifndef SERVER_DIRECTOR_DOMAIN_SAM_INT_H
#define SERVER_DIRECTOR_DOMAIN_SAM_INT_H

#include "base/arena.h"
#include "base/log.h"
#include "server/director/account/accounts.h"
#include "server/director/director.h"
#include "server/director/domain/domain_int.h"
#include "server/director/domain/sam.h"
#include "server/director/domain/sam_fact.h"
#include "server/director/domain/sam_record.h"

#define SAM_MEMBERSHIP	7	/* SE_GROUP_MANDATORY, by default, enabled */
#define SAM_BYTES_MAX	((size_t)256 << 20)	/* of all facts, and of what
						   replicas have not got */
#define SAM_ANSWER_MAX	((size_t)64 << 20)	/* bytes of one answer */

#define SAM_ROLLS	4	/* users, groups, BUILTIN's aliases, aliases */

struct sam_roll {
	uint64_t	 version;	/* of struct sam, when it was made */
	uint32_t	*rids;
	uint32_t	 n, room;
};

struct sam_change;

struct sam {
	struct sam_facts facts;		/* the PDC's */
	uint64_t	 version;	/* of all that is shown; from 1 */
	struct sam_roll	 rolls[DIRECTORY_SERVERS_MAX][SAM_ROLLS];
	TAILQ_HEAD(, sam_change) changes;	/* in the order of coming */
	size_t		 waiting;	/* of them */
	struct sam_change *now;		/* that is under way */
	bool		 running;
	struct log_limit refused;	/* lines about what is not to be */
};

/* What one server shows. */
struct sam_view {
	const struct director	*d;
	const struct replica	*replica;	/* NULL: the PDC */
	size_t			 server;
};

/* A question under way, and its answer. */
struct sam_call {
	struct director			*d;
	struct sam_view			 view;
	const struct rpc_domain_ask	*q;
	struct arena			 mem;	/* of the answer */
	struct rpc_domain_answer	 r;
	struct rpc_account		*rows;	/* that grow */
	uint32_t			 room;
	struct sid			*sids;
	uint32_t			 sid_room;
};

/* A row of the answer, zero; NULL: no memory, which the arena tells. */
struct rpc_account	*sam_row(struct sam_call *);
bool			 sam_add_sid(struct sam_call *, const struct sid *);
/* With all that it points at, in the arena, which tells of no memory. */
struct rpc_domain_ask	 sam_copy(struct arena *,
			    const struct rpc_domain_ask *);

/* --- sam_view.c --- */

struct sam_view	sam_view(const struct director *, size_t server);

/* false: that server does not show it. */
bool	view_get(const struct sam_view *, const char *key, struct rd *value);
/*
 * All whose key, or way back, begins so, in that order; until one is false.
 * What a visitor gets lives until the next change.
 */
typedef bool	view_visit(void *arg, const char *key, struct rd value);
void	view_each(const struct sam_view *, const char *prefix, view_visit *,
	    void *arg);
void	view_each_back(const struct sam_view *, const char *prefix,
	    view_visit *, void *arg);
/* 0: there is none, or it is deleted. */
enum account_state	view_state(const struct sam_view *,
			    const struct account_entry *);

/* --- sam_user.c --- */

/* NULL: that server shows no such user. */
const struct account_entry *sam_user_at(const struct sam_view *, uint32_t rid);
const struct account_entry *sam_user_named(const struct sam_view *,
			    const char *name);
void	sam_user_row(const struct sam_view *, const struct account_entry *,
	    struct rpc_account *);

/* --- sam_roll.c --- */

/* Of the question's domain; no memory: too short, and the arena tells. */
const struct sam_roll	*sam_roll(struct sam_call *, enum sid_use kind);
void	sam_roll_free(struct sam *);

/* --- sam_read.c --- */

enum ntstatus	sam_read_facts(struct sam_call *);
enum ntstatus	sam_read_find(struct sam_call *);
enum ntstatus	sam_read_name(struct sam_call *);
enum ntstatus	sam_read_list(struct sam_call *);
enum ntstatus	sam_read_one(struct sam_call *);
enum ntstatus	sam_missing(enum sid_use kind);
/* Of the question's domain; false: there is none. */
bool		sam_row_of(struct sam_call *, enum sid_use, uint32_t rid,
		    struct rpc_account *);
void		sam_named(struct sam_call *, const char *name,
		    struct rpc_account *);

/* --- sam_member.c, sam_right.c --- */

enum ntstatus	sam_members(struct sam_call *);
uint32_t	sam_count_members(const struct sam_call *);
enum ntstatus	sam_member_of(struct sam_call *);
enum ntstatus	sam_rights(struct sam_call *);
enum ntstatus	sam_holders(struct sam_call *);

#endif
