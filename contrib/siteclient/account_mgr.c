/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The software installation account: given before a run, taken back after. */
#include "contrib/siteclient/account_mgr_int.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LOG(a, ...)	agent_log(&(a)->logs, LOG_APM, "ACCOUNT MGR : " \
    __VA_ARGS__)

bool
account_mgr_is_set(const struct agent *a)
{
	return a->config->install_account[0] != '\0';
}

/* As the article has it. */
const char *
account_mgr_text(uint32_t error)
{
	return error == WIN32_NO_SUCH_USER ? "The specified user does not "
	    "exist" : win32_text(error);
}

/* --- on a domain controller: BUILTIN\Administrators, on the PDC --- */

static uint32_t
open_pdc(struct agent *a, const char *at, struct domain **out)
{
	struct runas	 service;
	struct err	 e;
	uint32_t	 error;

	*out = NULL;
	if (runas_take("dc_account", a->config->dc_account,
	    a->config->dc_password, &service, &e) != 0) {
		LOG(a, "ERROR: %s", e.text);
		return WIN32_ACCESS_DENIED;
	}
	error = inquiry_open(a, at, &service, out);
	runas_wipe(&service);
	return error;
}

/* Whom `given' names, there. */
static uint32_t
find_given(struct domain *pdc, const char *given, struct sid *sid)
{
	const char	*name = strchr(given, '\\');
	uint32_t	 rid;

	return inquiry_sid(pdc, name == NULL ? given : name + 1, &rid, sid);
}

static uint32_t
is_administrator(struct domain *pdc, const struct sid *sid, bool *out)
{
	struct domain_rids	 aliases = { 0 };
	uint32_t		 error;

	error = domain_aliases_of(pdc, DOMAIN_BUILTIN, sid, 1, &aliases);
	*out = domain_has_rid(&aliases, ADMINISTRATORS_RID);
	return error;
}

static bool
save(struct agent *a, const struct machine *m)
{
	struct err	 e;

	if (machine_save(a->folder, m, &e) == 0)
		return true;
	LOG(a, "ERROR: %s", e.text);
	return false;
}

/* What stands in local.ini is taken back, whatever happens to us. */
static uint32_t
give_at_pdc(struct agent *a, struct domain *pdc, struct machine *m)
{
	struct sid	 sid;
	bool		 already;
	uint32_t	 error = find_given(pdc, m->given, &sid);

	if (error == 0)
		error = is_administrator(pdc, &sid, &already);
	if (error != 0 || already)
		goto nothing;
	if (!save(a, m))
		return WIN32_GEN_FAILURE;
	error = domain_join_alias(pdc, DOMAIN_BUILTIN, ADMINISTRATORS_RID,
	    &sid);
	if (error == 0 || win32_class(error) == WIN32_SILENT)
		return error;
nothing:
	m->given[0] = m->given_at[0] = '\0';
	(void)save(a, m);
	return error == WIN32_MEMBER_IN_ALIAS ? 0 : error;
}

static uint32_t
give_on_controller(struct inquiry *q)
{
	struct machine	*m = &q->machine;
	struct domain	*pdc;
	char		 name[DOMAIN_LABEL_SIZE];
	uint32_t	 error = domain_pdc(q->dc, NULL, name);

	if (error != 0)
		return error;
	text_copy(m->given_at, sizeof(m->given_at), name);
	error = open_pdc(q->a, name, &pdc);
	if (error == 0)
		error = give_at_pdc(q->a, pdc, m);
	domain_close(&pdc);
	return error;
}

/* --- on another machine: its own Administrators --- */

static uint32_t
give_here(struct inquiry *q)
{
	struct machine	*m = &q->machine;

	m->given_at[0] = '\0';
	text_copy(m->administrator, sizeof(m->administrator), m->given);
	return save(q->a, m) ? 0 : WIN32_GEN_FAILURE;
}

static uint32_t
give(struct inquiry *q)
{
	struct machine	*m = &q->machine;
	uint32_t	 error;

	(void)snprintf(m->given, sizeof(m->given), "%s\\%s", q->as.domain,
	    q->as.user);
	LOG(q->a, "Granting Local admin rights to user '%s'", m->given);
	error = q->a->config->dc[0] != '\0' ? give_on_controller(q) :
	    give_here(q);
	if (error != 0)
		LOG(q->a, "ERROR: NetLocalGroupAddMembers error for user "
		    "%s\\%s (%u)", q->as.domain, q->as.user, error);
	return error;
}

/* --- before a run --- */

