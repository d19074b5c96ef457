/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain - what a client asks of one domain controller, over RPC on the named
 * pipes of its IPC$: who is there, who is in which group, who has which right,
 * and changes of these.
 *
 *	domain_open()		one SMB session, signed
 *	domain_find(), domain_user(), domain_join() ...
 *	domain_close()
 *
 * Waiting  each call returns when it is answered or after the time-out; it
 *          has an event loop of its own, so that none of the caller's events
 *          runs meanwhile.
 * Errors   0 or the number that the Windows function of the same purpose
 *          gives and logs (protocol/rpc/win32.h): 1722 nobody answers, 1326,
 *          5, 2221 ...  After 1722, 64 and 1726 only domain_close() helps.
 * Memory   what comes back is copied into what the caller brings.
 * Source   [MS-SAMR], [MS-LSAD], [MS-NRPC], [MS-WKST], [MS-RRP].
 */
#ifndef CONTRIB_SITECLIENT_DOMAIN_H
#define CONTRIB_SITECLIENT_DOMAIN_H

#include <sys/socket.h>

#include "protocol/rpc/domain.h"
#include "protocol/rpc/samr.h"
#include "protocol/rpc/win32.h"
#include "protocol/sid.h"

#define DOMAIN_TEXT_SIZE	1024
#define DOMAIN_LABEL_SIZE	64	/* of a computer, domain or account */

struct domain;

struct domain_how {
	const char		*server;	/* its name */
	struct sockaddr_storage	 to;
	const char		*user, *domain, *password, *workstation;
	uint32_t		 timeout_ms;	/* of each step */
};

uint32_t	domain_open(const struct domain_how *, struct domain **out);
void		domain_close(struct domain **);

struct domain_facts {
	char		 name[DOMAIN_LABEL_SIZE];
	struct sid	 sid;
	char		 primary[DOMAIN_LABEL_SIZE];	/* the PDC, as told */
	bool		 is_primary;			/* this very server */
};
uint32_t	domain_facts(struct domain *, struct domain_facts *);

/* --- users, groups, aliases; by name: 2221, 2220, 1376 --- */

uint32_t	domain_find(struct domain *, enum rpc_domain_which,
		    enum sid_use, const char *name, uint32_t *rid_out);
/* Of the domain: 2224, 2223, 1379 it is there. */
uint32_t	domain_create(struct domain *, enum sid_use, const char *name,
		    uint32_t *rid_out);
uint32_t	domain_delete(struct domain *, enum sid_use, uint32_t rid);

struct domain_user {
	uint32_t	 flags;		/* enum rpc_account_flag */
	uint32_t	 primary_group;
	uint16_t	 bad_passwords;
	int64_t		 password_set;	/* NT time */
	int64_t		 expires;
	char		 name[DOMAIN_LABEL_SIZE];
	char		 full_name[DOMAIN_TEXT_SIZE];
	char		 comment[DOMAIN_TEXT_SIZE];
};
uint32_t	domain_user(struct domain *, uint32_t rid,
		    struct domain_user *);
/* `level' of it, and what that level has. */
uint32_t	domain_set_user(struct domain *, uint32_t rid,
		    const struct samr_user *);
uint32_t	domain_set_comment(struct domain *, uint32_t rid,
		    const char *);
uint32_t	domain_set_flags(struct domain *, uint32_t rid, uint32_t);
/* Sealed with the session's key: 2245, 1327 say what stands against it. */
uint32_t	domain_set_password(struct domain *, uint32_t rid,
		    const char *);

/* --- who is in what: 2236, 2237, 1378, 1377 --- */

struct domain_rids {
	uint32_t	 n;
	uint32_t	 v[256];	/* the first of them */
};
uint32_t	domain_join(struct domain *, uint32_t group, uint32_t user);
uint32_t	domain_part(struct domain *, uint32_t group, uint32_t user);
uint32_t	domain_groups_of(struct domain *, uint32_t user,
		    struct domain_rids *);
uint32_t	domain_join_alias(struct domain *, enum rpc_domain_which,
		    uint32_t alias, const struct sid *);
uint32_t	domain_part_alias(struct domain *, enum rpc_domain_which,
		    uint32_t alias, const struct sid *);
/* Those that have one of the SIDs for a member. */
uint32_t	domain_aliases_of(struct domain *, enum rpc_domain_which,
		    const struct sid *, uint32_t n, struct domain_rids *);
bool		domain_has_rid(const struct domain_rids *, uint32_t rid);

/* --- user rights --- */

/* Which of the names it does not have: a bit each, the first is 1. */
uint32_t	domain_lacks(struct domain *, const struct sid *,
		    const char *const *names, uint32_t n, uint32_t *bits_out);
uint32_t	domain_grant(struct domain *, const struct sid *,
		    const char *const *names, uint32_t n);
uint32_t	domain_revoke(struct domain *, const struct sid *,
		    const char *const *names, uint32_t n);

/* --- where and what: NetGetDCName, NetGetAnyDCName, NetWkstaGetInfo --- */

/* `domain' NULL: this server's own.  Without "\\\\". */
uint32_t	domain_pdc(struct domain *, const char *domain,
		    char out[static DOMAIN_LABEL_SIZE]);
uint32_t	domain_any_dc(struct domain *, const char *domain,
		    char out[static DOMAIN_LABEL_SIZE]);
struct domain_station {
	char	 computer[DOMAIN_LABEL_SIZE];
	char	 domain[DOMAIN_LABEL_SIZE];
};
uint32_t	domain_station(struct domain *, struct domain_station *);
/* A REG_DWORD below HKEY_LOCAL_MACHINE; 2: it is not there. */
uint32_t	domain_value(struct domain *, const char *key,
		    const char *name, uint32_t *out);

#endif
