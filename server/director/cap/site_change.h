/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site_change - what brings another site control file into force: an import, a
 * delta, an older one again.
 *
 *	made	judged as a whole: by grammar, as a site, as something that can
 *		be published
 *	begun	stored with its audit record in one commit, in force from then
 *		on, published
 *
 * Order    a change is made from the file in force; whoever makes one does so
 *          in site_turn(), and so none is lost when two come at a time.
 * Errors   -EINVAL with file, line and a sentence; -ENOENT, there is no file
 *          in force that a delta could change; -ENOMEM.
 */
#ifndef SERVER_DIRECTOR_CAP_SITE_CHANGE_H
#define SERVER_DIRECTOR_CAP_SITE_CHANGE_H

#include "protocol/sms/sitectrl_diff.h"
#include "server/director/cap/publisher.h"
#include "store/batch.h"

struct site_change;

struct site_source {
	const char	*name;		/* of the file, for messages */
	const char	*text;
	size_t		 len;
};

/* Runs at once, or when no other change is on its way into the store. */
int	site_turn(struct director *, void (*run)(void *), void *arg);

int	site_change_import(struct director *, const struct site_source *,
	    struct site_change **out, struct err *);
int	site_change_delta(struct director *, const struct site_source *,
	    struct site_change **out, struct err *);
/* What was in force under that serial, under a new one. */
int	site_change_again(struct director *, const struct site_source *,
	    uint64_t serial, struct site_change **out, struct err *);
void	site_change_free(struct site_change **);

/* Nothing differs from what is in force. */
bool	site_change_is_none(const struct site_change *);
/* Each difference to what is in force; rows, or -ENOMEM. */
long	site_change_each(const struct site_change *, scf_diff_fn *, void *arg);

/*
 * Takes the change.  `done' is called once, as for publisher_await(): a
 * failure that says "is in force, but" is one of publishing only.  `also' adds
 * to the same commit; it may be NULL.
 */
struct site_order {
	const struct audit_row	*audit;
	void			(*also)(struct batch *, void *arg);
	publisher_done		*done;
	void			*arg;
};
void	site_change_begin(struct site_change **, const struct site_order *);

#endif
