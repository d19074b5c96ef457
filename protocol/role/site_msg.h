/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_msg - who the site is.
 *
 *	SITE		director -> worker	when the channel comes up
 */
#ifndef PROTOCOL_ROLE_SITE_MSG_H
#define PROTOCOL_ROLE_SITE_MSG_H

#include <stdbool.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/role/auth_msg.h"

struct msg_site {
	struct guid	 server;
	uint32_t	 sid[3];	/* S-1-5-21-sid0-sid1-sid2 */
};

void	msg_put_site(struct wr *, const struct msg_site *);
void	msg_get_site(struct rd *, struct msg_site *);

#endif
