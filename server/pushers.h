/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pushers - the processes that install clients, as the parent has them: begun
 * on the director's word, each with a user and a folder of its own, without
 * privileges, limited in all that it may use, and killed when its time is
 * over, when nobody needs it, or when the director ends.
 *
 * A slot that is still in use is not taken again: its descriptors are closed,
 * and the director, which hears that, tries later.
 *
 * Memory   pushers_lend() and pushers_begin() take the descriptor.
 */
#ifndef SERVER_PUSHERS_H
#define SERVER_PUSHERS_H

#include <sys/types.h>

#include "protocol/role/push_msg.h"
#include "server/config.h"

struct event_base;
struct parent_pushers;

/* The program, unless option push_program names another. */
struct parent_pushers *pushers_new(struct event_base *, const char *program);
void	pushers_lend(struct parent_pushers *, unsigned slot, int fd);
void	pushers_begin(struct parent_pushers *, const struct config *,
	    const struct msg_push_start *, int fd);
void	pushers_end(struct parent_pushers *, unsigned slot);
void	pushers_end_all(struct parent_pushers *);
/* false: it is none of these. */
bool	pushers_reaped(struct parent_pushers *, pid_t, int status);

#endif
