/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer - what sited says to a request: any number of rows, notes and news
 * of progress, perhaps a descriptor for a secret, and one end.
 *
 *	{"v":1,"row":["x","client",1000],"table":"accounts"}
 *	{"v":1,"note":"..."}
 *	{"v":1,"done":3,"total":9}
 *	{"v":1,"secret":"take"}			with a descriptor
 *	{"v":1,"exit":3,"message":"...","hint":"..."}
 *
 * A row has one cell for each column of its table, null where nothing is
 * known.  Rows of a table come one after the other, tables in the order of
 * the verb's row.
 *
 * Errors   control_answer_get(): EPROTO and EPROTONOSUPPORT, with a sentence.
 * Memory   texts are the answer's own until control_answer_free().
 */
#ifndef PROTOCOL_CONTROL_ANSWER_H
#define PROTOCOL_CONTROL_ANSWER_H

#include "base/clock.h"
#include "protocol/control/frame.h"
#include "protocol/control/verb.h"

enum answer_kind {
	ANSWER_ROW, ANSWER_NOTE, ANSWER_PROGRESS, ANSWER_SECRET, ANSWER_END
};

/* sitectl writes the secret into the descriptor, or reads it there. */
enum answer_secret { ANSWER_TAKE, ANSWER_SHOW };

struct control_cell {
	enum control_kind	 kind;
	const char		*text;
	int64_t			 number;
};

#define TEXT(s)		((struct control_cell){ CELL_TEXT, (s), 0 })
#define NUMBER(n)	((struct control_cell){ CELL_NUMBER, NULL, (int64_t)(n) })
#define BYTES(n)	((struct control_cell){ CELL_BYTES, NULL, (int64_t)(n) })
#define FLAG(b)		((struct control_cell){ CELL_FLAG, NULL, (b) })
#define USER(uid)	((struct control_cell){ CELL_USER, NULL, (int64_t)(uid) })
#define TIME(wall)	time_cell(wall)		/* never: NOTHING */
#define NOTHING		((struct control_cell){ CELL_NULL, NULL, 0 })

static inline struct control_cell
time_cell(struct wall w)
{
	return (struct control_cell){ w.us == 0 ? CELL_NULL : CELL_TIME, NULL,
	    w.us };
}

struct control_answer {
	enum answer_kind	 kind;
	const struct control_table *table;	/* rows */
	struct control_cell	 cells[CONTROL_COLUMNS_MAX];
	const char		*text;		/* note; message of the end */
	const char		*hint;		/* "": none */
	int64_t			 done, total;	/* progress; total 0: unknown */
	enum answer_secret	 secret;
	enum control_exit	 exit;
	json_t			*json;		/* holds the texts */
};

/* An answer to that verb. */
int	control_answer_get(struct rd body, const struct control_verb *,
	    struct control_answer *, struct err *);
/* Adds one frame; -ENOBUFS; -EINVAL: a cell is not what its column takes. */
int	control_answer_put(struct buf *, const struct control_answer *);
void	control_answer_free(struct control_answer *);

#endif
