/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svcctl - the service control manager: what a site server needs to install,
 * start and watch a service on another machine.
 *
 * Memory   a decoded argument struct borrows from the call's arena.
 * Source   [MS-SCMR] 2.2 (structures), 3.1.4 (operations).
 */
#ifndef PROTOCOL_RPC_SVCCTL_H
#define PROTOCOL_RPC_SVCCTL_H

#include "protocol/rpc/iface.h"

enum svcctl_opnum {
	SVC_CLOSE = 0, SVC_CONTROL = 1, SVC_DELETE = 2, SVC_QUERY_STATUS = 6,
	SVC_CHANGE_CONFIG = 11, SVC_CREATE = 12, SVC_LIST = 14,
	SVC_OPEN_MANAGER = 15, SVC_OPEN = 16, SVC_QUERY_CONFIG = 17,
	SVC_START = 19
};

enum svc_type { SVC_OWN_PROCESS = 0x10, SVC_SHARE_PROCESS = 0x20 };

enum svc_start { SVC_AUTO = 2, SVC_DEMAND = 3, SVC_DISABLED = 4 };

enum svc_state {
	SVC_STOPPED = 1, SVC_START_PENDING = 2, SVC_STOP_PENDING = 3,
	SVC_RUNNING = 4
};

enum svc_command { SVC_STOP = 1, SVC_INTERROGATE = 4 };

#define SVC_ACCEPTS_STOP	0x00000001U
#define SVC_NO_CHANGE		0xffffffffU	/* of a number */

enum svc_manager_access {
	SVC_MAY_CONNECT = 0x01, SVC_MAY_CREATE = 0x02, SVC_MAY_LIST = 0x04,
	SVC_MANAGER_ALL = 0xf003f
};

enum svc_access {
	SVC_MAY_QUERY_CONFIG = 0x01, SVC_MAY_CHANGE = 0x02,
	SVC_MAY_QUERY_STATUS = 0x04, SVC_MAY_START = 0x10,
	SVC_MAY_STOP = 0x20, SVC_MAY_INTERROGATE = 0x80,
	SVC_MAY_DELETE = 0x10000, SVC_ALL = 0xf01ff
};

#define SVC_NAME_MAX	256		/* characters */

struct svc_status {
	uint32_t	 type, state, accepts;
	uint32_t	 win32_exit, service_exit;
	uint32_t	 check_point, wait_hint;
};

/* What a service is.  In a change NULL and SVC_NO_CHANGE leave it as it is. */
struct svc_config {
	uint32_t	 type, start, error_control;
	const char	*path;		/* of its program, with arguments */
	const char	*group;
	const char	*account;	/* "DOMAIN\\name"; NULL: LocalSystem */
	const char	*display;
};

/* NULL and empty: none.  Password: as [MS-LSAD] 5.1.2 has it, see secret.h. */
struct svc_extras {
	uint32_t	*tag;
	struct rd	 dependencies;	/* UTF-16LE, NUL after each and all */
	struct rd	 password;
};

struct svc_open {			/* OpenSCManagerW, OpenServiceW */
	const char		*machine;
	const char		*database;
	struct rpc_handle	 manager;
	const char		*name;
	uint32_t		 access;
	struct rpc_handle	 opened;
};

struct svc_create {			/* CreateServiceW */
	struct rpc_handle	 manager;
	const char		*name;
	uint32_t		 access;
	struct svc_config	 config;
	struct svc_extras	 extras;
	struct rpc_handle	 opened;
};

struct svc_change {			/* ChangeServiceConfigW */
	struct rpc_handle	 handle;
	struct svc_config	 config;
	struct svc_extras	 extras;
};

/* CloseServiceHandle, DeleteService, ControlService, QueryServiceStatus. */
struct svc_do {
	struct rpc_handle	 handle;
	uint32_t		 control;	/* enum svc_command */
	struct svc_status	 status;
};

struct svc_run {			/* StartServiceW */
	struct rpc_handle	 handle;
	uint32_t		 count;
	const char		**args;		/* NULL, or each may be NULL */
};

struct svc_query {			/* QueryServiceConfigW */
	struct rpc_handle	 handle;
	uint32_t		 room;		/* bytes; what it takes: */
	uint32_t		 needed;
	uint32_t		 tag;
	const char		*dependencies;
	struct svc_config	 config;
};

struct svc_list {			/* EnumServicesStatusW */
	struct rpc_handle	 manager;
	uint32_t		 type, state;	/* bits: enum svc_type; */
	uint32_t		 room;		/* 1 active, 2 inactive */
	struct rd		 rows;		/* `room' bytes, svc_list.c */
	uint32_t		 needed;
	uint32_t		 count;
	uint32_t		*resume;
};

struct svc_row {
	const char		*name;
	const char		*display;
	struct svc_status	 status;
};

/* Bytes that a row takes, and what such bytes say. */
size_t	svc_row_size(const struct svc_row *);
/* Rows into `room' bytes that hold them; the rest is zeroes. */
void	svc_rows_put(uint8_t *dst, size_t room, const struct svc_row *,
	    uint32_t count);
/* From `count' rows the one of that index; false: it is not well-formed. */
bool	svc_rows_get(struct rd, uint32_t count, uint32_t index, struct arena *,
	    struct svc_row *);

extern const struct rpc_iface	svcctl_iface;

#endif
