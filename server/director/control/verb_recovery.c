/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_recovery - the ways back for clients that no account lets in. */
#include "server/director/account/recovery.h"
#include "server/director/control/errand.h"

void
verb_run_RECOVERY_STATUS(struct errand *r)
{
	struct recovery_view	 v = recovery_view(r->d);
	bool			 ever = v.opened.us != 0;

	ERRAND_ROW(r, &table_recovery, TEXT(v.is_open ? "open" : "closed"),
	    v.is_open ? TIME(v.until) : NOTHING,
	    ever ? TIME(v.opened) : NOTHING, ever ? TEXT(v.who) : NOTHING,
	    v.why[0] != '\0' ? TEXT(v.why) : NOTHING,
	    ever ? NUMBER(v.admitted) : NOTHING,
	    v.closed.us != 0 ? TIME(v.closed) : NOTHING);
	errand_done(r);
}
