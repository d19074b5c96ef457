/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * winreg - the remote registry, as far as reading HKEY_LOCAL_MACHINE goes.
 *
 * Memory   a decoded argument struct borrows from the call's arena.
 * Source   [MS-RRP] 2.2 (structures), 3.1.5 (operations).
 */
#ifndef PROTOCOL_RPC_WINREG_H
#define PROTOCOL_RPC_WINREG_H

#include "protocol/rpc/iface.h"

enum winreg_opnum {
	WINREG_OPEN_HKLM = 2, WINREG_CLOSE = 5, WINREG_ENUM_KEY = 9,
	WINREG_ENUM_VALUE = 10, WINREG_OPEN_KEY = 15, WINREG_QUERY_KEY = 16,
	WINREG_QUERY_VALUE = 17, WINREG_GET_VERSION = 26
};

enum winreg_type { WINREG_SZ = 1, WINREG_BINARY = 3, WINREG_DWORD = 4 };

struct winreg_open {
	uint16_t		*server_char;	/* OpenHKLM: one character */
	struct rpc_handle	 handle;	/* OpenKey */
	const char		*name;
	uint32_t		 options;
	uint32_t		 access;
	struct rpc_handle	 opened;
};

struct winreg_handle {			/* Close, GetVersion */
	struct rpc_handle	 handle;
	uint32_t		 version;
};

/* A text in a buffer of the caller's. */
struct winreg_buffer {
	uint16_t	 room;			/* bytes, with the NUL */
	const char	*text;
};

struct winreg_enum_key {
	struct rpc_handle	 handle;
	uint32_t		 index;
	struct winreg_buffer	 name;
	struct winreg_buffer	*class;
	int64_t			*changed;	/* NT time */
};

/* Bytes in a buffer of the caller's; what is NULL is not asked for. */
struct winreg_data {
	uint32_t	*type;			/* enum winreg_type */
	bool		 there;
	uint32_t	 most;
	struct rd	 bytes;
	uint32_t	*room;
	uint32_t	*length;
};

struct winreg_value {			/* QueryValue, EnumValue */
	struct rpc_handle	 handle;
	const char		*name;
	uint32_t		 index;
	struct winreg_buffer	 found;
	struct winreg_data	 data;
};

struct winreg_key {
	struct rpc_handle	 handle;
	const char		*class;
	uint32_t		 keys, key_most, class_most;	/* bytes */
	uint32_t		 values, name_most, data_most;
	uint32_t		 security_size;
	int64_t			 changed;
};

extern const struct rpc_iface	winreg_iface;

#endif
