/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/accounts.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/secret.h"

static bool
is_tried(const struct account *a, struct wall now, int64_t locked_out_ms)
{
	switch (a->trouble) {
	case ACCOUNT_REFUSED:
		return false;
	case ACCOUNT_LOCKED:
		return now.us - a->since.us >= locked_out_ms * 1000 ||
		    now.us < a->since.us;
	default:
		return true;
	}
}

/* The refused one whose last try is longest ago. */
static void
plan_one(const struct state *s, struct account_plan *out)
{
	size_t	 i, best = s->naccount;

	for (i = 0; i < s->naccount; i++)
		if (s->account[i].trouble == ACCOUNT_REFUSED &&
		    (best == s->naccount ||
		    s->account[i].since.us < s->account[best].since.us))
			best = i;
	if (best < s->naccount)
		out->at[out->n++] = (uint8_t)best;
}

void
accounts_plan(const struct state *s, struct wall now, int64_t locked_out_ms,
    bool all, struct account_plan *out)
{
	size_t	 i;

	out->n = 0;
	for (i = 0; i < s->naccount; i++)
		if (all || is_tried(&s->account[i], now, locked_out_ms))
			out->at[out->n++] = (uint8_t)i;
	if (out->n == 0)
		plan_one(s, out);
}

static const struct {
	enum ntstatus		 status;
	enum account_trouble	 trouble;
} meanings[] = {
	{ NT_LOGON_FAILURE,		ACCOUNT_REFUSED },
	{ NT_NO_SUCH_USER,		ACCOUNT_REFUSED },
	{ NT_WRONG_PASSWORD,		ACCOUNT_REFUSED },
	{ NT_ACCOUNT_LOCKED_OUT,	ACCOUNT_LOCKED },
	{ NT_ACCOUNT_DISABLED,		ACCOUNT_DISABLED },
	{ NT_ACCOUNT_EXPIRED,		ACCOUNT_DISABLED },
	{ NT_ACCOUNT_RESTRICTION,	ACCOUNT_DISABLED },
	{ NT_PASSWORD_EXPIRED,		ACCOUNT_DISABLED },
	{ NT_PASSWORD_MUST_CHANGE,	ACCOUNT_DISABLED },
	{ NT_INVALID_LOGON_HOURS,	ACCOUNT_DISABLED },
	{ NT_INVALID_WORKSTATION,	ACCOUNT_DISABLED },
	{ NT_ACCESS_DENIED,		ACCOUNT_FINE },
};

bool
accounts_heard(struct account *a, const struct link_reply *r, struct wall now)
{
	size_t	 i;

	if (link_ok(r)) {
		a->trouble = ACCOUNT_FINE;
		return false;
	}
	for (i = 0; r->error == 0 &&
	    i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].status == r->status) {
			a->trouble = meanings[i].trouble;
			a->since = now;
			return true;
		}
	return false;
}

static bool
same(const struct account *a, const struct account *b)
{
	return a->generation == b->generation &&
	    strcasecmp(a->name, b->name) == 0 &&
	    strcasecmp(a->domain, b->domain) == 0 &&
	    strcmp(a->password, b->password) == 0;
}

static const struct account *
known(const struct state *s, const struct account *a)
{
	size_t	 i;

	for (i = 0; i < s->naccount; i++)
		if (same(&s->account[i], a))
			return &s->account[i];
	return NULL;
}

int
accounts_replace(struct state *s, const struct account *list, size_t n)
{
	struct state		 fresh = { .naccount = 0 };
	const struct account	*was;
	struct account		*a;
	size_t			 i;
	int			 news = 0;

	for (i = 0; i < n; i++) {
		a = state_add_account(&fresh);
		if (a == NULL) {
			state_drop_accounts(&fresh);
			return -ENOMEM;
		}
		was = known(s, &list[i]);
		*a = was != NULL ? *was : list[i];
		/* the list has changed: what was refused gets another try */
		if (a->trouble == ACCOUNT_REFUSED)
			a->trouble = ACCOUNT_FINE;
		news += was == NULL;
	}
	state_drop_accounts(s);
	s->account = fresh.account;
	s->naccount = fresh.naccount;
	return news;
}

static bool
take(const struct acct *from, struct account *to)
{
	memset(to, 0, sizeof(*to));
	to->generation = from->generation;
	return from->name[0] != '\0' &&
	    strlcpy(to->name, from->name, sizeof(to->name)) <
	    sizeof(to->name) && strlcpy(to->domain, from->domain,
	    sizeof(to->domain)) < sizeof(to->domain) &&
	    strlcpy(to->password, from->password, sizeof(to->password)) <
	    sizeof(to->password);
}

static const char *
replace(struct state *s, const struct acctlist *list, int *news)
{
	struct account	 fresh[ACCOUNTS_MAX];
	size_t		 i, n = 0;

	/* one whose name is too long for us is passed over */
	for (i = 0; i < list->n; i++)
		n += take(&list->acct[i], &fresh[n]);
	*news = n == 0 ? 0 : accounts_replace(s, fresh, n);
	secret_wipe(fresh, sizeof(fresh));
	if (n == 0)
		return "it is empty";
	return *news < 0 ? "out of memory" : NULL;
}

/* Accounts that operators made have no generation. */
static bool
fits(const struct acctlist *list, const struct manifest *m)
{
	size_t	 i, k = 0;

	if (m == NULL || m->ngeneration == 0)
		return true;
	for (i = 0; i < list->n; i++)
		if (list->acct[i].generation != 0 && (k == m->ngeneration ||
		    list->acct[i].generation != m->generation[k++].number))
			return false;
	return k == m->ngeneration;
}

/* The site's form is that of cohort 0: nothing is promised of it elsewhere. */
static bool
is_elsewhere(const struct acctlist *list, enum acctlist_form form,
    const struct manifest *m)
{
	size_t	 i, k;

	for (i = 0; form == ACCTLIST_SITE && m != NULL && i < list->n; i++)
		for (k = 0; k < m->ngeneration; k++)
			if (list->acct[i].generation == m->generation[k].number)
				return false;
	return form == ACCTLIST_SITE;
}

const char *
accounts_open(struct state *s, const struct account_source *from,
    struct rd sealed, int *news)
{
	struct acctlist_head	 head;
	struct acctlist		 list;
	const char		*why;

	if (!acctlist_head(sealed, &head) || head.form != from->form)
		return "it is no such list";
	if (strcasecmp(head.site, from->site) != 0)
		return "it is of another site";
	if (head.serial < s->list_serial)
		return "it is older than the one that is known";
	if (!acctlist_open(sealed, from->key, &list))
		return "the key does not fit";
	why = fits(&list, from->manifest) || is_elsewhere(&list, from->form,
	    from->manifest) ? replace(s, &list, news) :
	    "it has not the generations that the manifest names";
	if (why == NULL)
		s->list_serial = head.serial;
	acctlist_wipe(&list);
	return why;
}

static bool
knows(const struct state *s, uint32_t generation)
{
	size_t	 i;

	for (i = 0; i < s->naccount; i++)
		if (s->account[i].generation == generation)
			return true;
	return false;
}

void
accounts_promised(struct state *s, const struct manifest *m)
{
	size_t	 i;

	s->accounts_until = (struct wall){ 0 };
	for (i = 0; i < m->ngeneration; i++)
		if (knows(s, m->generation[i].number) &&
		    m->generation[i].valid_until.us > s->accounts_until.us)
			s->accounts_until = m->generation[i].valid_until;
}
