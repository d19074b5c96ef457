/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help - what the tables of protocol/control say, for people. */
#ifndef SERVER_CTL_HELP_H
#define SERVER_CTL_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "protocol/control/verb.h"

void	help_all(FILE *);
void	help_verb(FILE *, const struct control_verb *);
/* Every verb that begins with that word; how many. */
int	help_group(FILE *, const char *word);
bool	help_has_group(const char *word);
void	help_usage(FILE *, const struct control_verb *);	/* one line */

#endif
