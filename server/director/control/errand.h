/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * errand - one question of sitectl on its way through the director.
 *
 * A verb's function is called when rights and arguments are right.  It adds
 * rows and ends the request exactly once, at once or in a later callback.  A
 * request outlives its connection: what was begun is finished, nobody is
 * told.
 *
 * Long lists: a page of rows, then errand_next(r, f); f is called when the
 * peer has taken most of them, or errand_is_orphan() tells that it has gone.
 */
#ifndef SERVER_DIRECTOR_CONTROL_ERRAND_H
#define SERVER_DIRECTOR_CONTROL_ERRAND_H

#include "protocol/control/answer.h"
#include "protocol/control/request.h"
#include "server/director/control/control_int.h"
#include "server/director/control/question.h"
#include "store/audit.h"

#define ERRAND_PAGE	100	/* rows asked of a list at a time */

struct errand;
typedef void	errand_run(struct errand *);

struct errand {
	struct director		*d;
	struct caller		*caller;	/* NULL: orphan */
	struct control_request	 q;
	struct control_peer	 peer;
	int			 fd;		/* came with it; -1: none */
	errand_run		*next;
	char			 who[24];
	char			 object[24];	/* a number, as text */
	struct audit_row	 audit;		/* for changes that keep it */
	bool			 audited;	/* the change has its record */
	char			 proposed_by[24];	/* "": not by another */
	enum control_exit	 exit;		/* of verbs that go on */
	void			*state;		/* the verb's, freed at the end */
	union {
		uint64_t	 number;
		char		 text[CONTROL_WORD_MAX + 1];
	}			 after;		/* where the next page begins */
	uint64_t		 count;		/* rows to come, or told */
};

/* Verbs: verb_<noun>.c. */
#define V(id, words, right, effect, help)	errand_run verb_run_##id;
CONTROL_VERBS(V)
#undef V

/* -EPROTO: the peer does not speak our language. */
int	errand_begin(struct caller *, struct rd body, struct err *);
/* It goes on as another request of the same caller, which it takes. */
void	errand_become(struct errand *, struct control_request *);
void	errand_orphan(struct errand *);
void	errand_more(struct errand *);

const char	*errand_text(const struct errand *, const char *param);
int64_t		 errand_number(const struct errand *, const char *param);
/* A flag is set; any other parameter was given. */
bool		 errand_flag(const struct errand *, const char *param);
bool		 errand_is_orphan(const struct errand *);

/* One cell for each column. */
void	errand_row(struct errand *, const struct control_table *,
	    const struct control_cell *, size_t n);
#define ERRAND_ROW(r, table, ...)					\
	errand_row((r), (table),					\
	    (const struct control_cell[]){ __VA_ARGS__ },		\
	    sizeof((const struct control_cell[]){ __VA_ARGS__ }) /	\
	    sizeof(struct control_cell))
void	errand_note(struct errand *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
void	errand_progress(struct errand *, uint64_t done, uint64_t total);
/* Takes the descriptor. */
void	errand_secret(struct errand *, enum answer_secret, int fd);
void	errand_next(struct errand *, errand_run *);
/* A page was told: the end, or more of it with `next'. */
void	errand_page(struct errand *, const struct err *failed, bool more,
	    errand_run *next);
/* What the store said to a query: if not 0, the errand ends. */
void	errand_asked(struct errand *, int rc);

/* The end; the request is gone then. */
void	errand_done(struct errand *);
void	errand_end(struct errand *, enum control_exit, const char *hint,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* NULL: done; else by what the error's code means. */
void	errand_end_err(struct errand *, const struct err *);
/* The clerk or the parent ended while it was asked. */
void	errand_end_lost(struct errand *, const char *role);
/* --dry-run: what would have been. */
void	errand_end_dry(struct errand *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
