/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * info - from what the vfs knows of a file to what the information classes
 * tell (protocol/smb2/file_info.h).
 *
 * Memory   facts borrow names from the open's entry or from thread-local
 *          space that lives until the next call.
 */
#ifndef SERVER_SMB_INFO_H
#define SERVER_SMB_INFO_H

#include "protocol/smb2/file_info.h"
#include "server/smb/vfs.h"

struct open;

enum ntstatus	facts_of(struct open *, struct smb2_file_facts *);
void		facts_of_entry(const struct vfs_entry *,
		    struct smb2_file_facts *);

#endif
