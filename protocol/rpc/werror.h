/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * werror - the Win32 and network management codes that our services answer
 * with.
 *
 * Source   [MS-ERREF] 2.2, 2.3.
 */
#ifndef PROTOCOL_RPC_WERROR_H
#define PROTOCOL_RPC_WERROR_H

enum werror {
	WERR_OK			= 0,
	WERR_ACCESS_DENIED	= 5,
	WERR_NOT_ENOUGH_MEMORY	= 8,
	WERR_INVALID_PARAMETER	= 87,
	WERR_INVALID_NAME	= 123,
	WERR_INVALID_LEVEL	= 124,
	NERR_NET_NAME_NOT_FOUND	= 2310,
	NERR_DEVICE_NOT_SHARED	= 2311,
};

#endif
