/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Users, groups and aliases: find, make, read, write, delete. */
#include "contrib/siteclient/domain_int.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define PASSWORD_ROOM	512		/* [MS-SAMR] 2.2.6.21 */

static void
copy(char *dst, size_t size, const char *s)
{
	text_copy(dst, size, s == NULL ? "" : s);
}

/* --- the way in --- */

static uint32_t
open_domain(struct domain *d, const struct rpc_handle *server,
    const char *name, enum rpc_domain_which which)
{
	struct samr_lookup_domain	 find = { .handle = *server,
					    .name = name };
	struct samr_open		 open = { .handle = *server,
					    .access = DOMAIN_MAXIMUM };
	uint32_t			 error;

	error = domain_call(d, PIPE_SAMR, SAMR_LOOKUP_DOMAIN, &find);
	if (error != 0)
		return error;
	if (find.sid == NULL)
		return WIN32_NO_SUCH_DOMAIN;
	open.sid = *find.sid;
	if (which == DOMAIN_ACCOUNTS)
		d->sid = open.sid;
	error = domain_call(d, PIPE_SAMR, SAMR_OPEN_DOMAIN, &open);
	d->domain[which] = open.opened;
	return error;
}

/* The one that is not BUILTIN. */
static uint32_t
find_domain(struct domain *d, const struct rpc_handle *server)
{
	struct samr_enum	 list = { .handle = *server,
				    .preferred = UINT32_MAX };
	uint32_t		 error, i;

	error = domain_call(d, PIPE_SAMR, SAMR_ENUM_DOMAINS, &list);
	for (i = 0; error == 0 && i < list.count; i++)
		if (list.v[i].name != NULL &&
		    text_casecmp(list.v[i].name, "Builtin") != 0) {
			copy(d->name, sizeof(d->name), list.v[i].name);
			return 0;
		}
	return error != 0 ? error : WIN32_NO_SUCH_DOMAIN;
}

uint32_t
domain_enter(struct domain *d)
{
	struct samr_connect	 args = { .server = d->server,
				    .access = DOMAIN_MAXIMUM };
	uint32_t		 error;

	if (d->is_in)
		return 0;
	if ((error = domain_call(d, PIPE_SAMR, SAMR_CONNECT2, &args)) != 0 ||
	    (error = find_domain(d, &args.handle)) != 0 ||
	    (error = open_domain(d, &args.handle, d->name,
	    DOMAIN_ACCOUNTS)) != 0 ||
	    (error = open_domain(d, &args.handle, "Builtin",
	    DOMAIN_BUILTIN)) != 0)
		return error;
	domain_close_handle(d, PIPE_SAMR, &args.handle);
	d->is_in = true;
	return 0;
}

uint32_t
domain_facts(struct domain *d, struct domain_facts *out)
{
	struct samr_query_domain	 args = {
		.level = SAMR_DOMAIN_GENERAL };
	uint32_t			 error = domain_enter(d);

	memset(out, 0, sizeof(*out));
	args.handle = d->domain[DOMAIN_ACCOUNTS];
	if (error == 0)
		error = domain_call(d, PIPE_SAMR, SAMR_QUERY_DOMAIN, &args);
	if (error != 0)
		return error;
	copy(out->name, sizeof(out->name), d->name);
	out->sid = d->sid;
	if (args.info == NULL)
		return WIN32_RPC_CALL_FAILED;
	copy(out->primary, sizeof(out->primary), args.info->facts.primary);
	out->is_primary = args.info->role == SAMR_ROLE_PRIMARY;
	return 0;
}

uint32_t
domain_open_rid(struct domain *d, enum rpc_domain_which which, uint16_t op,
    uint32_t rid, struct rpc_handle *out)
{
	struct samr_open	 args = { .access = DOMAIN_MAXIMUM,
				    .rid = rid };
	uint32_t		 error = domain_enter(d);

	args.handle = d->domain[which];
	if (error == 0)
		error = domain_call(d, PIPE_SAMR, op, &args);
	*out = args.opened;
	return error;
}

/* --- by name --- */

static uint32_t
missing(enum sid_use kind)
{
	return kind == SID_USE_USER ? WIN32_NERR_USER_NOT_FOUND :
	    kind == SID_USE_GROUP ? WIN32_NERR_GROUP_NOT_FOUND :
	    WIN32_NO_SUCH_ALIAS;
}

uint32_t
domain_find(struct domain *d, enum rpc_domain_which which,
    enum sid_use kind, const char *name, uint32_t *rid_out)
{
	struct samr_lookup	 args = { .count = 1, .names = &name };
	uint32_t		 error = domain_enter(d);

	*rid_out = 0;
	args.handle = d->domain[which];
	if (error == 0)
		error = domain_ask(d, PIPE_SAMR, SAMR_LOOKUP_NAMES, &args);
	if (error != 0)
		return error;
	if (d->status == (uint32_t)NT_NONE_MAPPED)
		return missing(kind);
	if (d->status != NT_OK)
		return win32_net_of((enum ntstatus)(int)d->status);
	if (args.ids.count != 1 || args.types.count != 1 ||
	    args.types.v[0] != (uint32_t)kind)
		return missing(kind);
	*rid_out = args.ids.v[0];
	return 0;
}

