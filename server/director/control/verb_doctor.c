/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_doctor - the account domain as a whole. */
#include "server/director/control/errand.h"
#include "server/director/domain/directory.h"
#include "server/director/domain/doctor.h"

/* r->count: what is wrong; after.number: rows. */
static void
show(void *arg, const struct finding *f)
{
	struct errand	*r = arg;

	r->count += !f->is_note;
	r->after.number++;
	ERRAND_ROW(r, &table_diagnosis, TEXT(f->is_note ? "note" : "wrong"),
	    TEXT(f->where), TEXT(f->what), TEXT(f->advice));
}

void
verb_run_DOMAIN_DOCTOR(struct errand *r)
{
	const size_t	 n = directory_servers(r->d);

	doctor_examine(r->d, show, r);
	if (r->after.number == 0)
		errand_end(r, CONTROL_DONE, "", "nothing is wrong with %zu "
		    "server%s of the domain, what each shows, and the group "
		    "and accounts of SMS clients", n, n == 1 ? "" : "s");
	else if (r->count == 0)
		errand_done(r);
	else
		errand_end(r, CONTROL_DEGRADED, "", "%llu thing%s of the "
		    "account domain %s wrong", (unsigned long long)r->count,
		    r->count == 1 ? "" : "s", r->count == 1 ? "is" : "are");
}
