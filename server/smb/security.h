/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * security - security descriptors of open files: shown, set, and the one that
 * a CREATE brings along.  Owner and group are the server's to say: naming the
 * same is allowed, naming others is not.
 *
 * Source   [MS-SMB2] 3.3.5.20.3, 3.3.5.21.3, 2.2.13.2.2.
 */
#ifndef SERVER_SMB_SECURITY_H
#define SERVER_SMB_SECURITY_H

#include "protocol/smb2/query.h"
#include "server/smb/vfs.h"

struct open;
struct request;

enum ntstatus	security_query(struct request *,
		    const struct smb2_query_info_req *);
enum ntstatus	security_change(struct open *,
		    const struct smb2_set_info_req *);
/*
 * What a new file shall have; not `given' where no DACL is asked for, or none
 * can be set: then it is as open as its folder or its share says.
 */
enum ntstatus	security_wanted(const struct vfs_tree *, struct rd asked,
		    struct vfs_security *out, bool *given);

#endif
