/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_account - accounts; what is allowed, the book decides. */
#include "base/text.h"
#include "protocol/role/auth_msg.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/account/tries.h"
#include "server/director/control/errand.h"
#include "server/director/control/proposal.h"
#include "server/director/control/removal.h"
#include "server/director/domain/directory.h"
#include "server/director/domain/sam.h"

static const char *
kind_name(enum account_kind k)
{
	return k == ACCOUNT_OPERATOR ? "operator" :
	    k == ACCOUNT_CLIENT ? "client" : "domain";
}

static const char *
secret_name(enum account_secret s)
{
	return s == SECRET_GENERATED ? "generated" : "entered";
}

/* What it is good for now. */
static const char *
state_name(const struct account_entry *a)
{
	switch (a->state) {
	case ACCOUNT_DELETED:
		return "deleted";
	case ACCOUNT_DISABLED:
		return "disabled";
	default:
		return a->is_locked ? "locked" : "enabled";
	}
}

/* --- looking --- */

static void
list_one(struct errand *r, const struct account_entry *a)
{
	ERRAND_ROW(r, &table_accounts, TEXT(a->name), TEXT(kind_name(a->kind)),
	    TEXT(state_name(a)), TEXT(secret_name(a->secret)), NUMBER(a->rid),
	    TIME(a->last_logon), NUMBER(a->wrong),
	    TEXT(sam_comment(r->d, a)));
}

static void
list_members(struct errand *r)
{
	const struct account_entry	*a = NULL;

	if (errand_is_orphan(r) || rotation_cohorts(r->d) < 2)
		return;
	while ((a = accounts_next(r->d->accounts, a)) != NULL)
		if (a->kind == ACCOUNT_CLIENT &&
		    (a->state != ACCOUNT_DELETED || errand_flag(r, "all")))
			ERRAND_ROW(r, &table_members, TEXT(a->name),
			    NUMBER(a->cohort));
}

/* A name may come between two pages: it is looked for, not the entry. */
static void
next_accounts(struct errand *r)
{
	const struct account_entry	*a = NULL;
	size_t				 i;

	if (r->after.text[0] != '\0')
		a = accounts_find(r->d->accounts, r->after.text);
	for (i = 0; i < ERRAND_PAGE; i++) {
		a = accounts_next(r->d->accounts, a);
		if (a == NULL || errand_is_orphan(r)) {
			list_members(r);
			errand_done(r);
			return;
		}
		text_copy(r->after.text, sizeof(r->after.text), a->name);
		if (a->state != ACCOUNT_DELETED || errand_flag(r, "all"))
			list_one(r, a);
	}
	errand_next(r, next_accounts);
}

void
verb_run_ACCOUNT_LIST(struct errand *r)
{
	next_accounts(r);
}

static void
show_lockout(struct errand *r, const struct account_entry *a)
{
	struct dir_server	 s;
	struct tries_shown	 t;
	size_t			 i;

	for (i = 0; i < directory_servers(r->d); i++) {
		directory_server(r->d, i, &s);
		tries_shown(r->d, a, i, &t);
		ERRAND_ROW(r, &table_lockout, TEXT(s.name),
		    TEXT(s.is_pdc ? "PDC" : "replica"), NUMBER(t.wrong),
		    t.wrong == 0 ? NOTHING : TIME(t.last), FLAG(t.is_locked),
		    t.until.us == 0 ? NOTHING : TIME(t.until));
	}
}

void
verb_run_ACCOUNT_SHOW(struct errand *r)
{
	const char			*name = errand_text(r, "name");
	const struct account_entry	*a = accounts_find(r->d->accounts,
					    name);
	struct sid			 sid;
	char				 text[SID_TEXT_SIZE];

	if (a == NULL) {
		errand_end(r, CONTROL_FAILED, "see: sitectl account list",
		    "there is no account \"%s\"", VIS(name));
		return;
	}
	sid = director_sid(r->d, a->rid);
	ERRAND_ROW(r, &table_account, TEXT(a->name), TEXT(kind_name(a->kind)),
	    TEXT(state_name(a)), TEXT(secret_name(a->secret)),
	    a->is_locked ? TIME(a->locked_until.wall) : NOTHING,
	    NUMBER(a->rid), TEXT(sid_text(&sid, text)), NUMBER(a->generation),
	    TIME(a->created), TIME(a->changed), TIME(a->last_logon),
	    NUMBER(a->right), NUMBER(a->wrong), TIME(a->last_wrong),
	    a->wrong == 0 ? NOTHING : TEXT(msg_reason_text(a->last_reason)),
	    a->wrong == 0 ? NOTHING : TEXT(a->last_wrong_from),
	    TEXT(sam_comment(r->d, a)));
	show_lockout(r, a);
	errand_done(r);
}

