/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clients - a client's number, for changes of other nouns. */
#ifndef STORE_CLIENTS_H
#define STORE_CLIENTS_H

#include "store/db.h"

/* 0: it is not known. */
int	clients_find(struct db *, const struct guid *, int64_t *seq);

#endif
