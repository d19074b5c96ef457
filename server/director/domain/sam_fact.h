/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sam_fact - the facts of the account domain in memory, as the PDC has them:
 * found by key, and by a second key that leads back.
 *
 *	key			value			found back by
 *	u:RID			a user's fields		p:GROUP:RID, its primary
 *	g:RID			a global group's	n:NAME, folded
 *	a:RID			an alias's		n:NAME
 *	m:GROUP:RID		-			u:RID:GROUP
 *	s:ALIAS:SID		-			s:SID:ALIAS
 *	r:SID			names of rights		-
 *
 * RIDs are 8 hex digits, so that keys stand in their order.  An alias whose
 * RID is below 1000 is BUILTIN's.
 * Pure. Memory   the set owns its facts.
 */
#ifndef SERVER_DIRECTOR_DOMAIN_SAM_FACT_H
#define SERVER_DIRECTOR_DOMAIN_SAM_FACT_H

#include <sys/cdefs.h>
#include <sys/tree.h>

#include "base/wire.h"
#include "protocol/rpc/domain.h"
#include "protocol/sid.h"

#define FACT_KEY_SIZE	1152	/* "n:" and a name of 256 units, folded */
#define FACT_FIRST_RID	1000

enum fact_kind {
	FACT_USER = 'u', FACT_GROUP = 'g', FACT_ALIAS = 'a',
	FACT_MEMBER = 'm', FACT_SIDE = 's', FACT_RIGHTS = 'r'
};

struct fact {
	RB_ENTRY(fact)	 by_key;
	RB_ENTRY(fact)	 by_back;	/* if it has one */
	char		*key;
	char		*back;		/* NULL: none */
	uint8_t		*value;
	size_t		 len;
};

RB_HEAD(facts_by_key, fact);
RB_HEAD(facts_by_back, fact);

struct sam_facts {
	struct facts_by_key	 keys;
	struct facts_by_back	 backs;
	size_t			 bytes;		/* of memory, about */
};

RB_PROTOTYPE(facts_by_key, fact, by_key, fact_compare_keys)
RB_PROTOTYPE(facts_by_back, fact, by_back, fact_compare_backs)

/* 0 or -ENOMEM; the one before it goes. */
int		 sam_facts_put(struct sam_facts *, const char *key, struct rd value);
void		 sam_facts_remove(struct sam_facts *, const char *key);
void		 sam_facts_clear(struct sam_facts *);
const struct fact *sam_facts_get(const struct sam_facts *, const char *key);

/* Keys. */
struct fact_key {
	char	 s[FACT_KEY_SIZE];
};

const char	*fact_key(struct fact_key *, enum fact_kind, uint32_t rid);
const char	*fact_key_member(struct fact_key *, uint32_t group,
		    uint32_t user);
const char	*fact_key_side(struct fact_key *, uint32_t alias,
		    const struct sid *);
/* What those of one group, or alias, begin with. */
const char	*fact_prefix_members(struct fact_key *, uint32_t group);
const char	*fact_prefix_sides(struct fact_key *, uint32_t alias);
const char	*fact_key_rights(struct fact_key *, const struct sid *);
/* What it is found back by, of a value; NULL: by nothing. */
const char	*fact_back(struct fact_key *, const char *key, struct rd);
const char	*fact_back_name(struct fact_key *, const char *name);
#define FACT_BACK_PRIMARIES	"p:"		/* of any group */
const char	*fact_back_primary(struct fact_key *, uint32_t group);
const char	*fact_back_user(struct fact_key *, uint32_t user);
const char	*fact_back_sid(struct fact_key *, const struct sid *);

/* Parts of a key that was made here. */
uint32_t	 fact_rid(const char *key);	/* the first of it */
uint32_t	 fact_user(const char *key);	/* m: the second */
bool		 fact_sid(const char *key, struct sid *);	/* s: and r: */

#endif