static uint32_t
prepare(struct inquiry *q)
{
	const struct config	*c = q->a->config;
	struct err		 e;

	if (machine_load(q->a->folder, &q->machine, &e) != 0) {
		LOG(q->a, "ERROR: %s", e.text);
		return WIN32_GEN_FAILURE;
	}
	machine_make_token(&q->machine);
	if (runas_take("install_account", c->install_account,
	    c->install_password, &q->as, &e) == 0)
		return save(q->a, &q->machine) ? 0 : WIN32_GEN_FAILURE;
	LOG(q->a, "ERROR: %s", e.text);
	LOG(q->a, "ERROR: Could not get APM run account data for site '%s'",
	    q->a->identity.site);
	return WIN32_INVALID_ACCOUNT_NAME;
}

/* --- what was refused (algorithms A4) --- */

/* FNV-1a: to tell it from another one, not to keep it. */
static uint64_t
hash_on(uint64_t h, const char *s)
{
	do {
		h = (h ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
	} while (*s++ != '\0');
	return h;
}

static uint64_t
secret_of(const struct runas *as)
{
	return hash_on(hash_on(hash_on(UINT64_C(0xcbf29ce484222325),
	    as->domain), as->user), as->password);
}

static bool
is_of_account(uint32_t error)
{
	static const uint32_t	 those[] = {
		WIN32_INVALID_PASSWORD, WIN32_LOGON_FAILURE,
		WIN32_ACCOUNT_RESTRICTION, WIN32_INVALID_LOGON_HOURS,
		WIN32_INVALID_WORKSTATION, WIN32_PASSWORD_EXPIRED,
		WIN32_ACCOUNT_DISABLED, WIN32_ACCOUNT_EXPIRED,
		WIN32_PASSWORD_MUST_CHANGE, WIN32_ACCOUNT_LOCKED_OUT
	};
	size_t			 i;

	for (i = 0; i < sizeof(those) / sizeof(those[0]); i++)
		if (those[i] == error)
			return true;
	return false;
}

static bool
was_refused(const struct inquiry *q)
{
	const struct agent_refusal	*r = &q->a->refusal;

	return r->error != 0 && r->secret == secret_of(&q->as) &&
	    !mono_passed(r->until, mono_now());
}

static void
note_refusal(struct inquiry *q, uint32_t error)
{
	const struct config	*c = q->a->config;

	if (!is_of_account(error) || config_plays(c, "sp3"))
		return;
	q->a->refusal = (struct agent_refusal){ secret_of(&q->as), error,
	    mono_after(mono_now(), error == WIN32_ACCOUNT_LOCKED_OUT ?
	    c->locked_out_ms : agent_cycle_ms(q->a)) };
}

static uint32_t
ask_once(struct inquiry *q)
{
	uint32_t	 error;

	if (was_refused(q)) {
		LOG(q->a, "%s\\%s was refused (%u): not tried again for a "
		    "while", q->as.domain, q->as.user, q->a->refusal.error);
		return q->a->refusal.error;
	}
	error = inquiry_ask(q);
	note_refusal(q, error);
	return error;
}

uint32_t
account_mgr_begin(struct agent *a)
{
	struct inquiry	 q = { .a = a };
	uint32_t	 error;

	account_mgr_end(a);		/* of a run before */
	error = prepare(&q);
	if (error == 0)
		error = ask_once(&q);
	if (error == 0)
		error = give(&q);
	domain_close(&q.dc);
	runas_wipe(&q.as);
	machine_wipe(&q.machine);
	return error;
}

/* --- after it --- */

static uint32_t
take_back(struct agent *a, const struct machine *m)
{
	struct domain	*pdc;
	struct sid	 sid;
	uint32_t	 error;

	if (m->given_at[0] == '\0')
		return 0;		/* it goes with the file */
	error = open_pdc(a, m->given_at, &pdc);
	if (error == 0)
		error = find_given(pdc, m->given, &sid);
	if (error == 0)
		error = domain_part_alias(pdc, DOMAIN_BUILTIN,
		    ADMINISTRATORS_RID, &sid);
	domain_close(&pdc);
	/* whoever has deleted the account, or has done it already */
	return error == WIN32_MEMBER_NOT_IN_ALIAS ||
	    error == WIN32_NERR_USER_NOT_FOUND ? 0 : error;
}

void
account_mgr_end(struct agent *a)
{
	struct machine	 m;
	struct err	 e;
	uint32_t	 error;

	if (machine_load(a->folder, &m, &e) != 0) {
		LOG(a, "ERROR: %s", e.text);
		return;
	}
	if (m.given[0] != '\0') {
		LOG(a, "Revoking Local admin rights of user '%s'", m.given);
		error = take_back(a, &m);
		if (error != 0)
			LOG(a, "ERROR: NetLocalGroupDelMembers error for user "
			    "%s (%u): tried again at the next poll", m.given,
			    error);
		else
			LOG(a, "Reverting to " MACHINE_TOKEN);
		if (error == 0) {
			m.given[0] = m.given_at[0] = '\0';
			m.administrator[0] = '\0';
			(void)save(a, &m);
		}
	}
	machine_wipe(&m);
}
