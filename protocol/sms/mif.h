/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mif - hardware inventory, inventry.box/XXXXXXXX.NHM: a component (the
 * machine) with groups of attributes.
 *
 * A group is one instance of its class, which the values of its key attributes
 * tell from others of the class.  A full report has all groups; a delta has
 * those that are new or have changed, whole, and those that are gone.
 *
 * Units    a string has at most MIF_STRING_MAX characters; mif_put() cuts
 *          longer ones there, as SMS did (Q202078).
 * Memory   everything lives in the report's arena; mif_free() releases it,
 *          whatever the outcome was.
 * Source   cap.md 6.4: Q319167, Q202078, Q279441; the text form follows the
 *          Management Information Format, its choice is ours:
 *          doc/formats/nhm.md.
 */
#ifndef PROTOCOL_SMS_MIF_H
#define PROTOCOL_SMS_MIF_H

#include <sys/queue.h>

#include "base/arena.h"
#include "base/buf.h"
#include "protocol/sms/report.h"
#include "protocol/sms/syntax.h"

#define MIF_SIZE_MAX		5000000	/* "Max MIF Size", Q319167 */
#define MIF_STRING_MAX		260	/* characters */
#define MIF_GROUPS_MAX		20000
#define MIF_ATTRIBUTES_MAX	256	/* of a group */
#define MIF_KEYS_MAX		8	/* of a group */

/* The group and attribute that tell what the client was installed from. */
#define MIF_CLIENT_GROUP	"SMS Client"
#define MIF_CLIENT_CLASS	"SITED|SMS Client|1.0"
#define MIF_COPYLIST		"CopyListVersion"	/* Q174961 */

enum mif_type { MIF_INTEGER, MIF_COUNTER, MIF_STRING, MIF_DATE, MIF_TYPES };
enum mif_act { MIF_ADD, MIF_UPDATE, MIF_DELETE, MIF_ACTS };

struct mif_attribute {
	STAILQ_ENTRY(mif_attribute)	 next;
	const char			*name;
	uint32_t			 id;	/* within its group */
	enum mif_type			 type;
	const char			*value;	/* without quotes */
};

struct mif_group {
	STAILQ_ENTRY(mif_group)	 next;
	const char		*name;
	const char		*class;		/* "MICROSOFT|DISK|1.0" */
	enum mif_act		 act;		/* in a full one MIF_ADD */
	uint32_t		 key[MIF_KEYS_MAX];	/* ids of attributes */
	size_t			 nkey;		/* 0: the only one */
	STAILQ_HEAD(, mif_attribute) attributes;
	size_t			 nattribute;
};

struct mif {
	struct arena		 arena;
	struct report_head	 head;
	STAILQ_HEAD(, mif_group) groups;	/* in their order */
	size_t			 ngroup;
};

enum report_outcome mif_parse(const void *, size_t, struct wall now,
		    struct mif *out, struct syntax_err *);
void		 mif_free(struct mif *);

/* The value of an attribute, found by names; NULL: it is not there. */
const char	*mif_value(const struct mif *, const char *group,
		    const char *attribute);
/* false: the report does not say it. */
bool		 mif_copylist(const struct mif *, uint32_t *version_out);
/* Key values, joined with '|'; NULL: no memory. */
const char	*mif_key_text(struct arena *, const struct mif_group *);

/* Making one; NULL: no memory, which mif_put() tells by a failed buf. */
void		 mif_init(struct mif *, const struct report_head *);
struct mif_group *mif_add_group(struct mif *, const char *name,
		    const char *class);
struct mif_attribute *mif_add(struct mif *, struct mif_group *,
		    const char *name, const char *text);
struct mif_attribute *mif_add_number(struct mif *, struct mif_group *,
		    const char *name, uint64_t);
struct mif_attribute *mif_add_date(struct mif *, struct mif_group *,
		    const char *name, struct wall);
/* The attribute becomes one of its group's keys. */
void		 mif_set_key(struct mif *, struct mif_group *,
		    const struct mif_attribute *);
void		 mif_put(struct buf *, const struct mif *);

/* For the reader. */
const char	*mif_type_name(enum mif_type);
const char	*mif_act_name(enum mif_act);		/* "SMS:Add" */

#endif
