/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - the account that all controllers of a domain share,
 * SMSCliToknAcct&: before the client service of a controller starts what it
 * starts, the account is looked at there and, if need be, set right.
 *
 *	LOOK	right on my own controller: READY, nothing is written
 *		right on the PDC: WAIT for it
 *	CLAIM	neither: after a while by chance, another look at the PDC; an
 *		account without a password yet is left to its maker once
 *	MEND	what lacks is written on the PDC, each part once, the stamp last
 *	WAIT	until my own controller shows it all, with E >= mine
 *	END	READY; LATE: usable here, but the time is over; FAILED
 *
 * Right    there and enabled, in SMSInternalCliGrp and in Administrators, with
 *          its user rights, and with a stamp in the comment (epoch.h) that is
 *          not older than any seen.  Another comment counts as no stamp.
 * Writers  there may be as many as there are controllers.  Each part is a
 *          request that changes nothing if somebody else was faster (2236,
 *          1378, 2224 ...); the stamp takes the place of a smaller one only,
 *          which our PDC sees to (1306).  NT's PDC does not compare: there
 *          CLAIM and a last look before the stamp make a second writer rare,
 *          and its equal E harmless to all that wait.
 * Errors   what can replicate yet, or may answer later, is waited for until
 *          the time is over; policy (1327, 2245 ...), 5 and what refuses this
 *          identity end it at once.  An account that has a stamp and is
 *          disabled was disabled by somebody who meant it: 1331.
 * Lockout  1326 may be an account that is not here yet, or a password that is
 *          wrong: it is tried again after one pause, ten, and then each
 *          hundred, which at 10 s is four times in half an hour.
 * sp3      as SP3 did it: every start writes all of it and a comment of its
 *          own, and waits for just that comment, for ever unless told.
 *
 * Time     mono: the machine's clock may step.  Nothing blocks in here but
 *          the questions themselves.
 * Source   accounts.md 3.5, 9 R12, R15: Q278345; algorithms A8, A9.
 */
#ifndef CONTRIB_SITECLIENT_TOKEN_H
#define CONTRIB_SITECLIENT_TOKEN_H

#include "base/clock.h"
#include "contrib/siteclient/domain.h"
#include "contrib/siteclient/log.h"
#include "protocol/sms/epoch.h"

#define TOKEN_NAME	"SMSCliToknAcct&"
#define TOKEN_GROUP	"SMSInternalCliGrp"

/* What may lack, in the order in which it is written. */
enum token_part {
	TOKEN_USER	= 0x01,		/* there */
	TOKEN_PASSWORD	= 0x02,		/* one that nobody knows; enabled */
	TOKEN_GROUPED	= 0x04,		/* the group is there */
	TOKEN_MEMBER	= 0x08,		/* of it */
	TOKEN_ADMIN	= 0x10,		/* in BUILTIN\Administrators */
	TOKEN_RIGHTS	= 0x20,
	TOKEN_ALL	= 0x3f
};

struct token_view {			/* as one controller shows it */
	uint32_t	 lacks;		/* enum token_part */
	char		 comment[DOMAIN_TEXT_SIZE];
};

/* How controllers are asked; each answers with 0 or a Win32 number. */
struct token_domain {
	uint32_t	(*primary)(void *arg, const char *server,
			    char out[static DOMAIN_LABEL_SIZE]);
	uint32_t	(*look)(void *arg, const char *server,
			    struct token_view *);
	uint32_t	(*mend)(void *arg, const char *server,
			    enum token_part);
	uint32_t	(*stamp)(void *arg, const char *server,
			    const char *comment);
	/* How long changes may take to replicate, as the PDC says. */
	uint32_t	(*patience)(void *arg, const char *server,
			    int64_t *ms_out);
	void		(*rest)(void *arg);	/* until the next step */
	void		*arg;
};

struct token_how {
	const char		*dc;		/* my own controller */
	const char		*site;		/* code */
	int64_t			 wait_ms;	/* 0: as the PDC says */
	int64_t			 poll_ms;
	int64_t			 splay_ms;	/* of CLAIM, at most */
	bool			 sp3;
	const struct agent_logs	*logs;
};

enum token_end { TOKEN_GOES_ON, TOKEN_READY, TOKEN_LATE, TOKEN_FAILED };

enum token_state { TOKEN_LOOK, TOKEN_CLAIM, TOKEN_WAIT };

struct token {
	struct token_how	 how;
	struct token_domain	 domain;
	enum token_state	 state;
	struct mono		 since;
	int64_t			 wait_ms;
	char			 pdc[DOMAIN_LABEL_SIZE];
	uint32_t		 known;		/* the largest E that was seen */
	uint32_t		 mine;		/* E that is waited for */
	char			 comment[DOMAIN_TEXT_SIZE];	/* sp3's */
	uint32_t		 seen_lacking;	/* on my own, last */
	bool			 saw_half_made;	/* no password yet */
	uint32_t		 writes;	/* requests that changed something */
	uint32_t		 error;		/* the last one */
	const char		*part;		/* at which that was */
	unsigned		 refused;	/* logons in a row: 1326 */
};

/* `known': the largest E of former starts. */
void		token_begin(struct token *, const struct token_how *,
		    const struct token_domain *, uint32_t known);
/* One step; GOES_ON: the next is due after *ms_out. */
enum token_end	token_step(struct token *, struct mono now, int64_t *ms_out);
/* What kept it from being READY, for a status message. */
void		token_why(const struct token *, char *, size_t);

#endif
