/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_account - accounts; what is allowed, the book decides. */
#include <errno.h>
#include <unistd.h>

#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/control/errand.h"

static const char *
kind_name(enum account_kind k)
{
	return k == ACCOUNT_OPERATOR ? "operator" : "client";
}

static struct account_wish
wish_of(const struct errand *r)
{
	return (struct account_wish){
		.name = errand_text(r, "name"),
		.comment = errand_text(r, "comment"),
		.kind = errand_flag(r, "operator") ? ACCOUNT_OPERATOR :
		    ACCOUNT_CLIENT,
		.secret = errand_flag(r, "generate") ? SECRET_GENERATED :
		    SECRET_ENTERED,
		.force = errand_flag(r, "force"),
		.audit = &r->audit,
	};
}

/* Where the password comes from must be said, once. */
static bool
knows_secret(struct errand *r)
{
	if (errand_flag(r, "generate") != errand_flag(r, "password-stdin"))
		return true;
	errand_end(r, CONTROL_USAGE, "", "%s: say either --password-stdin or "
	    "--generate", r->q.verb->words);
	return false;
}

static void
hand_out(struct errand *r, enum account_secret kind, int fd)
{
	errand_secret(r, kind == SECRET_GENERATED ? ANSWER_SHOW : ANSWER_TAKE,
	    fd);
}

static void
added(void *arg, const struct err *failed)
{
	struct errand			*r = arg;
	const struct account_entry	*a;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	a = accounts_find(r->d->accounts, errand_text(r, "name"));
	ERRAND_ROW(r, &table_account_added, TEXT(a->name),
	    TEXT(kind_name(a->kind)), NUMBER(a->rid));
	errand_done(r);
}

void
verb_run_ACCOUNT_ADD(struct errand *r)
{
	struct account_wish	 wish = wish_of(r);
	struct err		 e;
	int			 fd, rc;

	if (!knows_secret(r))
		return;
	if (r->q.dry_run) {
		if (accounts_may_add(r->d, &wish, &e) != 0)
			errand_end_err(r, &e);
		else
			errand_end_dry(r, "%s account \"%s\" would be added",
			    kind_name(wish.kind), VIS(wish.name));
		return;
	}
	rc = accounts_add(r->d, &wish, &fd, added, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else
		hand_out(r, wish.secret, fd);
}
