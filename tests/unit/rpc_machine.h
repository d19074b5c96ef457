/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_machine - a made-up machine for svcctl: at most four services, whose
 * programs run as long as nobody stops them.
 */
#ifndef TESTS_UNIT_RPC_MACHINE_H
#define TESTS_UNIT_RPC_MACHINE_H

#include "protocol/rpc/services.h"

#define MACHINE_SERVICES	4

struct thing {
	uint64_t		 id;		/* 0: free */
	char			 text[5][64];
	struct svc_config	 config;
	struct svc_status	 status;
};

struct machine {
	struct rpc_services	 ops;
	struct thing		 things[MACHINE_SERVICES];
	uint64_t		 last;
	uint32_t		 runs, args;	/* starts; of the last one */
	char			 arg[64];	/* its first */
	uint8_t			 password[32];	/* as it came last */
	size_t			 password_len, key_len;
};

void	machine_init(struct machine *);

#endif
