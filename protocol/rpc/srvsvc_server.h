/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * srvsvc_server - the handlers of srvsvc that have files of their own: shares,
 * and what is open.
 */
#ifndef PROTOCOL_RPC_SRVSVC_SERVER_H
#define PROTOCOL_RPC_SRVSVC_SERVER_H

#include "protocol/rpc/service.h"

rpc_run	srvs_share_enum, srvs_share_enum_sticky, srvs_share_get_info,
	srvs_share_check;
rpc_run	srvs_connection_enum, srvs_file_enum, srvs_session_enum;

#endif
