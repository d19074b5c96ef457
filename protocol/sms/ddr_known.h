/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ddr_known - the properties of a discovery record whose meaning is known:
 * how they are written, what their values may be, where they go in struct ddr.
 */
#ifndef PROTOCOL_SMS_DDR_KNOWN_H
#define PROTOCOL_SMS_DDR_KNOWN_H

#include "protocol/sms/ddr.h"

struct ddr_known {
	const char	*name;
	enum ddr_type	 type;
	uint32_t	 flags;
	uint32_t	 width;
};

const struct ddr_known	*ddr_known(const char *name);	/* or NULL */
/* Fills struct ddr from one property; NULL, or what was expected. */
const char	*ddr_understand(struct ddr *, const struct ddr_property *);

const char	*ddr_type_name(enum ddr_type);
bool		 ddr_type_parse(const char *, enum ddr_type *out);

#endif
