/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * box_quota - the drop boxes' questions for room (struct cap_quota), asked of
 * the clerk.  A drop has no name there but whose it is and in which box; those
 * of one client and box stand for each other.
 *
 * Memory   box_quota_free() forgets questions under way, unanswered.
 */
#ifndef SERVER_WORKER_BOX_QUOTA_H
#define SERVER_WORKER_BOX_QUOTA_H

struct box_quota;
struct cap_quota;
struct clerk_link;

struct box_quota	*box_quota_new(struct clerk_link *);
void			 box_quota_free(struct box_quota **);
const struct cap_quota	*box_quota_ops(const struct box_quota *);

#endif
