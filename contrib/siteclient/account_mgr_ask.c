/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the account manager asks the domain, and as whom. */
#include "contrib/siteclient/account_mgr_int.h"

#include <string.h>

#include "base/text.h"
#include "contrib/siteclient/hosts.h"
#include "protocol/sms/nalpath.h"

#define LOG(q, ...)	agent_log(&(q)->a->logs, LOG_APM, "ACCOUNT MGR : " \
    __VA_ARGS__)

static bool
is_sp3(const struct inquiry *q)
{
	return config_plays(q->a->config, "sp3");
}

uint32_t
inquiry_open(const struct agent *a, const char *server,
    const struct runas *as, struct domain **out)
{
	struct domain_how	 how = { .server = server, .user = as->user,
				    .domain = as->domain,
				    .password = as->password,
				    .workstation = a->identity.name,
				    .timeout_ms =
				    (uint32_t)a->config->dc_timeout_ms };

	*out = NULL;
	if (hosts_find(&a->config->host, server, &how.to) != 0)
		return WIN32_BAD_NETPATH;
	return domain_open(&how, out);
}

uint32_t
inquiry_sid(struct domain *d, const char *user, uint32_t *rid,
    struct sid *out)
{
	struct domain_facts	 f;
	uint32_t		 error = domain_facts(d, &f);

	if (error == 0)
		error = domain_find(d, DOMAIN_ACCOUNTS, SID_USE_USER, user,
		    rid);
	if (error == 0 && !sid_join(&f.sid, *rid, out))
		error = WIN32_INVALID_PARAMETER;
	return error;
}

/* --- where is a controller? --- */

/* Controllers that were told, else the CAPs; false: no more. */
static bool
server_at(const struct agent *a, size_t i, char name[static 64])
{
	char		 share[81];
	struct nalpath	 p;

	if (a->config->dcs.n > 0) {
		if (i < a->config->dcs.n)
			text_copy(name, 64, a->config->dcs.s[i]);
		return i < a->config->dcs.n;
	}
	for (; i < a->state.ncap; i++)
		if (nalpath_parse(a->state.caps[i], &p) &&
		    nalpath_unc(&p, name, share))
			return true;
	return false;
}

static size_t
count_servers(const struct agent *a)
{
	char	 name[64];
	size_t	 n = 0;

	while (server_at(a, n, name))
		n++;
	return n;
}

/*
 * The first that answers, from one of them on.  Whoever refuses the identity
 * would refuse it elsewhere, too, and may count it: that is no reason to go
 * on to the next.
 */
static uint32_t
find_dc(const struct inquiry *q, size_t from, const struct runas *as,
    struct domain **out, char name[static DOMAIN_LABEL_SIZE])
{
	const size_t	 n = count_servers(q->a);
	uint32_t	 error = WIN32_NERR_DC_NOT_FOUND;
	char		 server[64];
	size_t		 i;

	*out = NULL;
	for (i = 0; i < n; i++) {
		(void)server_at(q->a, (from + i) % n, server);
		error = inquiry_open(q->a, server, as, out);
		if (win32_class(error) != WIN32_SILENT)
			break;
	}
	text_copy(name, DOMAIN_LABEL_SIZE, n == 0 ? "" : server);
	return error;
}

/* The one that this server names; mostly itself. */
static uint32_t
follow(struct inquiry *q, const struct runas *as)
{
	char		 name[DOMAIN_LABEL_SIZE];
	struct domain	*d;
	uint32_t	 error = domain_any_dc(q->dc, NULL, name);

	if (error != 0 || text_casecmp(name, q->dc_name) == 0)
		return error;
	error = inquiry_open(q->a, name, as, &d);
	if (error != 0)
		return error;
	domain_close(&q->dc);
	q->dc = d;
	text_copy(q->dc_name, sizeof(q->dc_name), name);
	return 0;
}

/* A controller is one itself. */
static uint32_t
get_any_dc(struct inquiry *q, const struct runas *as)
{
	uint32_t	 error;

	if (q->a->config->dc[0] != '\0') {
		text_copy(q->dc_name, sizeof(q->dc_name), q->a->config->dc);
		return inquiry_open(q->a, q->dc_name, as, &q->dc);
	}
	error = find_dc(q, 0, as, &q->dc, q->dc_name);
	if (error == 0)
		error = follow(q, as);
	LOG(q, "%sNetGetAnyDCName as %s\\%s: %s (%u)", error == 0 ? "" :
	    "ERROR: ", as->domain, as->user, q->dc_name, error);
	return error;
}

