/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ddr - discovery data records, ddr.box/XXXXXXXX.DDR: what a client says about
 * itself.
 *
 * Outcome  a record that is taken is DDR_OK; every other fate has its own
 *          name, because each is handled differently (cap.md 8): an empty file
 *          is deleted after a grace time, a half one may still be growing, one
 *          from the future is parked, the rest is quarantined.
 * Names    site codes, computer and domain names are given in upper case.
 * Memory   everything lives in the record's arena; ddr_free() releases it,
 *          whatever the outcome was.  Properties we do not know are kept.
 * Source   cap.md 6.4: Q249582, Q217042, Q257185, [SDK-DDR]; the text layout
 *          is ours: doc/formats/ddr.md.
 */
#ifndef PROTOCOL_SMS_DDR_H
#define PROTOCOL_SMS_DDR_H

#include <sys/queue.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/guid.h"
#include "protocol/sms/names.h"
#include "protocol/sms/syntax.h"
#include "protocol/sms/textlist.h"
#include "protocol/sms/version.h"

#define DDR_SIZE_MAX		65536
#define DDR_PROPERTIES_MAX	256
#define DDR_VALUES_MAX		64	/* of one array */
#define DDR_TOLERANCE_S		300	/* a clock may be ahead so far */

enum ddr_outcome {
	DDR_OK,
	DDR_EMPTY,		/* no byte */
	DDR_TOO_LARGE,
	DDR_HALF,		/* the end is missing */
	DDR_MALFORMED,
	DDR_EDGE_BLANKS,	/* a value with blanks at its edges, Q249582 */
	DDR_NAMELESS,		/* neither an identity nor a name in it */
	DDR_FUTURE,		/* taken whole, but not to be used yet */
	DDR_NO_MEMORY,
	DDR_OUTCOMES
};

enum ddr_type { DDR_STRING, DDR_INTEGER, DDR_DATETIME };

#define DDR_FULL_REPLACE	0x00000001U	/* flags, [SDK-DDR] */
#define DDR_GUID		0x00000002U
#define DDR_KEY			0x00000008U
#define DDR_ARRAY		0x00000010U
#define DDR_NAME		0x00000040U
#define DDR_NAME2		0x00000080U
#define DDR_FIRST		0x00010000U

struct ddr_value {
	STAILQ_ENTRY(ddr_value)	 next;
	const char		*s;
};

struct ddr_property {
	STAILQ_ENTRY(ddr_property)	 next;
	uint32_t			 flags;
	enum ddr_type			 type;
	uint32_t			 width;	/* bytes of a value at most */
	const char			*name;
	STAILQ_HEAD(, ddr_value)	 values;
	size_t				 nvalue;
};

struct ddr {
	struct arena	 arena;
	const char	*architecture;		/* "System" */
	const char	*agent;			/* "Heartbeat Discovery" */
	const char	*site;
	struct wall	 time;			/* of the discovery */
	STAILQ_HEAD(, ddr_property) properties;	/* all, in their order */
	size_t		 nproperty;

	/* What the known ones say; NULL, 0 or false: not said. */
	bool		 has_id;
	struct guid	 id;			/* SMS Unique Identifier */
	const char	*computer;
	const char	*domain;
	const char	*os;
	bool		 has_version;
	struct version	 version;		/* of the client */
	bool		 is_client;
	uint32_t	 travel_mode;
	const char	*user;
	const char	*user_domain;
	struct text_list names;			/* Resource Names */
	struct text_list addresses;		/* IPv4 and IPv6, in text */
	struct text_list subnets;
	struct text_list macs;			/* AA:BB:..., never all zero */
	struct text_list installed_sites;
	struct text_list assigned_sites;
	struct text_list components;		/* compreport.h */
};

enum ddr_outcome ddr_parse(const void *, size_t, struct wall now,
		    struct ddr *out, struct syntax_err *);
const char	*ddr_outcome_name(enum ddr_outcome);	/* "half" */
const char	*ddr_outcome_text(enum ddr_outcome);	/* a sentence */

/* Making one: the first value with ddr_add(), more with ddr_add_value(). */
void		 ddr_init(struct ddr *, const char *architecture,
		    const char *agent, const char *site, struct wall);
void		 ddr_free(struct ddr *);
struct ddr_property *ddr_add(struct ddr *, const char *name, const char *);
void		 ddr_add_value(struct ddr *, struct ddr_property *,
		    const char *);
const struct ddr_property *ddr_property(const struct ddr *, const char *);
void		 ddr_put(struct buf *, const struct ddr *);

#endif
