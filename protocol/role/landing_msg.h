/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landing_msg - a file has landed in a drop box: what the worker tells the
 * director, and what it writes into the file itself, so that a lost message
 * costs only the next scan.
 *
 * The same bytes are the body of LANDED and the value of the extended
 * attribute DROP_XATTR.
 */
#ifndef PROTOCOL_ROLE_LANDING_MSG_H
#define PROTOCOL_ROLE_LANDING_MSG_H

#include "base/addr.h"
#include "base/clock.h"
#include "base/guid.h"
#include "base/wire.h"
#include "protocol/role/auth_msg.h"
#include "protocol/sms/box.h"

#define DROP_XATTR		"user.sited.drop"
#define DROP_XATTR_MAX		1024
#define DROP_NAME_SIZE		512

/* Files that are being written stand in this folder below their box. */
#define DROP_OPEN_FOLDER	".open"

struct msg_landed {
	struct guid	 landing;	/* random: this drop and no other */
	enum box	 box;
	char		 name[DROP_NAME_SIZE];	/* as the client spelt it */
	uint64_t	 size;
	int64_t		 account;
	uint32_t	 generation;
	uint64_t	 session;
	struct addr	 address;
	char		 workstation[MSG_STATION_SIZE];
	struct wall	 landed;
	uint64_t	 manifest;	/* serial of the newest whose end its
					   session has read; 0: of none */
};

void	msg_put_landed(struct wr *, const struct msg_landed *);
void	msg_get_landed(struct rd *, struct msg_landed *);

#endif
