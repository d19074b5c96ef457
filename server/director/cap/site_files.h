/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_files - the site control files as files, for whoever looks into the
 * site's inboxes: Sitectrl.ct0, the one in force, and history\0000000N.ct0,
 * each that ever was, in its canonical form and with its serial.
 *
 * They are made from the store and nothing is read from them: what is missing
 * or was changed is written again, at start, after each change and every
 * verify_interval.
 *
 * Source   cap.md 1.2, 4.1 (Q215126).
 */
#ifndef SERVER_DIRECTOR_CAP_SITE_FILES_H
#define SERVER_DIRECTOR_CAP_SITE_FILES_H

#include "base/err.h"

struct director;
struct site_files;

int	site_files_new(struct director *, struct err *);
void	site_files_start(struct director *);
void	site_files_reconfigured(struct director *);
void	site_files_stop(struct director *);
void	site_files_free(struct site_files **);
/* Another file is in force. */
void	site_files_wanted(struct director *);

#endif
