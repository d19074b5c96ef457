/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_message - a status message as a row, for other verbs too. */
#ifndef SERVER_DIRECTOR_CONTROL_VERB_MESSAGE_H
#define SERVER_DIRECTOR_CONTROL_VERB_MESSAGE_H

#include "server/director/control/errand.h"
#include "store/message.h"

void	message_show(struct errand *, const struct message_row *);

#endif
