/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/site_rules.h"

#include <string.h>

#include "base/text.h"

#define MANAGER		"SMS_CLIENT_CONFIG_MANAGER"
#define DISCOVERY	"SMS_DISCOVERY_DATA_MANAGER"
#define SWITCH		"Remote Client Installation"
#define EXCLUDED	"ExcludeServers"

static const struct scf_item *
component(const struct site *s, const char *name)
{
	size_t	 i;

	for (i = 0; i < s->ncomponent; i++)
		if (text_casecmp(s->component[i].name, name) == 0)
			return s->component[i].item;
	return NULL;
}

void
site_rules_of(const struct site *s, struct site_rules *r)
{
	const struct scf_item	*manager;
	const struct site_agent	*base;
	const struct scf_attr	*a = NULL;

	*r = (struct site_rules){ .site = s };
	if (s == NULL)
		return;
	manager = component(s, MANAGER);
	if (manager != NULL)
		a = item_property(manager, SWITCH);
	if (a != NULL)
		r->install = a->number;
	if (s->client != NULL)
		r->travel = (site_number(s, PROP_TRAVEL_MODE) &
		    TRAVEL_ALWAYS_ON) != 0;
	base = site_agent(s, SITE_BASE_COMPONENT);
	if (base != NULL && base->has_version) {
		r->has_version = true;
		r->version = base->version;
	}
}

bool
site_rules_install(const struct site_rules *r, enum request_class class)
{
	static const uint32_t	 bits[] = {
		[CLASS_UNKNOWN] = 0,
		[CLASS_WORKSTATION] = INSTALL_WORKSTATIONS,
		[CLASS_SERVER] = INSTALL_SERVERS,
		[CLASS_CONTROLLER] = INSTALL_CONTROLLERS,
	};

	return (r->install & bits[class]) != 0;
}

static bool
is_listed(const struct site *s, const char *name, const char *computer)
{
	const struct scf_item	*it = component(s, name);
	const struct scf_attr	*list;
	const struct scf_text	*t;

	list = it == NULL ? NULL : item_list(it, EXCLUDED);
	if (list == NULL)
		return false;
	STAILQ_FOREACH(t, &list->texts, next)
		if (text_casecmp(t->s, computer) == 0)
			return true;
	return false;
}

bool
site_rules_exclude(const struct site_rules *r, const char *computer)
{
	return r->site != NULL && (is_listed(r->site, MANAGER, computer) ||
	    is_listed(r->site, DISCOVERY, computer));
}

bool
site_rules_have_system(const struct site_rules *r, const char *computer)
{
	char	 server[64], share[81];
	size_t	 i;

	for (i = 0; r->site != NULL && i < r->site->nsystem; i++)
		if (nalpath_unc(&r->site->system[i].path, server, share) &&
		    text_casecmp(server, computer) == 0)
			return true;
	return false;
}

bool
site_rules_contain(const struct site_rules *r, const char *address)
{
	const struct site_boundary	*b;
	uint32_t			 ip;
	size_t				 i;

	if (r->site == NULL || !ipv4_parse(address, &ip))
		return false;
	for (i = 0; i < r->site->nboundary; i++) {
		b = &r->site->boundary[i];
		if (b->enabled && b->network.type == BOUNDARY_IP_SUBNET &&
		    (b->network.mask == 0 ? ip == b->network.network :
		    (ip & b->network.mask) == b->network.network))
			return true;
	}
	return false;
}
