/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stage - the files of a push: copied to a folder of the machine's ADMIN$ with
 * libsmbclient, and read back from there, so that a copy is only one if size
 * and SHA-256 are right.
 *
 * Errors   0 or a Win32 number; `file' says at which file.
 * Memory   order and credential are borrowed.
 */
#ifndef SERVER_PUSH_STAGE_H
#define SERVER_PUSH_STAGE_H

#include <sys/socket.h>

#include "base/err.h"
#include "protocol/role/push_job.h"

struct stage;

struct stage_how {
	const struct push_order		*order;
	const struct push_credential	*credential;
	struct sockaddr_storage		 to;
};

/* What an errno is there. */
uint32_t	stage_number(int error);

uint32_t	stage_open(const struct stage_how *, struct stage **out);
void		stage_close(struct stage **);
uint32_t	stage_copy(struct stage *, const char **file_out);
/* What stands there of it; the folder too, if it is empty then. */
void		stage_remove(struct stage *);

#endif
