/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/components.h"

#include <strings.h>

#include "protocol/sms/property.h"

enum component_action
component_action(const struct installed *was, const struct offer_entry *e,
    bool is_old)
{
	int	 cmp;

	if (was == NULL)
		return COMPONENT_INSTALL;
	cmp = version_compare(&was->version, &e->version);
	if (cmp < 0)
		return COMPONENT_UPGRADE;
	if (cmp > 0)
		return COMPONENT_LEAVE;
	if (was->state == INSTALLED_PENDING)
		return COMPONENT_INSTALL;
	return was->state == INSTALLED_REPAIR || is_old ? COMPONENT_VERIFY :
	    COMPONENT_LEAVE;
}

const char *
component_action_name(enum component_action a)
{
	static const char	*const names[COMPONENT_ACTIONS] = {
		[COMPONENT_LEAVE] = "left alone",
		[COMPONENT_INSTALL] = "installed",
		[COMPONENT_UPGRADE] = "upgraded",
		[COMPONENT_VERIFY] = "verified",
	};

	return names[a];
}

const char *
component_cfg_version(const struct compcfg *cfg)
{
	const struct reg_value	*v = cfg->own.value;
	size_t			 i;

	for (i = 0; i < cfg->own.nvalue; i++)
		if (v[i].type == REG_SZ && strcasecmp(v[i].name,
		    properties[PROP_VERSION].name) == 0)
			return v[i].text;
	return "";
}

const struct offer_entry *
component_offered(const struct offer *o, const char *directory)
{
	size_t	 i;

	for (i = 0; i < o->n; i++)
		if (strcasecmp(o->entry[i].directory, directory) == 0)
			return &o->entry[i];
	return NULL;
}
