/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smb_double - stands in for the SMB server where only what the books tell it
 * matters: each call becomes a line of `heard'.
 */
#ifndef TESTS_UNIT_SMB_DOUBLE_H
#define TESTS_UNIT_SMB_DOUBLE_H

#include <stddef.h>

#include "server/smb/shares.h"

struct smb_server {
	char			 heard[8192];
	/* What a real server would do as it hears; NULL: nothing. */
	void			(*on_break)(struct smb_server *, uint64_t open,
				    uint8_t to);
	void			(*on_close)(struct smb_server *,
				    uint64_t session);
	const struct smb_shares	*books;
};

/* Appends a line: what the callbacks of a test note, too. */
void	smb_heard(struct smb_server *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Fails the test unless exactly that was heard since the last call. */
void	smb_expect(struct smb_server *, const char *lines);

#endif
