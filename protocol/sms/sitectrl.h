/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl - the site control file: .ct0 masters and .ct1 deltas, as text and
 * as a tree of items.
 *
 * Text     UTF-8 or ASCII, LF or CR LF, at most SCF_SIZE_MAX bytes, lines of
 *          at most SCF_LINE_MAX.  sitectrl_print() writes the canonical form:
 *          CR LF, four blanks of indentation, one value a line.  It is never
 *          larger than SCF_SIZE_MAX for a tree that was parsed.
 * Errors   sitectrl_parse() takes all or nothing: 0, or -EINVAL / -ENOMEM with
 *          line, column and a sentence in the syntax_err, and an empty tree.
 * Memory   every text and every item lives in the tree's arena; the tree is
 *          released as a whole by sitectrl_free().
 * Unknown  an item of a kind that is not in sitectrl_kinds() keeps its lines
 *          as they are, and so does an unknown BEGIN_/END_ block inside a
 *          known item.
 * Source   cap.md 4.2 ([SDK-SCF], [RK1x], Q242498, Q246331, Q277745); the item
 *          layouts are ours where the sources are silent, as is the line
 *          END_OF_FILE: doc/formats/site-control-file.md.
 */
#ifndef PROTOCOL_SMS_SITECTRL_H
#define PROTOCOL_SMS_SITECTRL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/arena.h"
#include "base/buf.h"
#include "protocol/sms/syntax.h"

#define SCF_SIZE_MAX	4194304
#define SCF_LINE_MAX	8192
#define SCF_ITEMS_MAX	4096
#define SCF_ATTRS_MAX	8192	/* of one item */
#define SCF_HEADS_MAX	8	/* values that follow BEGIN_<kind> */

enum scf_type {
	SCF_EMPTY = 0,
	SCF_ACTUAL = 1,
	SCF_PROPOSED = 2,
	SCF_NEWSITE = 3,
	SCF_TRANSACTIONS = 4,
	SCF_LOCAL_TRANSACTIONS = 6
};

struct scf_text {			/* one value, and where it stood */
	STAILQ_ENTRY(scf_text)	 next;
	const char		*s;
	uint32_t		 line;	/* 0: not from a file */
	uint32_t		 column;
};
STAILQ_HEAD(scf_texts, scf_text);

enum scf_attr_type {
	SCF_KEY_FLAGS,		/* number */
	SCF_PLATFORM,		/* name */
	SCF_PROPERTY,		/* name, value1, value2, number */
	SCF_LIST,		/* name, texts */
	SCF_MULTI,		/* name, value1: its list, number, texts */
	SCF_UNKNOWN		/* name = keyword, texts = all its lines */
};

struct scf_attr {
	STAILQ_ENTRY(scf_attr)	 next;
	enum scf_attr_type	 type;
	uint32_t		 line;
	struct scf_text		 name;
	struct scf_text		 value1;
	struct scf_text		 value2;
	uint32_t		 number;
	struct scf_texts	 texts;
};
STAILQ_HEAD(scf_attrs, scf_attr);

struct scf_item;
STAILQ_HEAD(scf_items, scf_item);

struct scf_kind;

struct scf_item {
	STAILQ_ENTRY(scf_item)	 next;
	const struct scf_kind	*kind;		/* NULL: unknown, see `lines' */
	const char		*kind_name;
	uint32_t		 line;
	struct scf_text		 head[SCF_HEADS_MAX];
	size_t			 nhead;
	struct scf_attrs	 attrs;
	size_t			 nattr;
	struct scf_items	 items;		/* of a TRANSACTION */
	struct scf_texts	 lines;		/* of an unknown item, all */
};

struct scf {
	struct arena		 arena;
	const char		*build;		/* of the header line */
	const char		*syntax;
	enum scf_type		 type;
	const char		*comment;
	const char		*from_site;	/* where it was made */
	const char		*for_site;
	int64_t			 time;		/* seconds since 1970, UTC */
	uint32_t		 serial;
	struct scf_items	 items;
	size_t			 nitem;
};

void	 sitectrl_init(struct scf *);
void	 sitectrl_free(struct scf *);
int	 sitectrl_parse(const void *, size_t, struct scf *out,
	    struct syntax_err *);
void	 sitectrl_print(const struct scf *, struct buf *);
bool	 sitectrl_equal(const struct scf *, const struct scf *);
bool	 sitectrl_items_equal(const struct scf *, const struct scf *);
bool	 sitectrl_item_equal(const struct scf_item *,
	    const struct scf_item *);
bool	 sitectrl_attr_equal(const struct scf_attr *,
	    const struct scf_attr *);
const char *scf_type_name(enum scf_type);	/* "actual"; NULL: no such */

/* Names are compared without case; `name' is the item's first value. */
struct scf_item *sitectrl_find(const struct scf *, const char *kind,
		    const char *name);		/* NULL name: the first */
struct scf_item *sitectrl_next(const struct scf_item *);  /* of its kind */
const struct scf_attr *item_property(const struct scf_item *, const char *);
const struct scf_attr *item_list(const struct scf_item *, const char *);
const struct scf_attr *item_multi(const struct scf_item *, const char *list,
		    const char *value);
uint32_t	 item_key_flags(const struct scf_item *);	/* 0: none */

/*
 * Making a tree by hand.  Texts are copied; NULL means that a limit or the
 * memory was reached, and arena_ok() tells it once at the end.
 */
struct scf_item *sitectrl_add(struct scf *, struct scf_items *,
		    const char *kind);
struct scf_text	*item_add_head(struct scf *, struct scf_item *, const char *);
struct scf_attr	*item_add(struct scf *, struct scf_item *,
		    enum scf_attr_type, const char *name);
struct scf_attr	*item_add_property(struct scf *, struct scf_item *,
		    const char *name, const char *value1, const char *value2,
		    uint32_t);
struct scf_text	*texts_add(struct scf *, struct scf_texts *, const char *);

#endif