/* --- changing --- */

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
	ERRAND_ROW(r, &table_new_account, TEXT(a->name),
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
	if (r->q.dry_run)
		rc = accounts_may_add(r->d, &wish, &e);
	else
		rc = accounts_add(r->d, &wish, &fd, added, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (r->q.dry_run)
		errand_end_dry(r, "%s account \"%s\" would be added",
		    kind_name(wish.kind), VIS(wish.name));
	else
		hand_out(r, wish.secret, fd);
}

static void
changed(void *arg, const struct err *failed)
{
	struct errand			*r = arg;
	const struct account_entry	*a;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	a = accounts_find(r->d->accounts, errand_text(r, "name"));
	errand_end(r, CONTROL_DONE, "", "account \"%s\" is %s", VIS(a->name),
	    state_name(a));
}

static void
passwd_changed(void *arg, const struct err *failed)
{
	struct errand	*r = arg;

	if (failed != NULL) {
		errand_end_err(r, failed);
		return;
	}
	r->audited = true;
	errand_end(r, CONTROL_DONE, "", "the password of \"%s\" was changed; "
	    "whoever holds the old one cannot log on any more",
	    VIS(errand_text(r, "name")));
}

static void
change_passwd(struct errand *r)
{
	struct account_wish	 wish = wish_of(r);
	struct err		 e;
	int			 fd, rc;

	if (errand_flag(r, "force") && r->d->env->config.two_persons) {
		errand_end(r, CONTROL_REFUSED, "sitectl account add, and "
		    "disable this one when nobody uses it any more",
		    "\"%s\": with option two_persons nobody locks clients out "
		    "by a password that only he knows", VIS(wish.name));
		return;
	}
	if (r->q.dry_run)
		rc = accounts_may_passwd(r->d, &wish, &e);
	else
		rc = accounts_passwd(r->d, &wish, &fd, passwd_changed, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (r->q.dry_run)
		errand_end_dry(r, "the password of \"%s\" would be changed in "
		    "place", VIS(wish.name));
	else
		hand_out(r, wish.secret, fd);
}

void
verb_run_ACCOUNT_PASSWD(struct errand *r)
{
	if (knows_secret(r))
		removal_ask(r, change_passwd);
}

static void
set_state(struct errand *r, enum account_state state, const char *as_told)
{
	struct account_wish	 wish = wish_of(r);
	struct err		 e;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	if (dry_run)
		rc = accounts_may_set_state(r->d, &wish, state, &e);
	else
		rc = accounts_set_state(r->d, &wish, state, changed, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, "account \"%s\" would be %s", VIS(wish.name),
		    as_told);
}

/* What cannot be at all is said first, then whom it would leave out. */
static void
close_account(struct errand *r, enum account_state state, const char *as_told)
{
	struct account_wish	 wish = wish_of(r);
	struct err		 e;

	if (accounts_may_set_state(r->d, &wish, state, &e) != 0)
		errand_end_err(r, &e);
	else if (!removal_refuses(r) && (state != ACCOUNT_DELETED ||
	    r->q.dry_run || proposal_agreed(r)))
		set_state(r, state, as_told);
}

void
verb_run_ACCOUNT_ENABLE(struct errand *r)
{
	set_state(r, ACCOUNT_ENABLED, "enabled");
}

static void
disable(struct errand *r)
{
	close_account(r, ACCOUNT_DISABLED, "disabled, and its sessions ended");
}

void
verb_run_ACCOUNT_DISABLE(struct errand *r)
{
	removal_ask(r, disable);
}

static void
delete(struct errand *r)
{
	close_account(r, ACCOUNT_DELETED, "deleted for good, its sessions "
	    "ended, its name never used again");
}

void
verb_run_ACCOUNT_DELETE(struct errand *r)
{
	removal_ask(r, delete);
}

void
verb_run_ACCOUNT_UNLOCK(struct errand *r)
{
	struct account_wish	 wish = wish_of(r);
	struct err		 e;
	bool			 dry_run = r->q.dry_run;
	int			 rc;

	if (dry_run)
		rc = accounts_may_unlock(r->d, &wish, &e);
	else
		rc = accounts_unlock(r->d, &wish, changed, r, &e);
	if (rc != 0)
		errand_end_err(r, &e);
	else if (dry_run)
		errand_end_dry(r, "account \"%s\" would be unlocked",
		    VIS(wish.name));
}
