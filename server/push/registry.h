/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * registry - what a push wants to know of a machine beforehand.
 *
 * Errors   0 or a Win32 number; a value that is not there is none.
 * Source   ccm.md 5.2 step 2 to 4, 14.
 */
#ifndef SERVER_PUSH_REGISTRY_H
#define SERVER_PUSH_REGISTRY_H

#include "server/push/judge.h"

uint32_t	registry_facts(struct remote *, struct facts *);

#endif
