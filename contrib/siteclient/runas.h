/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * runas - an identity that the operator of the machine has told: DOMAIN\NAME,
 * and a file with its password that nobody else may read.  The file is read
 * each time that the identity is taken.
 *
 * Errors   0 or -errno with a sentence, which begins with `what'.
 */
#ifndef CONTRIB_SITECLIENT_RUNAS_H
#define CONTRIB_SITECLIENT_RUNAS_H

#include "base/err.h"
#include "protocol/sms/names.h"

#define RUNAS_PASSWORD_SIZE	128

struct runas {
	char	 user[ACCOUNT_NAME_MAX + 1];
	char	 domain[NETBIOS_NAME_SIZE];
	char	 password[RUNAS_PASSWORD_SIZE];
};

int	runas_take(const char *what, const char *account, const char *file,
	    struct runas *, struct err *);
void	runas_wipe(struct runas *);

#endif
