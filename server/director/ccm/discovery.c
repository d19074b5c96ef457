/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/discovery.h"

#include <string.h>
#include <strings.h>

static bool
is_system(const struct ddr *d, const struct site_rules *site)
{
	(void)site;
	return strcasecmp(d->architecture, "System") == 0;
}

static bool
is_no_client(const struct ddr *d, const struct site_rules *site)
{
	(void)site;
	return !d->is_client;
}

/* Its subnets, and if it told none, those of its addresses. */
static bool
is_assigned(const struct ddr *d, const struct site_rules *site)
{
	const struct text_list	*l = d->subnets.n > 0 ? &d->subnets :
				    &d->addresses;
	size_t			 i;

	for (i = 0; i < l->n; i++)
		if (site_rules_contain(site, l->s[i]))
			return true;
	return false;
}

static bool
is_nt(const struct ddr *d, const struct site_rules *site)
{
	(void)site;
	return discovery_class(d->os) != CLASS_UNKNOWN;
}

/* Site systems always get a client: the switch is not asked. */
static bool
is_switched_on(const struct ddr *d, const struct site_rules *site)
{
	return site_rules_install(site, discovery_class(d->os)) ||
	    (d->computer != NULL && site_rules_have_system(site, d->computer));
}

/* An address alone is not followed: it may be another's tomorrow (Q244335). */
static bool
has_name(const struct ddr *d, const struct site_rules *site)
{
	(void)site;
	return d->computer != NULL && name_computer(d->computer) == NULL;
}

static bool
is_not_excluded(const struct ddr *d, const struct site_rules *site)
{
	return d->computer == NULL ||
	    !site_rules_exclude(site, d->computer);
}

static const struct rule {
	bool		 (*ask)(const struct ddr *, const struct site_rules *);
	const char	*no;
} rules[DISCOVERY_RULES] = {
	[DISCOVERY_SYSTEM]	= { is_system, "it is no machine" },
	[DISCOVERY_NO_CLIENT]	= { is_no_client, "it is a client already" },
	[DISCOVERY_ASSIGNED]	= { is_assigned, "none of its subnets is "
	    "inside of the site's boundaries" },
	[DISCOVERY_NT]		= { is_nt, "it does not run Windows NT" },
	[DISCOVERY_CLASS]	= { is_switched_on, "Remote Client "
	    "Installation is off for such machines" },
	[DISCOVERY_NAME]	= { has_name, "it has no NetBIOS name" },
	[DISCOVERY_NOT_EXCLUDED] = { is_not_excluded, "ExcludeServers names "
	    "it" },
};

unsigned
discovery_judge(const struct ddr *d, const struct site_rules *site)
{
	unsigned	 i, no = 0;

	for (i = 0; i < DISCOVERY_RULES; i++)
		if (!rules[i].ask(d, site))
			no |= 1U << i;
	return no;
}

const char *
discovery_rule_text(enum discovery_rule rule)
{
	return rules[rule].no;
}

const char *
discovery_no(unsigned no)
{
	unsigned	 i;

	for (i = 0; i < DISCOVERY_RULES; i++)
		if ((no & 1U << i) != 0)
			return rules[i].no;
	return "";
}

/* "Microsoft Windows NT Advanced Server 4.0" is a domain controller. */
enum request_class
discovery_class(const char *os)
{
	static const struct {
		const char		*part;
		enum request_class	 class;
	}		 words[] = {
		{ "Advanced Server",	CLASS_CONTROLLER },
		{ "Server",		CLASS_SERVER },
		{ "Workstation",	CLASS_WORKSTATION },
	};
	size_t		 i;

	if (os == NULL || strcasestr(os, "Windows NT") == NULL)
		return CLASS_UNKNOWN;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(os, words[i].part) != NULL)
			return words[i].class;
	return CLASS_WORKSTATION;
}
