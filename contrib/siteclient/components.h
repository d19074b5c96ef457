/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * components - what has to be done about a component that the site offers.
 *
 * Source   ccm.md 8.2: Q266130, Q246040, Q236596.
 */
#ifndef CONTRIB_SITECLIENT_COMPONENTS_H
#define CONTRIB_SITECLIENT_COMPONENTS_H

#include "contrib/siteclient/state.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/published.h"

enum component_action {
	COMPONENT_LEAVE,	/* right as it is, or newer than the site's */
	COMPONENT_INSTALL,
	COMPONENT_UPGRADE,
	COMPONENT_VERIFY,
	COMPONENT_ACTIONS
};

/*
 * `was' NULL: not on the client; `is_old': its last check was too long ago.  A
 * version never goes down.
 */
enum component_action component_action(const struct installed *was,
		    const struct offer_entry *, bool is_old);
/* "installed", "upgraded", "verified". */
const char	*component_action_name(enum component_action);

/* The value "Component Version" of a .CFG, "" if there is none. */
const char	*component_cfg_version(const struct compcfg *);
/* NULL: it is no longer offered. */
const struct offer_entry *component_offered(const struct offer *,
		    const char *directory);

#endif
