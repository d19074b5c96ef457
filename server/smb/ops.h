/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ops - the commands of SMB 2, one function each in a file of its own
 * (op_<command>.c).  A new command is a row in dispatch.c, a prototype here
 * and a file.
 */
#ifndef SERVER_SMB_OPS_H
#define SERVER_SMB_OPS_H

#include <stdbool.h>

#include "protocol/smb2/status.h"

struct chain;
struct request;

enum ntstatus	op_negotiate(struct request *);
enum ntstatus	op_session_setup(struct request *);
enum ntstatus	op_logoff(struct request *);
enum ntstatus	op_tree_connect(struct request *);
enum ntstatus	op_tree_disconnect(struct request *);
enum ntstatus	op_create(struct request *);
enum ntstatus	op_close(struct request *);
enum ntstatus	op_flush(struct request *);
enum ntstatus	op_read(struct request *);
enum ntstatus	op_write(struct request *);
enum ntstatus	op_lock(struct request *);
enum ntstatus	op_ioctl(struct request *);
enum ntstatus	op_cancel(struct request *);
enum ntstatus	op_echo(struct request *);
enum ntstatus	op_query_directory(struct request *);
enum ntstatus	op_change_notify(struct request *);
enum ntstatus	op_query_info(struct request *);
enum ntstatus	op_set_info(struct request *);
enum ntstatus	op_oplock_break(struct request *);

/* The SMB 1 message that leads to SMB 2; false: it does not. */
bool		negotiate_smb1(struct chain *);

#endif
