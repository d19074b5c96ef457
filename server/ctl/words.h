/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words - the command line, read by the tables of protocol/control. */
#ifndef SERVER_CTL_WORDS_H
#define SERVER_CTL_WORDS_H

#include "protocol/control/request.h"

struct command {
	const char		*socket;
	bool			 json;
	bool			 help;
	bool			 version;
	struct control_request	 q;	/* verb NULL: none was said */
	char			*words[CONTROL_PARAMS_MAX + 2];	/* not options */
	int			 nwords;
};

/* Returns 0 or -EINVAL with a sentence. */
int	words_parse(int argc, char **argv, struct command *, struct err *);

#endif
