/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * setup - an authentication in the making: the first of a session, or a later
 * one of a session that lives on meanwhile.
 */
#ifndef SERVER_SMB_SETUP_H
#define SERVER_SMB_SETUP_H

struct setup;

/* Takes back what the keeper was asked. */
void	setup_free(struct setup **);

#endif
