/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the first connection to "this client's configuration is fresh". */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "contrib/siteclient/cycle_int.h"
#include "contrib/siteclient/due.h"
#include "contrib/siteclient/hosts.h"
#include "contrib/siteclient/slot.h"
#include "protocol/sms/nalpath.h"
#include "protocol/sms/property.h"

#define AHEAD_US	(300 * 1000000LL)	/* a clock may be wrong so far */
#define TRAVEL_ALWAYS	1U			/* Travel Mode Switch, Q299772 */

#define CAPLIST		"clidata.box/Caplist.ini"
#define NETCONF		"clidata.box/NETCONF.NCF"
#define CLIBASE		"clidata.box/Clibase.cfg"

/* --- connect --- */

/* CAP and account that come next; false: there are no more. */
static bool
next_pair(struct cycle *c, struct account **account)
{
	const bool	 all = config_plays(c->agent->config, "sp3");
	unsigned	 a;

	for (; c->cap < c->caps.n; c->cap++, c->account = 0)
		for (; c->account < c->plan.n; c->account++) {
			a = c->plan.at[c->account];
			*account = &c->agent->state.account[a];
			if (all || (c->failed & 1U << a) == 0)
				return true;
		}
	return false;
}

/* What refuses says more than what is silent. */
static void
note(struct cycle *c, const struct link_reply *reply)
{
	if (c->hresult == 0 || reply->error == 0) {
		c->failure = *reply;
		c->hresult = link_hresult(reply);
	}
}

static int
open_link(struct cycle *c, const struct account *account)
{
	struct agent			*a = c->agent;
	const struct link_done		 done = { cycle_replied, c };
	struct link_target		 to = { .server = c->server,
	    .share = c->share, .from = a->from, .user = account->name,
	    .domain = account->domain, .password = account->password,
	    .workstation = a->identity.name };
	struct nalpath			 p;
	int				 error;

	if (!nalpath_parse(a->state.caps[c->caps.at[c->cap]], &p) ||
	    !nalpath_unc(&p, c->server, c->share))
		return -ENOENT;
	error = hosts_find(&a->config->host, c->server, &to.to);
	return error != 0 ? error :
	    link_open(a->transport, &to, &done, &c->link);
}

enum verdict
ask_connect(struct cycle *c)
{
	struct link_reply	 failed = { 0 };
	struct account		*account;

	link_close(&c->link);
	while (next_pair(c, &account)) {
		failed.error = open_link(c, account);
		if (failed.error == 0)
			return STEP_WAIT;
		agent_log(&c->agent->logs, LOG_CCIM, "Warning - no way to "
		    "\\\\%s\\%s: %s", c->server, c->share,
		    link_text(&failed));
		note(c, &failed);
		c->cap++;
		c->account = 0;
	}
	return STEP_FAILED;
}

enum verdict
take_connect(struct cycle *c, const struct link_reply *reply)
{
	const unsigned	 i = c->plan.at[c->account];
	struct agent	*a = c->agent;
	struct account	*account = &a->state.account[i];
	const bool	 refused = accounts_heard(account, reply, c->now);

	if (link_ok(reply)) {
		a->existing_cap = c->caps.at[c->cap];
		c->hresult = 0;
		agent_log(&a->logs, LOG_CCIM, "Connected to \\\\%s\\%s as %s",
		    c->server, c->share, account->name);
		return STEP_NEXT;
	}
	agent_log(&a->logs, LOG_CCIM, reply->error != 0 ?
	    "Warning - no way to \\\\%s\\%s as %s: %s" :
	    "Warning - \\\\%s\\%s refused %s: %s", c->server, c->share,
	    account->name, link_text(reply));
	note(c, reply);
	if (refused) {
		c->failed |= 1U << i;
		c->account++;
	} else {
		c->cap++;
		c->account = 0;
	}
	return STEP_AGAIN;
}

/* --- manifest --- */

