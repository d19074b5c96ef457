/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree - TREE_CONNECT.  (TREE_DISCONNECT has no fields: see simple.h.)
 *
 * Source   [MS-SMB2] 2.2.9, 2.2.10.
 */
#ifndef PROTOCOL_SMB2_TREE_H
#define PROTOCOL_SMB2_TREE_H

#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/status.h"

#define SMB2_TREE_CONNECT_FLAG_CLUSTER_RECONNECT	0x0001
#define SMB2_TREE_CONNECT_FLAG_REDIRECT_TO_OWNER	0x0002
#define SMB2_TREE_CONNECT_FLAG_EXTENSION_PRESENT	0x0004

#define SMB2_SHARE_TYPE_DISK	0x01
#define SMB2_SHARE_TYPE_PIPE	0x02
#define SMB2_SHARE_TYPE_PRINT	0x03

#define SMB2_SHAREFLAG_MANUAL_CACHING			0x00000000U
#define SMB2_SHAREFLAG_AUTO_CACHING			0x00000010U
#define SMB2_SHAREFLAG_VDO_CACHING			0x00000020U
#define SMB2_SHAREFLAG_NO_CACHING			0x00000030U
#define SMB2_SHAREFLAG_DFS				0x00000001U
#define SMB2_SHAREFLAG_DFS_ROOT				0x00000002U
#define SMB2_SHAREFLAG_RESTRICT_EXCLUSIVE_OPENS		0x00000100U
#define SMB2_SHAREFLAG_FORCE_SHARED_DELETE		0x00000200U
#define SMB2_SHAREFLAG_ALLOW_NAMESPACE_CACHING		0x00000400U
#define SMB2_SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM	0x00000800U
#define SMB2_SHAREFLAG_FORCE_LEVELII_OPLOCK		0x00001000U
#define SMB2_SHAREFLAG_ENCRYPT_DATA			0x00008000U

#define SMB2_SHARE_CAP_DFS			0x00000008U
#define SMB2_SHARE_CAP_CONTINUOUS_AVAILABILITY	0x00000010U

struct smb2_tree_connect_req {
	uint16_t	 flags;
	struct rd	 path;		/* UTF-16, "\\server\share" */
};

struct smb2_tree_connect_rsp {
	uint8_t		 type;
	uint32_t	 flags;
	uint32_t	 capabilities;
	uint32_t	 maximal_access;
};

enum ntstatus	smb2_get_tree_connect_req(struct rd *msg,
		    struct smb2_tree_connect_req *);
enum ntstatus	smb2_get_tree_connect_rsp(struct rd *msg,
		    struct smb2_tree_connect_rsp *);
void		smb2_put_tree_connect_req(struct wr *,
		    const struct smb2_tree_connect_req *);
void		smb2_put_tree_connect_rsp(struct wr *,
		    const struct smb2_tree_connect_rsp *);

#endif
