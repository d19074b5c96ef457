/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault - why a call did not reach its operation, as fault PDUs say it; and
 * why a bind was refused.
 *
 * Source   [C706] appendix E, [MS-RPCE] 2.2.2.9 and 3.3.3.5, [MS-ERREF] 2.2.
 */
#ifndef PROTOCOL_RPC_FAULT_H
#define PROTOCOL_RPC_FAULT_H

enum rpc_fault {
	RPC_FAULT_ACCESS_DENIED		= 0x00000005,
	RPC_FAULT_BAD_STUB_DATA		= 0x000006f7,
	RPC_FAULT_SEC_PKG_ERROR		= 0x00000721,
	RPC_FAULT_CONTEXT_MISMATCH	= 0x1c00001a,
	RPC_FAULT_NO_MEMORY		= 0x1c00001b,
	RPC_FAULT_OP_RANGE		= 0x1c010002,
	RPC_FAULT_UNKNOWN_IF		= 0x1c010003,
	RPC_FAULT_PROTOCOL		= 0x1c01000b,
};

/* What a bind_ack says of one presentation context. */
enum rpc_result {
	RPC_ACCEPTED			= 0,
	RPC_PROVIDER_REJECTION		= 2,
	RPC_NEGOTIATE_ACK		= 3,
};

enum rpc_reason {
	RPC_REASON_NONE			= 0,
	RPC_REASON_ABSTRACT_SYNTAX	= 1,
	RPC_REASON_TRANSFER_SYNTAX	= 2,
	RPC_REASON_LOCAL_LIMIT		= 3,
};

enum rpc_nak {
	RPC_NAK_NOT_SPECIFIED		= 0,
	RPC_NAK_LOCAL_LIMIT		= 2,
	RPC_NAK_VERSION			= 4,
	RPC_NAK_AUTH_TYPE		= 8,
	RPC_NAK_INVALID_CHECKSUM	= 9,
};

#endif
