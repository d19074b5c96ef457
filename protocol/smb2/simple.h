/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * simple - the bodies without a field: StructureSize 4 and two reserved bytes.
 * They are LOGOFF, TREE_DISCONNECT and ECHO both ways, the request of CANCEL
 * and the responses of FLUSH and LOCK.
 *
 * Source   [MS-SMB2] 2.2.7, 2.2.8, 2.2.11, 2.2.12, 2.2.18, 2.2.27-2.2.30.
 */
#ifndef PROTOCOL_SMB2_SIMPLE_H
#define PROTOCOL_SMB2_SIMPLE_H

#include "base/wire.h"
#include "protocol/smb2/status.h"

void		smb2_put_simple(struct wr *);
/* Either direction; checks StructureSize. */
enum ntstatus	smb2_get_simple(struct rd *msg);

#endif
