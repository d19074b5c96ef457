/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipe - a named pipe of IPC$: the bytes go to the RPC engine
 * (protocol/rpc), its answers come back as messages.
 *
 * Source   [MS-SMB2] 3.3.5.9 (create on a pipe), [MS-RPCE] 2.1.1.2.
 */
#ifndef SERVER_SMB_PIPE_H
#define SERVER_SMB_PIPE_H

#include "base/wire.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/file_info.h"
#include "protocol/smb2/status.h"

struct open;
struct pipe;
struct request;

/* CREATE, READ and WRITE on a pipe: the handlers' other half. */
enum ntstatus	pipe_open(struct request *, const struct smb2_create_req *);
enum ntstatus	pipe_read(struct request *, uint32_t length);
enum ntstatus	pipe_write(struct request *, struct rd data);
enum ntstatus	pipe_facts(struct open *, struct smb2_file_facts *);
void		pipe_free(struct pipe **);

#endif
