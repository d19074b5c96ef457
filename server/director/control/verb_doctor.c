/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_doctor - the account domain as a whole. */
#include "server/director/control/errand.h"
#include "server/director/domain/doctor.h"

/* r->count: what is wrong. */
static void
show(void *arg, const struct finding *f)
{
	struct errand	*r = arg;

	r->count += !f->is_note;
	ERRAND_ROW(r, &table_diagnosis, TEXT(f->is_note ? "note" : "wrong"),
	    TEXT(f->where), TEXT(f->what), TEXT(f->advice));
}

void
verb_run_DOMAIN_DOCTOR(struct errand *r)
{
	doctor_examine(r->d, show, r);
	if (r->count == 0)
		errand_done(r);
	else
		errand_end(r, CONTROL_DEGRADED, "", "%llu thing%s of the "
		    "account domain %s wrong", (unsigned long long)r->count,
		    r->count == 1 ? "" : "s", r->count == 1 ? "is" : "are");
}
