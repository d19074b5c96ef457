/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * published_ident - what the published files have in common: the closing
 * [IDENT] section, numbered lists, and where their contents come from.
 */
#ifndef PROTOCOL_SMS_PUBLISHED_IDENT_H
#define PROTOCOL_SMS_PUBLISHED_IDENT_H

#include "protocol/sms/published.h"

void	 ident_put(struct buf *, const char *type, const struct stamp *);
void	 ident_take(struct ini *, const char *type, struct stamp *out);

void	 list_put(struct buf *, const char *key, const struct text_list *);
void	 list_take(struct ini *, const char *section, const char *name,
	    const char *(*check)(const char *), struct text_list *out);

struct stamp published_stamp(const struct publication *);
/* What of that agent lies on the CAP; NULL: it is not to be offered. */
const struct component *offered_component(const struct publication *,
	    const struct site_agent *);

const char *cap_path_check(const char *);	/* a NAL path */

#endif
