/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * installation - when a client was installed on which machine, for as long as
 * it matters: a machine that is installed again and again loses its client each
 * time (Q313660).
 */
#ifndef STORE_INSTALLATION_H
#define STORE_INSTALLATION_H

#include "store/store.h"

/* Those of that machine before `since' are forgotten. */
void	store_installed(struct batch *, const char *computer, struct wall at,
	    struct wall since);

typedef void	installations_done(void *arg, const struct err *, uint64_t n);

/* How many since then, in any case of its name. */
int	store_installations(struct store *, const char *computer,
	    struct wall since, installations_done *, void *arg);

#endif
