/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nalpath - paths of SMS's network abstraction layer.
 *
 *	["Display=\\NODE7\"]MSWNET:["SMS_SITE=A01"]\\NODE7\CAP_A01\
 *
 * Provider, "Display=" and "SMS_SITE=" are read without case and written in
 * the case above; display text and target are kept as they are.
 *
 * Errors   false; nothing is written to *out.
 * Source   cap.md 5.4: Q235873, Q267558, Q278609, Q288970.
 */
#ifndef PROTOCOL_SMS_NALPATH_H
#define PROTOCOL_SMS_NALPATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "protocol/sms/names.h"

#define NALPATH_TARGET_SIZE	261
#define NALPATH_DISPLAY_SIZE	128
#define NALPATH_OTHER_MAX	4
#define NALPATH_OTHER_SIZE	64

enum nal_provider {
	NAL_MSWNET, NAL_NWNDS, NAL_NWBIND, NAL_LOCAL, NAL_ABEXPRT
};

struct nalpath {
	enum nal_provider	 provider;
	char			 display[NALPATH_DISPLAY_SIZE];	/* or "" */
	char			 site[SITE_CODE_SIZE];		/* or "" */
	bool			 preferred;
	size_t			 nother;	/* qualifiers we do not know */
	char			 other[NALPATH_OTHER_MAX][NALPATH_OTHER_SIZE];
	char			 target[NALPATH_TARGET_SIZE];
};

bool	 nalpath_parse(const char *, struct nalpath *out);
void	 nalpath_put(struct buf *, const struct nalpath *);
const char *nal_provider_name(enum nal_provider);

/* \\SERVER\SHARE[\...] taken apart; false if the target is not of that form. */
bool	 nalpath_unc(const struct nalpath *, char server[static 64],
	    char share[static 81]);

#endif
