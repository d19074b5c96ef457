/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host - what the pipes ask of whoever holds them.  One rpc_host serves all
 * pipes: what this server is, its shares, what is open, names and SIDs.  One
 * rpc_holder stands for one pipe: who calls, and proofs of a password.
 *
 * Async    resolve_...(), list() and prove() are answered exactly once, now or
 *          later, by the function named beside them - also when the pipe has
 *          been closed in between: what asked lives until then, and the answer
 *          goes nowhere.
 * Memory   host, holder, facts and caller are borrowed until the pipe is
 *          freed, a share until the next call; what a question points at
 *          lives until it is answered (a proof: until prove() returns); an
 *          answer is copied before its function returns.
 */
#ifndef PROTOCOL_RPC_HOST_H
#define PROTOCOL_RPC_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"
#include "protocol/auth/ntlm_proof.h"
#include "protocol/auth/ntlm_server.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/sid.h"

struct rpc_auth;
struct rpc_call;
struct rpc_domain_ask;
struct rpc_groups;
struct rpc_services;

#define RPC_NAME_SIZE	64		/* UTF-8 and its NUL */

enum rpc_right { RPC_ANYBODY, RPC_USER, RPC_OPERATOR };

struct rpc_caller {
	enum rpc_right	 right;
	struct sid	 sid;
	char		 account[RPC_NAME_SIZE];	/* "": anonymous */
	char		 domain[RPC_NAME_SIZE];
};

/* Texts are never NULL; "" where there is nothing to say. */
struct rpc_facts {
	const char		*server;	/* NetBIOS names */
	const char		*domain;	/* or workgroup */
	const char		*dns_domain;
	const char		*forest;
	const char		*comment;
	const struct sid	*account_sid;	/* our accounts' S-1-5-21-... */
	const struct sid	*domain_sid;	/* NULL: a workgroup */
	struct guid		 domain_guid;
	uint32_t		 server_type;	/* SV_TYPE_... */
	uint8_t			 major;		/* of the Windows we seem */
	uint8_t			 minor;
	bool			 is_controller;	/* of that domain */
	bool			 is_backup;	/* and takes no changes */
};

struct rpc_share {
	const char	*name;
	const char	*comment;
	const char	*path;			/* as clients may know it */
	uint32_t	 type;			/* enum srvs_share_type */
	uint32_t	 uses;
	uint32_t	 flags;			/* as TREE_CONNECT says */
	struct rd	 security;		/* descriptor, may be empty */
};

/*
 * One name or SID of our accounts, as a question and then with its answer,
 * which is SID_USE_UNKNOWN if there is none.  Names come without a domain.
 */
struct rpc_name {
	struct sid	 sid;
	char		 name[RPC_NAME_SIZE];
	const char	*domain;		/* the asker's: leave it */
	enum sid_use	 use;			/* 0: this is asked */
};

/* A value of the registry; keys are ASCII, below HKEY_LOCAL_MACHINE. */
struct rpc_value {
	const char	*key;			/* "SOFTWARE\\Microsoft" */
	const char	*name;
	uint32_t	 type;			/* enum winreg_type */
	struct rd	 data;			/* as it goes on the wire */
};

enum rpc_rows_kind { RPC_SESSIONS, RPC_FILES, RPC_CONNECTIONS };

/* Rows of struct srvs_session, srvs_file or srvs_connection. */
struct rpc_rows {
	uint32_t	 status;		/* a Win32 code */
	uint32_t	 count;
	const void	*rows;
};

struct rpc_host {
	void			*arg;
	const struct rpc_facts	*facts;
	const struct ntlm_names	*names;		/* for logons on the pipe */
	struct ntlm_crypto	*crypto;
	struct rpc_groups	*groups;	/* shared by all pipes */
	size_t			 request_max;	/* bytes of arguments */
	const struct rpc_value	*values;	/* of the registry, all */
	size_t			 value_count;	/* 0: it is not shown */
	const struct rpc_services *services;	/* NULL: none are shown */

	bool	 (*share)(void *arg, size_t index, struct rpc_share *out);

	/* Those whose `use' is 0; rpc_names_done(). */
	void	 (*resolve_sids)(void *arg, struct rpc_call *,
		    struct rpc_name *, size_t);
	void	 (*resolve_names)(void *arg, struct rpc_call *,
		    struct rpc_name *, size_t);
	/* rpc_rows_done() */
	void	 (*list)(void *arg, struct rpc_call *, enum rpc_rows_kind);
	/* rpc_domain_done(): see domain.h.  NULL: accounts are not shown. */
	void	 (*domain)(void *arg, struct rpc_call *,
		    const struct rpc_domain_ask *);
};

/* A logon on the pipe itself, beside that of the SMB session. */
struct rpc_challenge {
	uint64_t	 id;
	uint8_t		 bytes[NTLM_CHALLENGE_SIZE];
	unsigned	 source;	/* the host's own: whoever gave it */
};

struct rpc_proof {
	struct rpc_challenge	 challenge;
	struct ntlm_trio	 trio;
};

struct rpc_verdict {
	bool			 right;
	uint8_t			 key[NTLM_KEY_SIZE];	/* the exported one */
	struct rpc_caller	 caller;
};

struct rpc_holder {
	void			*arg;
	const struct rpc_caller	*caller;
	struct rd		 key;	/* the session's, for secrets; or empty */

	/* A pipe that had nothing to read has something, or has ended. */
	void	 (*readable)(void *arg);
	/* 0, or -EAGAIN when none is at hand. */
	int	 (*challenge)(void *arg, struct rpc_challenge *out);
	/* 0: rpc_proof_judged() will be or was called; -errno: it will not. */
	int	 (*prove)(void *arg, const struct rpc_proof *,
		    struct rpc_auth *);
};

void	rpc_proof_judged(struct rpc_auth *, const struct rpc_verdict *);
void	rpc_names_done(struct rpc_call *);
void	rpc_rows_done(struct rpc_call *, const struct rpc_rows *);

#endif
