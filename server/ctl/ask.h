/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask - one request over the control socket and what comes back.
 *
 * Errors   -errno and a sentence that says what to do, when there is no end
 *          record: sited is not there, may not be asked, or went away.
 */
#ifndef SERVER_CTL_ASK_H
#define SERVER_CTL_ASK_H

#include "protocol/control/answer.h"
#include "protocol/control/request.h"

struct ask {
	const char			*socket;
	const struct control_request	*q;
	int				 fd;	/* goes with it; -1: none */
	/* Each answer; `fd' comes with it (-1: none) and is closed after. */
	void				(*got)(void *arg,
					    const struct control_answer *,
					    int fd);
	void				*arg;
};

int	ask(const struct ask *, struct err *);

#endif
