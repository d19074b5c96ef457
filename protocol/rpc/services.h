/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * services - what svcctl asks of whoever keeps a machine's services.
 *
 * Every question is answered at once: starting a service means that it was
 * begun, stopping it that it was told.  What access a caller's handle has is
 * judged before.
 *
 * Errors   a Win32 code, WERR_OK.
 * Memory   a service that was shown lives until the next call; what a
 *          question points at, until the call returns.
 */
#ifndef PROTOCOL_RPC_SERVICES_H
#define PROTOCOL_RPC_SERVICES_H

#include "protocol/rpc/svcctl.h"

struct svc_service {
	uint64_t		 id;		/* never given to another */
	const char		*name;
	const struct svc_config	*config;	/* no NULL in it */
	struct svc_status	 status;
};

/* A new service, or what becomes of one; NULL: as in struct svc_config. */
struct svc_wish {
	const char		*name;
	const struct svc_config	*config;
	struct rd		 password;	/* as sent, may be empty */
	struct rd		 key;		/* of the caller's session */
};

struct rpc_services {
	void		*arg;
	/* All of them, by index; false: there are no more. */
	bool		(*at)(void *arg, size_t index, struct svc_service *);
	bool		(*named)(void *arg, const char *, struct svc_service *);
	bool		(*get)(void *arg, uint64_t id, struct svc_service *);
	uint32_t	(*create)(void *arg, const struct svc_wish *,
			    uint64_t *id_out);
	uint32_t	(*change)(void *arg, uint64_t id,
			    const struct svc_wish *);
	uint32_t	(*start)(void *arg, uint64_t id, const char *const *,
			    uint32_t count);
	/* Of those that it accepts. */
	uint32_t	(*control)(void *arg, uint64_t id, uint32_t command);
	/* Gone at once, or when it has stopped. */
	uint32_t	(*remove)(void *arg, uint64_t id);
};

#endif
