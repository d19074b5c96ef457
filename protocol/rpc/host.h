/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host - what the pipes ask of whoever holds them: who calls, what this server
 * is, its shares, its open sessions, names and SIDs, and proofs of a password.
 *
 * Async    resolve() and list() and check() are answered exactly once, now or
 *          later, by the function named beside them - also when the pipe has
 *          been closed in between: the call that asked lives until then, and
 *          the answer goes nowhere.
 * Memory   facts, caller and shares are borrowed until the pipe is freed or
 *          (shares) until the next call; what a question points at lives
 *          until it is answered; an answer is copied before its function
 *          returns.
 */
#ifndef PROTOCOL_RPC_HOST_H
#define PROTOCOL_RPC_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/sid.h"

struct rpc_auth;
struct rpc_call;
struct rpc_groups;

#define RPC_NAME_SIZE	64		/* UTF-8 and its NUL */
#define RPC_KEY_SIZE	16		/* NTLM session key */
#define RPC_CHALLENGE_SIZE 8

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
	const struct sid	*account_sid;	/* S-1-5-21-... of our accounts */
	const struct sid	*domain_sid;	/* NULL: domain is a workgroup */
	struct guid		 domain_guid;
	uint32_t		 server_type;	/* SV_TYPE_... */
	uint8_t			 major;		/* of the Windows we stand for */
	uint8_t			 minor;
	bool			 is_controller;	/* of that domain */
};

struct rpc_share {
	const char	*name;
	const char	*comment;
	const char	*path;			/* as clients may know it */
	uint32_t	 type;			/* enum srvs_share_type */
	uint32_t	 uses;
	uint32_t	 flags;			/* caching, as TREE_CONNECT says */
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

enum rpc_rows_kind { RPC_SESSIONS, RPC_FILES, RPC_CONNECTIONS };

/* Rows of struct srvs_session, srvs_file or srvs_connection. */
struct rpc_rows {
	uint32_t	 status;		/* a Win32 code */
	uint32_t	 count;
	const void	*rows;
};

struct rpc_host {
	void				*arg;
	const struct rpc_facts		*facts;
	const struct rpc_caller		*caller;
	struct rpc_groups		*groups;	/* shared by all pipes */
	size_t				 request_max;	/* bytes of arguments */

	/* A pipe that had nothing to read has something, or has ended. */
	void	 (*readable)(void *arg);

	bool	 (*share)(void *arg, size_t index, struct rpc_share *out);

	/* Those whose `use' is 0; rpc_names_done(). */
	void	 (*resolve_sids)(void *arg, struct rpc_call *,
		    struct rpc_name *, size_t);
	void	 (*resolve_names)(void *arg, struct rpc_call *,
		    struct rpc_name *, size_t);
	/* rpc_rows_done() */
	void	 (*list)(void *arg, struct rpc_call *, enum rpc_rows_kind);
};

void	rpc_names_done(struct rpc_call *);
void	rpc_rows_done(struct rpc_call *, const struct rpc_rows *);

#endif
