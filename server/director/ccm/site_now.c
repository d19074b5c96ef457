/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/ccm/site_now.h"

#include <stdio.h>

#include "protocol/sms/manifest.h"
#include "server/director/cap/masters.h"
#include "server/director/cap/publisher.h"
#include "server/director/cap/stock.h"

void
site_rules_now(const struct director *d, struct site_rules *r)
{
	const struct site_agent	*base;
	const struct bundle	*b;
	char			 name[MANIFEST_PATH_SIZE];

	site_rules_of(publisher_site(d), r);
	base = r->site == NULL ? NULL : site_agent(r->site,
	    SITE_BASE_COMPONENT);
	if (base == NULL || base->directory == NULL)
		return;
	(void)snprintf(name, sizeof(name), MASTERS_COMPONENTS "/%.64s",
	    base->directory);
	b = catalogue_find(stock_catalogue(d), name);
	if (b == NULL || b->version.nfield == 0 || (r->has_version &&
	    version_compare(&b->version, &r->version) <= 0))
		return;
	r->has_version = true;
	r->version = b->version;
}
