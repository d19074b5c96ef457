/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify - CHANGE_NOTIFY: a watched folder, the changes that nobody has asked
 * for yet, and the requests that wait for one.
 *
 * Memory   changes are kept up to the size that the client asked for; what is
 *          more becomes one "look for yourself" (STATUS_NOTIFY_ENUM_DIR).
 * Source   [MS-SMB2] 3.3.5.19, [MS-FSA] 2.1.5.10.
 */
#ifndef SERVER_SMB_NOTIFY_H
#define SERVER_SMB_NOTIFY_H

struct notify;

/* Its folder goes with its last handle: who waits is told. */
void	notify_deleting(struct notify *);
void	notify_free(struct notify **);	/* nobody waits any more */

#endif
