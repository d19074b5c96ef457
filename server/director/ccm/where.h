/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * where - which requests an operator means: terms that must all hold, with
 * commas between them.
 *
 *	state=retry,error=67,computer=SMB*
 *
 * Texts are compared without case by = and !=, a `*' is any text; numbers by
 * = != < <= > >= too.  A comma cannot be meant.
 *
 * Errors   where_parse(): -EINVAL and what is expected.
 */
#ifndef SERVER_DIRECTOR_CCM_WHERE_H
#define SERVER_DIRECTOR_CCM_WHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/request.h"

#define WHERE_TERMS_MAX	8
#define WHERE_TEXT_SIZE	64

struct where_field;

enum where_op {
	WHERE_IS, WHERE_NOT, WHERE_LESS, WHERE_MOST, WHERE_MORE, WHERE_LEAST
};

struct where {
	size_t	 n;
	struct where_term {
		const struct where_field	*field;
		enum where_op			 op;
		char				 text[WHERE_TEXT_SIZE];
		uint64_t			 number;
	}	 term[WHERE_TERMS_MAX];
};

int	where_parse(const char *, struct where *, struct err *);
/* One request by its number, "PC17" or "PC17.DEMO"; as a rule. */
int	where_one(const char *, struct where *, struct err *);
bool	where_holds(const struct where *, const struct request_row *);

const char	*request_state_name(enum request_state);	/* "retry" */
const char	*request_source_name(enum request_source);	/* "client" */
const char	*request_class_name(enum request_class);	/* "server" */

#endif