/* --- groups --- */

static uint32_t
local_groups(const struct inquiry *q, struct domain *d)
{
	struct domain_rids	 groups, aliases;
	struct sid		 sid;
	uint32_t		 rid, error;

	error = inquiry_sid(d, q->as.user, &rid, &sid);
	if (error == 0)
		error = domain_groups_of(d, rid, &groups);
	if (error == 0 && groups.n == 0)
		error = WIN32_NERR_GROUP_NOT_FOUND;	/* Q263279 */
	if (error == 0)
		error = domain_aliases_of(d, DOMAIN_BUILTIN, &sid, 1,
		    &aliases);
	return error;
}

/*
 * DsGetAnyDcName looks for itself, and need not find the same one: from the
 * next on.  Where there is a session, its identity stands.
 */
static uint32_t
get_local_groups(struct inquiry *q, const struct runas *as)
{
	char		 name[DOMAIN_LABEL_SIZE];
	struct domain	*d = NULL;
	uint32_t	 error = 0;

	if (q->a->config->dc[0] != '\0' || count_servers(q->a) < 2)
		return local_groups(q, q->dc);
	error = find_dc(q, 1, as, &d, name);
	if (error == 0)
		error = local_groups(q, d);
	LOG(q, "NetUserGetLocalGroups as %s\\%s at %s: %u", as->domain,
	    as->user, name, error);
	domain_close(&d);
	return error;
}

/* Q307434: what a controller's refusal became on its way up. */
static uint32_t
as_sp3_saw_it(struct inquiry *q, uint32_t error)
{
	if (error == WIN32_ACCOUNT_LOCKED_OUT)
		return WIN32_NO_SUCH_USER;
	if (error != WIN32_LOGON_FAILURE)
		return error;
	LOG(q, "WARNING: Could not ascertain rights for user");
	return 0;
}

static uint32_t
check_groups(struct inquiry *q, const struct runas *as)
{
	uint32_t	 error = get_local_groups(q, as);

	if (is_sp3(q))
		error = as_sp3_saw_it(q, error);
	if (error != 0)
		LOG(q, "ERROR: NetUserGetLocalGroups failed for user %s\\%s "
		    "(%u)", q->as.domain, q->as.user, error);
	return error;
}

/* --- as whom --- */

static bool
connection_account(const struct agent *a, struct runas *as)
{
	const struct account	*c;
	size_t			 i;

	for (i = 0; i < a->state.naccount; i++) {
		c = &a->state.account[i];
		if (c->trouble != ACCOUNT_FINE)
			continue;
		text_copy(as->user, sizeof(as->user), c->name);
		text_copy(as->domain, sizeof(as->domain), c->domain);
		text_copy(as->password, sizeof(as->password), c->password);
		return true;
	}
	return false;
}

/* The machine's own account, which no controller knows. */
static void
local_token(const struct inquiry *q, struct runas *as)
{
	text_copy(as->user, sizeof(as->user), MACHINE_TOKEN);
	text_copy(as->domain, sizeof(as->domain), q->a->identity.name);
	text_copy(as->password, sizeof(as->password), q->machine.token);
}

static uint32_t
ask_as(struct inquiry *q, const struct runas *first,
    const struct runas *second)
{
	struct domain_station	 s;
	uint32_t		 error = get_any_dc(q, first);

	if (error == 0)
		error = domain_station(q->dc, &s);
	if (error != 0)
		return error;
	LOG(q, "NetWkstaGetInfo: domain %s", s.domain);
	if (text_casecmp(s.domain, q->as.domain) == 0)
		return check_groups(q, second);
	LOG(q, "WARNING: Could not ascertain rights for user");
	return 0;
}

uint32_t
inquiry_ask(struct inquiry *q)
{
	struct runas	 first = { .user = "" }, second = { .user = "" };
	uint32_t	 error = WIN32_LOGON_FAILURE;

	if (!is_sp3(q)) {
		LOG(q, "Switching from " MACHINE_TOKEN " to %s\\%s",
		    q->as.domain, q->as.user);
		return ask_as(q, &q->as, &q->as);
	}
	local_token(q, &second);
	if (q->a->config->dc[0] != '\0')
		error = ask_as(q, &q->as, &q->as);	/* as that one, once */
	else if (connection_account(q->a, &first))
		error = ask_as(q, &first, &second);
	runas_wipe(&first);
	runas_wipe(&second);
	return error;
}
