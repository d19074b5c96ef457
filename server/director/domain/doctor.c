/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/epoch.h"
#include "protocol/sms/names.h"
#include "server/child.h"
#include "server/config_value.h"
#include "server/director/account/book.h"
#include "server/director/account/tries.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/client/namesakes.h"
#include "server/director/domain/sam_int.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))
#define TOKEN		"SMSCliToknAcct&"
#define BOOT	"SMSCCMBootAcct&"
#define CLIENT_GROUP	"SMSInternalCliGrp"
#define ADMINISTRATORS	544
#define MACHINES_SHOWN	5

struct examination {
	struct director	*d;
	doctor_tell	*tell;
	void		*arg;
	struct finding	 f;		/* in hand */
};

static void	tell(struct examination *, const char *where, const char *,
		    ...) __attribute__((format(printf, 3, 4)));

/* With what f.advice says, which it empties. */
static void
tell(struct examination *x, const char *where, const char *fmt, ...)
{
	va_list	 ap;

	text_copy(x->f.where, sizeof(x->f.where), where);
	va_start(ap, fmt);
	(void)vsnprintf(x->f.what, sizeof(x->f.what), fmt, ap);
	va_end(ap);
	x->tell(x->arg, &x->f);
	memset(&x->f, 0, sizeof(x->f));
}

static void	advise(struct examination *, const char *, ...)
		    __attribute__((format(printf, 2, 3)));

static void
advise(struct examination *x, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(x->f.advice, sizeof(x->f.advice), fmt, ap);
	va_end(ap);
}

/* --- replicas --- */

/* Accounts that are good on the PDC and unknown here; the first of them. */
static size_t
count_missing(const struct director *d, const struct replica *r,
    const struct account_entry **first)
{
	const struct directory_change	*c;
	const struct account_entry	*a;
	size_t				 n = 0;

	*first = NULL;
	STAILQ_FOREACH(c, &d->domain->set.changes, link) {
		if (c->number <= r->shown || c->state != 0)
			continue;
		a = accounts_by_id(d->accounts, c->account);
		if (a == NULL || a->state != ACCOUNT_ENABLED)
			continue;
		if (n++ == 0)
			*first = a;
	}
	return n;
}

static void
tell_behind(struct examination *x, const struct dir_server *s)
{
	char	 age[32];

	config_duration_text(s->oldest / 1000 * 1000, age, sizeof(age));
	if (s->paused) {
		x->f.is_note = s->pending == 0;
		advise(x, "sitectl domain resume %s; then domain sync %s",
		    s->name, s->name);
		tell(x, s->name, "paused: it shows no change; %zu outstanding",
		    s->pending);
	} else if (s->late) {
		advise(x, "sitectl domain sync %s; if it is lost, domain "
		    "replication %s --waive", s->name, s->name);
		tell(x, s->name, "late: %zu outstanding, the oldest for %s",
		    s->pending, age);
	}
}

static void
look_at_replica(struct examination *x, size_t i)
{
	const struct account_entry	*first;
	struct dir_server		 s;
	size_t				 n;

	directory_server(x->d, i, &s);
	tell_behind(x, &s);
	if (s.waived.us != 0) {
		x->f.is_note = true;
		advise(x, "sitectl domain replication %s --waive 0s, when it "
		    "is back", s.name);
		tell(x, s.name, "what is published does not wait for it: who "
		    "logs on there may not find his account");
	}
	if (!s.paused && s.oldest <= s.most)
		return;
	n = count_missing(x->d, &x->d->domain->set.r[i - 1], &first);
	if (n == 0)
		return;
	advise(x, "see: sitectl domain show %s; it comes with domain sync",
	    VIS(first->name));
	tell(x, s.name, "%zu account%s of the PDC %s not shown, as \"%s\"", n,
	    n == 1 ? "" : "s", n == 1 ? "is" : "are", VIS(first->name));
}

static void
look_at_replicas(struct examination *x)
{
	size_t	 i;

	for (i = 1; i < directory_servers(x->d); i++)
		look_at_replica(x, i);
}

/* --- who answers --- */

static bool
any_worker(const struct director *d)
{
	size_t	 i;

	for (i = 0; i < d->nprocesses; i++)
		if (d->processes[i].role == ROLE_WORKER &&
		    d->processes[i].state == CHILD_READY)
			return true;
	return false;
}

static void
look_at_listeners(struct examination *x)
{
	const bool		 answers = any_worker(x->d);
	struct dir_server	 s;
	size_t			 i;

	for (i = 0; i < directory_servers(x->d); i++) {
		directory_server(x->d, i, &s);
		if (s.listen[0] == '\0') {
			x->f.is_note = true;
			advise(x, "give it one in option replicas, as %s@"
			    "ADDRESS:445/LAG, if clients shall reach it",
			    s.name);
			tell(x, s.name, "it has no address: nobody logs on "
			    "there");
		} else if (!answers) {
			advise(x, "a worker is started again by itself; the "
			    "log says why it ended");
			tell(x, s.name, "nobody answers at %s: no worker runs",
			    s.listen);
		}
	}
	if (x->d->keeper_ready)
		return;
	advise(x, "wait a few seconds; then the log says what is wrong");
	tell(x, "keeper", "it has no key and accounts: every logon waits");
}

