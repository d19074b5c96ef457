/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local - verbs that are done here, without the director. */
#ifndef SERVER_CTL_LOCAL_H
#define SERVER_CTL_LOCAL_H

#include "protocol/control/answer.h"
#include "protocol/control/request.h"

#define LOCAL_TEXT_SIZE	2048

/* Fills the end record; its message stands in `text'. */
void	local_run(const struct control_request *, struct control_answer *,
	    char text[static LOCAL_TEXT_SIZE]);

#endif
