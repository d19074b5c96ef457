/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * service - the service that a push makes on a machine, over svcctl.
 *
 * Errors   0 or a Win32 number.
 */
#ifndef SERVER_PUSH_SERVICE_H
#define SERVER_PUSH_SERVICE_H

#include "client/remote.h"
#include "protocol/role/push_job.h"
#include "protocol/rpc/svcctl.h"

struct service {
	struct remote		*remote;
	struct rpc_handle	 manager;
	struct rpc_handle	 handle;
	bool			 is_open;
};

uint32_t	service_begin(struct service *, struct remote *,
		    const char *server);
/* 0: it is there. */
uint32_t	service_exists(struct service *, const char *name);
/* 0: it runs; 1062: it does not, or there is none. */
uint32_t	service_runs(struct service *, const char *name);
/* One that has stopped is removed; 1056: it runs, somebody is at work.
   `done': it was one that had ended well. */
uint32_t	service_clear(struct service *, const char *name,
		    bool *done_out);
uint32_t	service_make(struct service *, const struct push_order *,
		    const struct push_credential *);
uint32_t	service_start(struct service *);
uint32_t	service_status(struct service *, struct svc_status *);
uint32_t	service_remove(struct service *);

#endif
