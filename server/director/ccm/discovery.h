/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * discovery - whether a machine that was found shall get a client: seven rules,
 * all of which must say yes.  Pure; what a rule asks of the database, the
 * caller has asked.
 *
 * Source   ccm.md 3.1: Q229769, Q207729, Q311257.
 */
#ifndef SERVER_DIRECTOR_CCM_DISCOVERY_H
#define SERVER_DIRECTOR_CCM_DISCOVERY_H

#include "protocol/sms/ddr.h"
#include "server/director/ccm/site_rules.h"

enum discovery_rule {
	DISCOVERY_SYSTEM,	/* architecture "System" */
	DISCOVERY_NO_CLIENT,	/* not a client already */
	DISCOVERY_ASSIGNED,	/* a subnet inside of the boundaries */
	DISCOVERY_NT,		/* 2000 and XP count as NT */
	DISCOVERY_CLASS,	/* switched on for such machines */
	DISCOVERY_NAME,		/* it can be reached by a name */
	DISCOVERY_NOT_EXCLUDED,
	DISCOVERY_RULES
};

/* The rules that say no, a bit each; 0: a request is made. */
unsigned	 discovery_judge(const struct ddr *, const struct site_rules *);
/* The first of them, as the end of "no request: ...". */
const char	*discovery_no(unsigned rules);
const char	*discovery_rule_text(enum discovery_rule);
enum request_class discovery_class(const char *os);	/* NULL: unknown */

#endif