enum verdict
ask_manifest(struct cycle *c)
{
	memset(&c->manifest, 0, sizeof(c->manifest));
	cycle_keys_forget(c);
	arena_free(&c->arena);
	c->file = NULL;
	c->all_applied = true;
	return cycle_fetch(c, MANIFEST_PATH);
}

static int
check_manifest(struct cycle *c, struct err *err)
{
	const struct agent	*a = c->agent;
	const struct wall	 now = cycle_wall(c);
	int			 error;

	error = manifest_open(c->body.data, c->body.len,
	    a->identity.site_sign_key, &c->arena, &c->manifest, err);
	if (error != 0)
		return error;
	if (strcasecmp(c->manifest.site, a->identity.site) != 0)
		return err_set(err, EINVAL, "it is of site %s",
		    c->manifest.site);
	if (c->manifest.serial < a->state.manifest_serial)
		return err_set(err, ESTALE, "its serial %llu is lower than "
		    "%llu, which was seen before",
		    (unsigned long long)c->manifest.serial,
		    (unsigned long long)a->state.manifest_serial);
	if (c->manifest.not_before.us > now.us + AHEAD_US ||
	    c->manifest.valid_until.us < now.us)
		return err_set(err, ESTALE, "it does not hold at this time");
	return 0;
}

/* A CAP whose manifest is not in order is not used; another may be. */
enum verdict
take_manifest(struct cycle *c, const struct link_reply *reply)
{
	struct err	 err = { 0 };

	if (!link_ok(reply))
		return cycle_fail(c, reply);
	if (check_manifest(c, &err) == 0) {
		c->agent->state.manifest_serial = c->manifest.serial;
		accounts_promised(&c->agent->state, &c->manifest);
		return STEP_NEXT;
	}
	memset(&c->manifest, 0, sizeof(c->manifest));
	agent_log(&c->agent->logs, LOG_CCIM, "ERROR: the manifest on "
	    "\\\\%s\\%s is refused: %s", c->server, c->share, err.text);
	c->hresult = GENERIC_FAILURE;
	return cycle_next_cap(c);
}

/* --- what is read whole --- */

enum verdict
ask_caplist(struct cycle *c)
{
	return c->kind == CYCLE_POLL ? cycle_to(c, AT_RECIPIENT) :
	    cycle_fetch(c, CAPLIST);
}

static bool
is_known(const struct state *s, const struct text_list *caps)
{
	size_t	 i;

	if (s->ncap != (caps->n < CAPS_MAX ? caps->n : CAPS_MAX))
		return false;
	for (i = 0; i < s->ncap; i++)
		if (strcmp(s->caps[i], caps->s[i]) != 0)
			return false;
	return true;
}

/* Another list, another order: that of the one in use, then the others. */
static int
take_caps(struct cycle *c, const struct text_list *caps)
{
	struct agent	*a = c->agent;
	char		 used[CYCLE_PATH_SIZE];
	size_t		 i;

	(void)strlcpy(used, a->state.caps[c->caps.at[c->cap]], sizeof(used));
	if (state_set_caps(&a->state, caps->s, caps->n) != 0)
		return -ENOMEM;
	for (i = 0; i < a->state.ncap; i++)
		if (strcasecmp(a->state.caps[i], used) == 0)
			break;
	a->existing_cap = i < a->state.ncap ? (int)i : -1;
	caps_order(&a->state, &(struct config_list){ .n = 0 },
	    a->existing_cap, arc4random_uniform, &c->caps);
	c->cap = 0;
	return 0;
}

enum verdict
take_caplist(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e;
	struct caplist		 list;

	if (v != STEP_NEXT)
		return v;
	if (caplist_parse(c->body.data, c->body.len, &c->arena, &list,
	    &e) != 0)
		return cycle_refuse(c, CAPLIST, &e);
	/* one must not lose all of them */
	if (list.caps.n == 0 || is_known(&c->agent->state, &list.caps))
		return STEP_NEXT;
	return take_caps(c, &list.caps) == 0 ? STEP_NEXT :
	    cycle_fail(c, &(struct link_reply){ .error = -ENOMEM });
}

