/* SPDX-License-Identifier: GPL-3.0-or-later */
/* consume_report - what the consumers of reports share. */
#ifndef SERVER_DIRECTOR_CAP_CONSUME_REPORT_H
#define SERVER_DIRECTOR_CAP_CONSUME_REPORT_H

#include "protocol/sms/report.h"
#include "protocol/sms/syntax.h"
#include "server/director/cap/consumer.h"
#include "store/client.h"
#include "store/inventory.h"

/* The first of what a report is prepared as. */
struct prepared {
	void			 (*free)(struct prepared *);
	enum report_outcome	 outcome;
	struct syntax_err	 why;
	struct inventory_item	*items;		/* NULL: no memory */
	size_t			 n;
};

/* Of what is not DONE, `result' says why. */
enum digest	drop_judge(struct drop *, enum report_outcome,
		    const struct syntax_err *);
/* Completes kind, items and copylist from the head; the store decides. */
enum digest	drop_inventory(struct director *, struct drop *,
		    const struct report_head *, struct inventory_report *,
		    struct batch *);

#endif
