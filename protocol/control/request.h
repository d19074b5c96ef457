/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request - what sitectl asks: a verb with its arguments.
 *
 *	{"v":1,"verb":"account add","args":{"name":"x"},"dry_run":false}
 *
 * Errors   control_request_get(): EPROTO, not a request; EPROTONOSUPPORT,
 *          another version; EINVAL, a verb or argument that the tables do not
 *          allow.  Each with a sentence.
 * Memory   texts are the request's own until control_request_free().
 */
#ifndef PROTOCOL_CONTROL_REQUEST_H
#define PROTOCOL_CONTROL_REQUEST_H

#include "protocol/control/frame.h"
#include "protocol/control/verb.h"

struct control_value {
	bool		 is_set;
	const char	*text;		/* words; the name of a file */
	int64_t		 number;	/* numbers; flags: 1 */
};

struct control_request {
	const struct control_verb *verb;
	struct control_value	 values[CONTROL_PARAMS_MAX];	/* as params */
	bool			 dry_run;
	json_t			*json;		/* holds the texts */
};

int	control_request_get(struct rd body, struct control_request *,
	    struct err *);
/* Adds one frame; -ENOBUFS. */
int	control_request_put(struct buf *, const struct control_request *);
void	control_request_free(struct control_request *);

/* Is the value what its parameter takes? */
int	control_value_check(const struct control_param *,
	    const struct control_value *, struct err *);
/* Is everything there that the verb needs? */
int	control_request_check(const struct control_request *, struct err *);

/*
 * By the parameter's name: NULL, 0 or false when it was not given; a flag's
 * question asks of any parameter whether it was.
 */
const char	*control_text(const struct control_request *, const char *);
int64_t		 control_number(const struct control_request *, const char *);
bool		 control_flag(const struct control_request *, const char *);
/* The parameter that a descriptor belongs to, NULL: none is given. */
const struct control_param	*control_file(const struct control_request *);

#endif
