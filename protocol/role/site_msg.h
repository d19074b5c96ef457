/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_msg - who the site is, and who is who in it.
 *
 *	SITE		director -> worker	when the channel comes up
 *	NAMES_ASK	worker -> director	names or RIDs of accounts
 *	NAMES		director -> worker	the same with their answers,
 *						under the question's id
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

#define MSG_NAMES_MAX	512		/* in one question */

/* rid 0: asked by name; name "": asked by rid.  Both stay so if unknown. */
struct msg_name {
	uint32_t	 rid;
	char		 name[MSG_NAME_SIZE];
};

void	msg_put_name(struct wr *, const struct msg_name *);
void	msg_get_name(struct rd *, struct msg_name *);

#endif
