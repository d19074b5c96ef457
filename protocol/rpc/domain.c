/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/domain.h"

#include <string.h>

#include "base/text.h"

const struct rpc_domain_row	rpc_domain_rows[DOMAIN_OP_COUNT] = {
[DOMAIN_FACTS]		= { "facts",		RPC_USER,	false },
[DOMAIN_FIND]		= { "find",		RPC_USER,	false },
[DOMAIN_NAME]		= { "name",		RPC_USER,	false },
[DOMAIN_LIST]		= { "list",		RPC_USER,	false },
[DOMAIN_READ]		= { "read",		RPC_USER,	false },
[DOMAIN_CREATE]		= { "create",		RPC_OPERATOR,	true },
[DOMAIN_DELETE]		= { "delete",		RPC_OPERATOR,	true },
[DOMAIN_WRITE]		= { "write",		RPC_OPERATOR,	true },
[DOMAIN_MEMBERS]	= { "members",		RPC_USER,	false },
[DOMAIN_JOIN]		= { "join",		RPC_OPERATOR,	true },
[DOMAIN_PART]		= { "part",		RPC_OPERATOR,	true },
[DOMAIN_MEMBER_OF]	= { "member-of",	RPC_USER,	false },
[DOMAIN_RIGHTS]		= { "rights",		RPC_USER,	false },
[DOMAIN_GRANT]		= { "grant",		RPC_OPERATOR,	true },
[DOMAIN_REVOKE]		= { "revoke",		RPC_OPERATOR,	true },
[DOMAIN_HOLDERS]	= { "holders",		RPC_USER,	false },
[DOMAIN_POLICY]		= { "policy",		RPC_OPERATOR,	true },
};

const char *
rpc_domain_name(const struct rpc_facts *f, enum rpc_domain_which which)
{
	if (which == DOMAIN_BUILTIN)
		return sid_known(SID_BUILTIN)->name;
	return f->is_controller ? f->domain : f->server;
}

/*
 * [MS-SAMR] 3.1.1.8.4 (sAMAccountName) and NetUserAdd's own list; with blanks
 * at an end, a list would show it as another's name.
 */
bool
rpc_account_name_fits(enum sid_use kind, const char *name)
{
	size_t		 most = kind == SID_USE_USER ? DOMAIN_USER_NAME_MAX :
			    DOMAIN_GROUP_NAME_MAX;
	const char	*at;

	for (at = name; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f ||
		    strchr("\"/\\[]:|<>+=;,?*", *at) != NULL)
			return false;
	}
	return name[strspn(name, ". ")] != '\0' && at[-1] != '.' &&
	    at[-1] != ' ' && name[0] != ' ' && utf16_bytes(name) / 2 <= most;
}

static bool
text_fits(const char *s)
{
	return s == NULL || utf16_bytes(s) / 2 <= DOMAIN_TEXT_MAX;
}

bool
rpc_account_fits(const struct rpc_account *a, uint32_t fields)
{
	if (fields & FIELD_HOURS && a->hours.len != 0 &&
	    a->hours.len != DOMAIN_HOURS_SIZE)
		return false;
	return text_fits(a->full_name) && text_fits(a->comment) &&
	    text_fits(a->user_comment) && text_fits(a->home) &&
	    text_fits(a->home_drive) && text_fits(a->script) &&
	    text_fits(a->profile) && text_fits(a->workstations) &&
	    a->parameters.len <= DOMAIN_PARAMETERS_MAX;
}