/* --- the accounts of domain controllers, and their group --- */

/* One view for each server; the PDC's first. */
static struct sam_view
view_of(const struct director *d, size_t server)
{
	return (struct sam_view){ d, server == 0 ? NULL :
	    &d->domain->set.r[server - 1], server };
}

struct wanted {
	const char	*name;
	uint32_t	 rid;
};

static bool
take_group(void *arg, const char *key, struct rd value)
{
	struct wanted		*w = arg;
	struct rpc_account	 row = { 0 };

	if (key[0] == FACT_GROUP && sam_record_get(value, &row) &&
	    row.name != NULL && text_casecmp(row.name, w->name) == 0)
		w->rid = fact_rid(key);
	return w->rid == 0;
}

/* 0: there is none. */
static uint32_t
find_group(const struct sam_view *v, const char *name)
{
	struct wanted	 w = { name, 0 };
	struct fact_key	 k;

	view_each_back(v, fact_back_name(&k, name), take_group, &w);
	return w.rid;
}

static const struct account_entry *
find_user(const struct director *d, const char *name)
{
	const struct account_entry	*a = accounts_find(d->accounts, name);

	return a == NULL || a->state == ACCOUNT_DELETED ? NULL : a;
}

/* SMSCliToknAcct& itself, SMS&_ and SMS#_ of a domain controller. */
static bool
is_of_clients(const struct account_entry *a)
{
	return a->state != ACCOUNT_DELETED && name_is_reserved(a->name);
}

static void
look_at_group(struct examination *x)
{
	const struct sam_view		 pdc = view_of(x->d, 0);
	const struct account_entry	*a = NULL, *first = NULL;
	size_t				 n = 0;

	while ((a = accounts_next(x->d->accounts, a)) != NULL)
		if (is_of_clients(a) && n++ == 0)
			first = a;
	if (n == 0 || find_group(&pdc, CLIENT_GROUP) != 0)
		return;
	advise(x, "start the client service of a domain controller, which "
	    "makes it, or make the global group " CLIENT_GROUP " over samr");
	tell(x, CLIENT_GROUP, "the group is missing, and %zu account%s of SMS "
	    "client%s should be in it, as \"%s\"", n, n == 1 ? "" : "s",
	    n == 1 ? "" : "s", VIS(first->name));
}

/* --- the token account --- */

static const char	*const token_rights[] = {
	"SeTcbPrivilege", "SeIncreaseQuotaPrivilege"
};

static bool
has_right(const struct sam_view *v, const struct sid *sid, const char *right)
{
	struct fact_key	 k;
	struct rd	 value;
	const size_t	 n = strlen(right) + 1;
	size_t		 i;

	if (!view_get(v, fact_key_rights(&k, sid), &value))
		return false;
	for (i = 0; i + n <= value.len; i++)
		if ((i == 0 || value.base[i - 1] == '\0') &&
		    memcmp(value.base + i, right, n) == 0)
			return true;
	return false;
}

static const char *
token_lacks(const struct sam_view *v, const struct account_entry *a)
{
	const struct sid	 sid = director_sid(v->d, a->rid);
	const uint32_t		 group = find_group(v, CLIENT_GROUP);
	struct fact_key		 k;
	struct rd		 value;
	size_t			 i;

	if (view_state(v, a) != ACCOUNT_ENABLED)
		return "is disabled";
	if (!view_get(v, fact_key_side(&k, ADMINISTRATORS, &sid), &value))
		return "is not in Administrators";
	if (group != 0 && !view_get(v, fact_key_member(&k, group, a->rid),
	    &value))
		return "is not in " CLIENT_GROUP;
	for (i = 0; i < nitems(token_rights); i++)
		if (!has_right(v, &sid, token_rights[i]))
			return i == 0 ? "lacks the right to act as part of "
			    "the operating system" :
			    "lacks the right to increase quotas";
	return NULL;
}

/* Q278345: a comment that is no stamp is of one who stamps against others. */
static void
look_at_stamp(struct examination *x, const struct sam_view *v,
    const struct account_entry *a)
{
	struct rpc_account	 row;
	struct epoch		 stamp;

	sam_user_row(v, a, &row);
	if (row.comment == NULL || row.comment[0] == '\0' ||
	    epoch_parse(row.comment, &stamp))
		return;
	advise(x, "a client service of the old kind (behaviour sp3) writes it "
	    "at every start, and each waits for its own: bring all domain "
	    "controllers to the one that counts (E=...), Q278345");
	tell(x, a->name, "stamped against: its comment is \"%.60s\"",
	    VIS(row.comment));
}