static const struct kind {
	uint16_t	 create, open, delete;
} kinds[] = {
	[SID_USE_USER]	= { SAMR_CREATE_USER2, SAMR_OPEN_USER,
			    SAMR_DELETE_USER },
	[SID_USE_GROUP]	= { SAMR_CREATE_GROUP, SAMR_OPEN_GROUP,
			    SAMR_DELETE_GROUP },
	[SID_USE_ALIAS]	= { SAMR_CREATE_ALIAS, SAMR_OPEN_ALIAS,
			    SAMR_DELETE_ALIAS },
};

uint32_t
domain_create(struct domain *d, enum sid_use kind, const char *name,
    uint32_t *rid_out)
{
	struct samr_create	 args = { .name = name,
				    .flags = USER_NORMAL,
				    .access = DOMAIN_MAXIMUM };
	uint32_t		 error = domain_enter(d);

	args.handle = d->domain[DOMAIN_ACCOUNTS];
	if (error == 0)
		error = domain_call(d, PIPE_SAMR, kinds[kind].create, &args);
	*rid_out = args.rid;
	if (error == 0)
		domain_close_handle(d, PIPE_SAMR, &args.opened);
	return error;
}

uint32_t
domain_delete(struct domain *d, enum sid_use kind, uint32_t rid)
{
	struct samr_close	 args = { .handle = { 0 } };
	uint32_t		 error;

	error = domain_open_rid(d, DOMAIN_ACCOUNTS, kinds[kind].open, rid,
	    &args.handle);
	if (error != 0)
		return error;
	return domain_call(d, PIPE_SAMR, kinds[kind].delete, &args);
}

/* --- a user --- */

static void
take_user(struct domain_user *out, const struct rpc_account *a)
{
	memset(out, 0, sizeof(*out));
	out->flags = a->flags;
	out->primary_group = a->primary_group;
	out->bad_passwords = a->bad_passwords;
	out->password_set = a->password_set;
	out->expires = a->expires;
	copy(out->name, sizeof(out->name), a->name);
	copy(out->full_name, sizeof(out->full_name), a->full_name);
	copy(out->comment, sizeof(out->comment), a->comment);
}

uint32_t
domain_user(struct domain *d, uint32_t rid, struct domain_user *out)
{
	struct samr_user_args	 args = { .level = SAMR_USER_ALL };
	uint32_t		 error;

	error = domain_open_rid(d, DOMAIN_ACCOUNTS, SAMR_OPEN_USER, rid,
	    &args.handle);
	if (error != 0)
		return error;
	error = domain_call(d, PIPE_SAMR, SAMR_QUERY_USER, &args);
	if (error == 0 && args.info == NULL)
		error = WIN32_RPC_CALL_FAILED;
	if (error == 0)
		take_user(out, &args.info->a);
	domain_close_handle(d, PIPE_SAMR, &args.handle);
	return error;
}

uint32_t
domain_set_user(struct domain *d, uint32_t rid, const struct samr_user *set)
{
	struct samr_user_args	 args = { .level = set->level, .set = *set };
	uint32_t		 error;

	error = domain_open_rid(d, DOMAIN_ACCOUNTS, SAMR_OPEN_USER, rid,
	    &args.handle);
	if (error == 0) {
		error = domain_call(d, PIPE_SAMR, SAMR_SET_USER2, &args);
		domain_close_handle(d, PIPE_SAMR, &args.handle);
	}
	secret_wipe(args.set.password, sizeof(args.set.password));
	return error;
}

uint32_t
domain_set_comment(struct domain *d, uint32_t rid, const char *text)
{
	const struct samr_user	 set = { .level = SAMR_USER_COMMENT,
				    .a.comment = text };

	return domain_set_user(d, rid, &set);
}

uint32_t
domain_set_flags(struct domain *d, uint32_t rid, uint32_t flags)
{
	const struct samr_user	 set = { .level = SAMR_USER_CONTROL,
				    .a.flags = flags };

	return domain_set_user(d, rid, &set);
}

/* The password stands at the end of noise, and its length behind it. */
static bool
fill(const char *password, uint8_t buffer[static PASSWORD_ROOM + 4])
{
	const size_t	 n = utf16_bytes(password);
	struct wr	 w;

	if (n > PASSWORD_ROOM)
		return false;
	secret_random(buffer, PASSWORD_ROOM - n);
	w = wr_over(buffer + PASSWORD_ROOM - n, n + 4);
	utf16_encode(&w, password);
	wr_le32(&w, (uint32_t)n);
	return wr_ok(&w);
}

uint32_t
domain_set_password(struct domain *d, uint32_t rid, const char *password)
{
	const uint8_t		*key = client_session_key(d->conn);
	struct samr_user	 set = { .level = SAMR_USER_RC4 };
	const struct rd		 plain = rd_over(set.password,
				    PASSWORD_ROOM + 4);
	uint32_t		 error = WIN32_NO_USER_SESSION_KEY;

	if (!fill(password, set.password))
		error = WIN32_NERR_PASSWORD_TOO_SHORT;
	else if (key != NULL && ntlm_rc4(client_ntlm(d->client),
	    rd_over(key, NTLM_KEY_SIZE), plain, set.password) == 0)
		error = domain_set_user(d, rid, &set);
	secret_wipe(set.password, sizeof(set.password));
	return error;
}
