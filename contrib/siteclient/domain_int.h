/* SPDX-License-Identifier: GPL-3.0-or-later */
/* domain_int - what the files of domain_*.c share. */
#ifndef CONTRIB_SITECLIENT_DOMAIN_INT_H
#define CONTRIB_SITECLIENT_DOMAIN_INT_H

#include "client/pipe.h"
#include "contrib/siteclient/domain.h"

#define DOMAIN_MAXIMUM	0x02000000U	/* whatever access I may have */

enum domain_pipe {
	PIPE_SAMR, PIPE_LSARPC, PIPE_NETLOGON, PIPE_WKSSVC, PIPE_WINREG,
	PIPE_COUNT
};

struct domain {
	struct event_base	*base;
	struct client		*client;
	struct client_conn	*conn;
	struct ntlm_identity	 who;
	struct client_how	 how;
	uint32_t		 tree;
	char			 server[DOMAIN_LABEL_SIZE + 2];	/* "\\\\X" */
	struct client_pipe	*pipe[PIPE_COUNT];
	bool			 told;
	uint32_t		 error;		/* of the step under way */
	uint32_t		 status;	/* the procedure's own */

	struct rpc_handle	 domain[2];	/* enum rpc_domain_which */
	struct rpc_handle	 policy;	/* of lsarpc */
	bool			 is_in, has_policy;
	char			 name[DOMAIN_LABEL_SIZE];
	struct sid		 sid;		/* of the accounts */
};

/* Error of the way there; else what the procedure answered is in status. */
uint32_t	domain_ask(struct domain *, enum domain_pipe, uint16_t opnum,
		    void *args);
/* The same, and the procedure's NTSTATUS as a Net function has it. */
uint32_t	domain_call(struct domain *, enum domain_pipe,
		    uint16_t opnum, void *args);
/* Once: samr, with both domains opened. */
uint32_t	domain_enter(struct domain *);
/* An account to be worked upon; `op' SAMR_OPEN_... */
uint32_t	domain_open_rid(struct domain *, enum rpc_domain_which,
		    uint16_t op, uint32_t rid, struct rpc_handle *out);
void		domain_close_handle(struct domain *, enum domain_pipe,
		    const struct rpc_handle *);

#endif
