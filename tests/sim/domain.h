/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain - domain controllers that know an account as it was when they last
 * pulled from the PDC, and lock it as Windows NT does.
 *
 *	account unknown here		refused, counts nowhere, the PDC is
 *					not asked
 *	wrong password here		the PDC is asked; if it is wrong there
 *					too, both count, and the PDC's count
 *					locks for the whole domain
 *	right password, disabled	refused, counts nowhere
 *	PDC down			each judges alone
 *
 * Units    seconds of the virtual clock.
 * Source   accounts.md 5 and 6: Q227033, Q297157, Q185952; algorithms.md A1.
 */
#ifndef TESTS_SIM_DOMAIN_H
#define TESTS_SIM_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DCS_MAX			16
#define PDC			0
#define DOMAIN_ACCOUNTS		512	/* ever made in one world */
#define LOCKOUT_THRESHOLD	5
#define LOCKOUT_WINDOW		1800
#define LOCKOUT_DURATION	1800

enum logon { LOGON_OK, LOGON_UNKNOWN, LOGON_WRONG, LOGON_DISABLED,
    LOGON_LOCKED };

/* An account, as one domain controller sees it. */
struct view {
	uint16_t	 secret;
	bool		 exists, enabled;
};

struct bad_count {
	int64_t		 last, locked_until;
	uint32_t	 n;
};

struct domain {
	size_t			 n;
	bool			 up[DCS_MAX];
	struct view		 view[DCS_MAX][DOMAIN_ACCOUNTS];
	struct bad_count	 bad[DCS_MAX][DOMAIN_ACCOUNTS];
	uint64_t		 marker[DOMAIN_ACCOUNTS];	/* who made it */
	bool			 refuses_new;	/* by its policy */
	bool			 refuses_changes;
	uint64_t		 lockouts;
	/* What must never be, if an account is one generation. */
	unsigned		 made_twice, secret_changed;
};

/* Writes go to the PDC.  False: it is down. */
bool	domain_create(struct domain *, size_t account, uint16_t secret,
	    uint64_t marker);
bool	domain_set_secret(struct domain *, size_t account, uint16_t secret);
bool	domain_enable(struct domain *, size_t account, bool);
bool	domain_delete(struct domain *, size_t account);

void	domain_pull(struct domain *, size_t dc);
/* Every domain controller answers, and shows what the PDC shows. */
bool	domain_is_everywhere(const struct domain *, size_t account);
/* The preferred one, or the next that is up; n: none is. */
size_t	domain_choose(const struct domain *, size_t preferred);
enum logon domain_logon(struct domain *, size_t dc, size_t account,
	    uint16_t secret, int64_t now);

#endif