enum verdict
ask_netconf(struct cycle *c)
{
	return cycle_fetch(c, NETCONF);
}

enum verdict
take_netconf(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e;

	if (v == STEP_NEXT && netconf_parse(c->body.data, c->body.len,
	    &c->arena, &c->netconf, &e) != 0)
		return cycle_refuse(c, NETCONF, &e);
	return v;
}

enum verdict
ask_clibase(struct cycle *c)
{
	return cycle_fetch(c, CLIBASE);
}

static void
take_property(struct state *s, const struct reg_value *v)
{
	static const struct {
		enum property_id	 id;
		size_t			 at;
	} known[] = {
		{ PROP_CYCLE_MINUTES, offsetof(struct state, cycle_minutes) },
		{ PROP_RETRY_MINUTES, offsetof(struct state, retry_minutes) },
		{ PROP_ORPHAN_DAYS, offsetof(struct state, orphan_days) },
		{ PROP_TRAVEL_MODE, offsetof(struct state, travel_mode) },
	};
	size_t	 i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (v->type == REG_DWORD && strcasecmp(v->name,
		    properties[known[i].id].name) == 0 && property_check(
		    v->name, v->type, "", v->number) == NULL)
			memcpy((char *)s + known[i].at, &v->number,
			    sizeof(v->number));
}

enum verdict
take_clibase(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e;
	struct clibase		 base;
	size_t			 i;

	if (v != STEP_NEXT)
		return v;
	if (clibase_parse(c->body.data, c->body.len, &c->arena, &base,
	    &e) != 0)
		return cycle_refuse(c, CLIBASE, &e);
	for (i = 0; base.client.nkey > 0 &&
	    i < base.client.key[0].nvalue; i++)
		take_property(&c->agent->state, &base.client.key[0].value[i]);
	due_take_base(&c->agent->state, &base);
	return STEP_NEXT;
}

/* --- the stamp --- */

static void
log_card(const struct agent *a, const struct card *card)
{
	char	 address[BOUNDARY_TEXT_SIZE], subnet[BOUNDARY_TEXT_SIZE];

	if (card == NULL)
		return;
	ipv4_text(card->address, address);
	ipv4_text(card_subnet(card), subnet);
	agent_log(&a->logs, LOG_CCIM, "CardIndex %zu, MACAddress %s, "
	    "IPAddress %s, IPSubnet %s", (size_t)(card - a->cards.card),
	    card->mac, address, subnet);
}

enum verdict
ask_checked(struct cycle *c)
{
	struct agent		*a = c->agent;
	const struct card	*card = assign_check(&a->cards, &c->netconf);
	const bool		 was = a->state.is_assigned;

	c->reached = true;
	a->state.config_checked = cycle_wall(c);
	a->state.next_cycle = slot_next_cycle(slot_number(
	    a->identity.site_sign_key, &a->identity.id), c->now,
	    agent_cycle_ms(a));
	log_card(a, card);
	if (card == NULL && was)
		agent_log(&a->logs, LOG_CCIM, "- No longer assigned to %s; "
		    "checking for travel mode override", a->identity.site);
	if (card == NULL && was &&
	    (a->state.travel_mode & TRAVEL_ALWAYS) != 0) {
		agent_log(&a->logs, LOG_CCIM, "Travel mode: stays with %s",
		    a->identity.site);
		(void)agent_save(a);
		return cycle_to(c, AT_REPORT);
	}
	agent_log(&a->logs, LOG_CCIM, card != NULL ? "CLIENT IS ASSIGNED" :
	    "Function return - Client not assigned");
	a->state.is_assigned = card != NULL;
	(void)agent_save(a);
	if (card != NULL)
		return STEP_NEXT;
	c->offer.n = 0;			/* nothing is offered to it */
	return cycle_to(c, AT_REMOVE);
}
