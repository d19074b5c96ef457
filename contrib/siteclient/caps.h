/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * caps - which Client Access Point is tried first: the preferred ones, the one
 * that the client was connected with last, then the others at random.
 *
 * Source   cap.md 5.5: Q205406, Q235873, Q268442, Q226113.
 */
#ifndef CONTRIB_SITECLIENT_CAPS_H
#define CONTRIB_SITECLIENT_CAPS_H

#include <stddef.h>
#include <stdint.h>

#include "contrib/siteclient/config.h"
#include "contrib/siteclient/state.h"

struct cap_order {
	uint8_t	 at[CAPS_MAX];		/* indices of state.caps */
	size_t	 n;
};

/* `existing' is an index or -1; `random' gives numbers below its argument. */
void	caps_order(const struct state *, const struct config_list *preferred,
	    int existing, uint32_t (*random)(uint32_t), struct cap_order *);

#endif
