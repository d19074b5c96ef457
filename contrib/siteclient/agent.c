/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/agent.h"

#include <stdio.h>
#include <string.h>

#include "contrib/siteclient/place.h"
#include "contrib/siteclient/queue.h"

static int64_t
interval(int64_t configured, bool is_set, uint32_t site, int64_t unit)
{
	return is_set || site == 0 ? configured : (int64_t)site * unit;
}

int64_t
agent_cycle_ms(const struct agent *a)
{
	return interval(a->config->cycle_ms, a->config->cycle_set,
	    a->state.cycle_minutes, MINUTE_MS);
}

int64_t
agent_retry_ms(const struct agent *a)
{
	return interval(a->config->retry_ms, a->config->retry_set,
	    a->state.retry_minutes, MINUTE_MS);
}

int64_t
agent_orphan_ms(const struct agent *a)
{
	return interval(a->config->orphan_ms, a->config->orphan_set,
	    a->state.orphan_days, DAY_MS);
}

bool
agent_save(struct agent *a)
{
	const int	 error = state_save(a->folder, &a->state);

	if (error != 0)
		agent_log(&a->logs, LOG_CLISVC, "ERROR - the state cannot be "
		    "saved: %s", strerror(-error));
	return error == 0;
}

static void
remove_components(struct agent *a)
{
	struct installed	*row;
	char			 cfg[FOLDER_NAME_SIZE + 8];

	while (a->state.ncomponent > 0) {
		row = &a->state.component[a->state.ncomponent - 1];
		(void)snprintf(cfg, sizeof(cfg), "%s.CFG", row->directory);
		(void)place_remove(a->folder, "clicomp", cfg);
		(void)place_remove(a->folder, "clicomp", row->directory);
		agent_log(&a->logs, LOG_CCIM, "Component \"%s\" removed",
		    row->name);
		state_drop_component(&a->state, row);
	}
}

void
agent_remove(struct agent *a, const char *why)
{
	agent_log(&a->logs, LOG_CCIM, "Removing the client of site %s: %s",
	    a->identity.site, why);
	remove_components(a);
	while (a->state.nitem > 0)
		queue_sent(a->folder, &a->state,
		    &a->state.item[a->state.nitem - 1]);
	/* serial numbers stay: no older list or set may come after this */
	state_drop_accounts(&a->state);
	(void)state_set_caps(&a->state, NULL, 0);
	a->state.is_assigned = false;
	a->state.copy_list = 0;
	a->state.installed.us = a->state.config_checked.us = 0;
	a->state.heartbeat.us = a->state.hardware.us = 0;
	a->state.software.us = 0;
	(void)agent_save(a);
	agent_log(&a->logs, LOG_CLISVC, "SMS Client Service removed from site "
	    "%s", a->identity.site);
}
