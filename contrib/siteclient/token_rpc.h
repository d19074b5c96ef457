/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_rpc - the token account as controllers show it and take changes of it
 * over RPC: the other side of token.h.
 *
 * The account's password is made here, once, and forgotten: nobody logs on
 * with it.  14 signs of all four classes, as accounts.md 7 tells (Q282289).
 */
#ifndef CONTRIB_SITECLIENT_TOKEN_RPC_H
#define CONTRIB_SITECLIENT_TOKEN_RPC_H

#include "contrib/siteclient/config.h"
#include "contrib/siteclient/token.h"

#define TOKEN_SERVERS	2		/* sessions of one step */
#define TOKEN_PASSWORD_SIZE	15

struct token_session {
	char		 server[DOMAIN_LABEL_SIZE];
	struct domain	*domain;
};

struct token_rpc {
	const struct config	*config;	/* host */
	const char		*workstation;
	char			 user[DOMAIN_LABEL_SIZE];
	char			 domain[DOMAIN_LABEL_SIZE];
	char			 password[DOMAIN_TEXT_SIZE];
	struct token_session	 session[TOKEN_SERVERS];
};

/*
 * Who the client service is: options dc_account (DOMAIN\NAME) and dc_password,
 * a file that nobody else may read.  0 or -errno with a sentence.
 */
int	token_rpc_init(struct token_rpc *, const struct config *,
	    const char *workstation, struct err *);
void	token_rpc_wipe(struct token_rpc *);
struct token_domain	token_rpc_domain(struct token_rpc *);

void	token_password(char out[static TOKEN_PASSWORD_SIZE]);

#endif
