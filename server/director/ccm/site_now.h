/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_now - the rules of the site with what it has: of the base components
 * the newest version that any client is shown, which an operator has brought
 * after the site control file was written (Q252717 is about clients of another
 * site, not about our own that are up to date).
 */
#ifndef SERVER_DIRECTOR_CCM_SITE_NOW_H
#define SERVER_DIRECTOR_CCM_SITE_NOW_H

#include "server/director/ccm/site_rules.h"

struct director;

void	site_rules_now(const struct director *, struct site_rules *);

#endif
