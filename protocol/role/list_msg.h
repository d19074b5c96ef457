/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list_msg - the account list that clients are shown, between director and
 * keeper.  All passwords and keys in these are sealed or wrapped; what the
 * keeper shows sitectl, it shows it alone.
 *
 *	LIST_MAKE	director -> keeper	list_make: a new list key
 *	LIST_MADE	keeper -> director	list_made
 *	LIST_WRAP	director -> keeper	list_wrap: that key for clients
 *	LIST_WRAPPED	keeper -> director	list_wrapped, one row a client
 *	ENROL		director -> keeper	a descriptor: its other end is
 *				shown an enrolment bundle; enrol_task
 *	ENROLLED	keeper -> director	msg_enrolled
 *
 * Errors   the cursor's own.
 * Memory   blobs and rows are views of the body.
 */
#ifndef PROTOCOL_ROLE_LIST_MSG_H
#define PROTOCOL_ROLE_LIST_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/role/auth_msg.h"

#define MSG_LIST_ACCOUNTS_MAX	32
#define MSG_LIST_CLIENTS_MAX	1024	/* in one message */
#define MSG_LIST_SITE_SIZE	4
#define MSG_LIST_KEY_SIZE	32
#define MSG_LIST_WRAPPED_SIZE	40
#define MSG_LIST_KEK_SIZE	72	/* sealed */
#define MSG_LIST_WHY_SIZE	256

struct msg_list_account {
	int64_t		 id;
	uint32_t	 generation;
	bool		 is_generated;
	char		 name[MSG_NAME_SIZE];
	struct rd	 password;	/* sealed */
};

void	msg_put_list_account(struct wr *, const struct msg_list_account *);
void	msg_get_list_account(struct rd *, struct msg_list_account *);

struct msg_list_make {
	char		 site[MSG_LIST_SITE_SIZE];
	uint64_t	 serial;
	uint16_t	 n;		/* accounts that follow, newest first */
};

void	msg_put_list_make(struct wr *, const struct msg_list_make *);
void	msg_get_list_make(struct rd *, struct msg_list_make *);

struct msg_list_made {
	struct rd	 key;		/* sealed; empty: it did not work */
	struct rd	 list_form;	/* accounts.dat */
	struct rd	 site_form;	/* accounts.site */
};

void	msg_put_list_made(struct wr *, const struct msg_list_made *);
void	msg_get_list_made(struct rd *, struct msg_list_made *);

struct msg_list_wrap {
	char		 site[MSG_LIST_SITE_SIZE];
	uint64_t	 serial;
	struct rd	 key;		/* sealed */
	uint16_t	 n;		/* clients that follow */
};

void	msg_put_list_wrap(struct wr *, const struct msg_list_wrap *);
void	msg_get_list_wrap(struct rd *, struct msg_list_wrap *);

struct msg_list_client {
	struct guid	 guid;
	uint8_t		 agreement[MSG_LIST_KEY_SIZE];
	bool		 has_kek;	/* else it is to be derived */
	uint8_t		 kek[MSG_LIST_KEK_SIZE];
};

void	msg_put_list_client(struct wr *, const struct msg_list_client *);
void	msg_get_list_client(struct rd *, struct msg_list_client *);

/* LIST_WRAPPED: le16 how many, 0 if it did not work, and so many of these. */
struct msg_list_wrapped {
	uint8_t		 wrapped[MSG_LIST_WRAPPED_SIZE];
	bool		 has_kek;	/* a new one, to be stored */
	uint8_t		 kek[MSG_LIST_KEK_SIZE];
};

void	msg_put_list_wrapped(struct wr *, const struct msg_list_wrapped *);
void	msg_get_list_wrapped(struct rd *, struct msg_list_wrapped *);

/* The accounts follow as in LIST_MAKE. */
struct msg_enrol {
	struct rd	 bundle;	/* its public part */
	struct msg_list_make list;
};

void	msg_put_enrol(struct wr *, const struct msg_enrol *);
void	msg_get_enrol(struct rd *, struct msg_enrol *);

struct msg_enrolled {
	uint8_t		 public_key[MSG_LIST_KEY_SIZE];	/* of the token */
	char		 why[MSG_LIST_WHY_SIZE];	/* "": it was shown */
};

void	msg_put_enrolled(struct wr *, const struct msg_enrolled *);
void	msg_get_enrolled(struct rd *, struct msg_enrolled *);

#endif
