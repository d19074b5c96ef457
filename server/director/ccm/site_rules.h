/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_rules - what the site control file says of installing clients: for whom
 * it is switched on, who is excluded, which networks are the site's.
 *
 *	BEGIN_COMPONENT
 *	    <SMS_CLIENT_CONFIG_MANAGER>
 *	    <SITESRV>
 *	    <1>
 *	    PROPERTY <Remote Client Installation><><><7>
 *	    BEGIN_PROPERTY_LIST
 *	        <ExcludeServers>
 *	        <PC17>
 *	    END_PROPERTY_LIST
 *	END_COMPONENT
 *
 * ExcludeServers may stand with SMS_DISCOVERY_DATA_MANAGER as well.
 *
 * Pure     a view of struct site (NULL: there is none, all say no); it dies
 *          with it.
 * Source   ccm.md 3.1, 5.3, R5: Q229769, Q207729, Q299772, Q263665.  The bits
 *          of Remote Client Installation are ours.
 */
#ifndef SERVER_DIRECTOR_CCM_SITE_RULES_H
#define SERVER_DIRECTOR_CCM_SITE_RULES_H

#include "protocol/sms/site.h"
#include "store/request.h"

#define INSTALL_WORKSTATIONS	0x1U
#define INSTALL_SERVERS		0x2U
#define INSTALL_CONTROLLERS	0x4U
#define TRAVEL_ALWAYS_ON	0x1U	/* of the Travel Mode Switch */

struct site_rules {
	const struct site	*site;
	uint32_t		 install;	/* INSTALL_ bits */
	bool			 travel;	/* switched on for all */
	bool			 has_version;
	struct version		 version;	/* of the base components */
};

void	site_rules_of(const struct site *, struct site_rules *);
bool	site_rules_install(const struct site_rules *, enum request_class);
bool	site_rules_exclude(const struct site_rules *, const char *computer);
bool	site_rules_have_system(const struct site_rules *, const char *computer);
/* An IPv4 address or subnet, as text. */
bool	site_rules_contain(const struct site_rules *, const char *address);

#endif
