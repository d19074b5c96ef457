/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * box - the folders of a Client Access Point, one row each: which way files
 * flow, and for a drop box which kinds of files it takes and how large.
 *
 * Units    bytes.
 * Source   cap.md 1.1 (folders), 6.4 and 7 (kinds, Max MIF Size); limits that
 *          no article gives are ours.
 */
#ifndef PROTOCOL_SMS_BOX_H
#define PROTOCOL_SMS_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum box_flow { BOX_DOWN, BOX_UP };

/* The numbers are on the wire between roles: new rows at the end. */
enum box {
	BOX_CLICOMP, BOX_CLIDATA, BOX_CLIFILES, BOX_OFFERINF, BOX_PKGINFO,
	BOX_CCR, BOX_DDR, BOX_INVENTRY, BOX_SINV, BOX_STATMSGS,
	BOX_COUNT
};

#define BOX_KINDS_MAX	4

struct box_row {
	const char	*name;		/* "ddr.box" */
	enum box_flow	 flow;
	uint64_t	 largest;	/* of a file whose kind has no own limit */
	struct box_kind {
		const char	*ext;	/* ".ddr", NULL: no more kinds */
		uint64_t	 largest;
	} kinds[BOX_KINDS_MAX];
};

const struct box_row	*box_row(enum box);
/* By the folder's name in any case; false: no such folder. */
bool			 box_find(const char *name, enum box *out);
/* How large a file of that name may be in that box. */
uint64_t		 box_largest(enum box, const char *file);

#endif