static void
look_at_token(struct examination *x)
{
	const struct account_entry	*a = find_user(x->d, TOKEN);
	const struct sam_view		 pdc = view_of(x->d, 0);
	const char			*lacks;

	if (a == NULL)
		return;
	lacks = token_lacks(&pdc, a);
	if (lacks != NULL) {
		advise(x, "the next start of the client service of a domain "
		    "controller (siteclient run --dc) puts it right; agents "
		    "there get no token until then");
		tell(x, a->name, "it %s", lacks);
	}
	look_at_stamp(x, &pdc, a);
}

/* --- wrong passwords of names that clients have, too --- */

static size_t
count_strangers(const struct director *d, size_t name)
{
	const struct namesake_client	*c;
	size_t				 i = 0, n = 0;

	while (namesakes_next(accounts_namesakes(d->accounts), NULL, &i, &c))
		n += c->count[name] > 0;
	return n;
}

static void
look_at_lock(struct examination *x, const struct account_entry *a,
    size_t server)
{
	struct tries_shown	 t;
	struct dir_server	 s;
	size_t			 name = name_namesake(a->name);

	tries_shown(x->d, a, server, &t);
	if (!t.is_locked && t.wrong == 0)
		return;
	directory_server(x->d, server, &s);
	x->f.is_note = !t.is_locked;
	if (!t.is_locked)
		advise(x, "see who tries it: sitectl account show \"%s\"",
		    VIS(a->name));
	else
		advise(x, "sitectl account unlock \"%s\"%s; then find who "
		    "tries it: account show, client show",
		    VIS(a->name), server == 0 ? "" : ", domain sync");
	tell(x, a->name, "%s on %s after %u wrong passwords; %zu machine%s "
	    "came with an own account of that name, which does not count",
	    t.is_locked ? "locked" : "tried", s.name, t.wrong,
	    name == NAMESAKE_NONE ? 0 : count_strangers(x->d, name),
	    name == NAMESAKE_NONE || count_strangers(x->d, name) != 1 ? "s" :
	    "");
}

static void
look_at_namesakes(struct examination *x)
{
	const struct account_entry	*a = NULL;
	size_t				 i;

	while ((a = accounts_next(x->d->accounts, a)) != NULL)
		for (i = 0; is_of_clients(a) && i < directory_servers(x->d);
		    i++)
			look_at_lock(x, a, i);
}

static void
look_at_machines(struct examination *x)
{
	const struct namesake_client	*c;
	char				 from[ADDR_TEXT_SIZE];
	size_t				 i = 0, k, shown = 0;

	while (shown < MACHINES_SHOWN && namesakes_next(accounts_namesakes(
	    x->d->accounts), NULL, &i, &c)) {
		for (k = 0; c->count[k] == 0; k++)
			;
		shown++;
		x->f.is_note = true;
		advise(x, "%s", namesake_advice(k));
		tell(x, c->workstation[0] != '\0' ? c->workstation :
		    addr_text(&c->peer, from), "it logs on with its own "
		    "account %s, which is refused and counts against nobody",
		    name_of_namesake(k));
	}
}

/* SMS 2.0 made it for installations; nothing of ours does (push.md). */
static void
look_at_boot_account(struct examination *x)
{
	const struct account_entry	*a = find_user(x->d, BOOT);

	if (a == NULL || a->kind != ACCOUNT_DOMAIN)
		return;
	x->f.is_note = true;
	advise(x, "net rpc user delete '" BOOT "', if no site of SMS 2.0 "
	    "installs clients in this domain");
	tell(x, a->name, "nothing uses it: it is left over from an "
	    "installation");
}

/* What the next cleanup takes away. */
static void
look_at_leftovers(struct examination *x)
{
	struct cleanup_view	 v = { .account = 0 };
	struct cleanup_state	 s;
	char			 when[WALL_TEXT_SIZE];

	cleanup_state(x->d, &s);
	while (cleanup_next_view(x->d, v.account, &v)) {
		if (v.going || v.verdict != CLEANUP_GOES)
			continue;
		x->f.is_note = true;
		advise(x, "nothing, or at once: sitectl domain cleanup");
		tell(x, v.name, "its controller is gone: it is taken away at "
		    "%s", wall_text(s.next, when));
	}
}

void
doctor_examine(struct director *d, doctor_tell *fn, void *arg)
{
	static void		(*const parts[])(struct examination *) = {
		look_at_listeners, look_at_replicas, look_at_group,
		look_at_token, look_at_namesakes, look_at_machines,
		look_at_boot_account, look_at_leftovers
	};
	struct examination	 x = { .d = d, .tell = fn, .arg = arg };
	size_t			 i;

	for (i = 0; i < nitems(parts); i++)
		parts[i](&x);
}
