/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/token_rpc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "contrib/siteclient/hosts.h"

#define ADMINISTRATORS	544
#define CONTROLLER_KEY							\
	"SOFTWARE\\Microsoft\\SMS\\Client\\Configuration\\Domain Controller"
#define MAX_WAIT	"Account Synchronization Max Wait (minutes)"

/* Q278345, Q223138: increase quotas from the start. */
static const char *const	rights[] = {
	"SeTcbPrivilege", "SeIncreaseQuotaPrivilege"
};

#define NRIGHTS	(sizeof(rights) / sizeof(rights[0]))

/* --- the password --- */

void
token_password(char out[static TOKEN_PASSWORD_SIZE])
{
	static const char *const classes[] = {
		"ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz",
		"23456789", "!#$%()*+,-./:;<=>?@[]^_{|}~"
	};
	const size_t	 n = TOKEN_PASSWORD_SIZE - 1;
	size_t		 i, k;
	const char	*class;
	char		 swap;

	for (i = 0; i < n; i++) {
		class = classes[i < 4 ? i : arc4random_uniform(4)];
		out[i] = class[arc4random_uniform((uint32_t)strlen(class))];
	}
	out[n] = '\0';
	for (i = n - 1; i > 0; i--) {
		k = arc4random_uniform((uint32_t)i + 1);
		swap = out[i];
		out[i] = out[k];
		out[k] = swap;
	}
}

/* --- sessions --- */

static uint32_t
open_session(struct token_rpc *r, const char *server, struct domain **out)
{
	struct domain_how	 how = { .server = server, .user = r->user,
				    .domain = r->domain,
				    .password = r->password,
				    .workstation = r->workstation,
				    .timeout_ms =
				    (uint32_t)r->config->dc_timeout_ms };

	*out = NULL;
	if (hosts_find(&r->config->host, server, &how.to) != 0)
		return WIN32_BAD_NETPATH;
	return domain_open(&how, out);
}

static uint32_t
session(struct token_rpc *r, const char *server, struct domain **out)
{
	struct token_session	*s = NULL;
	size_t			 i;
	uint32_t		 error;

	for (i = 0; i < TOKEN_SERVERS; i++) {
		if (r->session[i].domain == NULL)
			s = &r->session[i];
		else if (text_casecmp(r->session[i].server, server) == 0) {
			*out = r->session[i].domain;
			return 0;
		}
	}
	if (s == NULL)
		return WIN32_NOT_ENOUGH_MEMORY;
	error = open_session(r, server, &s->domain);
	text_copy(s->server, sizeof(s->server), server);
	*out = s->domain;
	return error;
}

static void
rest(void *arg)
{
	struct token_rpc	*r = arg;
	size_t			 i;

	for (i = 0; i < TOKEN_SERVERS; i++)
		domain_close(&r->session[i].domain);
}

/* --- how it is --- */

static uint32_t
find(struct domain *d, enum sid_use kind, uint32_t *rid)
{
	return domain_find(d, DOMAIN_ACCOUNTS, kind, kind == SID_USE_USER ?
	    TOKEN_NAME : TOKEN_GROUP, rid);
}

/* The account's own rid and SID. */
static uint32_t
find_sid(struct domain *d, uint32_t *rid, struct sid *sid)
{
	struct domain_facts	 f;
	uint32_t		 error = domain_facts(d, &f);

	if (error == 0)
		error = find(d, SID_USE_USER, rid);
	if (error == 0 && !sid_join(&f.sid, *rid, sid))
		error = WIN32_INVALID_PARAMETER;
	return error;
}

static uint32_t
look_memberships(struct domain *d, uint32_t rid, const struct sid *sid,
    struct token_view *v)
{
	struct domain_rids	 groups, aliases;
	uint32_t		 group, bits, error;

	error = find(d, SID_USE_GROUP, &group);
	if (error == WIN32_NERR_GROUP_NOT_FOUND)
		v->lacks |= TOKEN_GROUPED | TOKEN_MEMBER;
	else if (error != 0)
		return error;
	if ((error = domain_groups_of(d, rid, &groups)) != 0 ||
	    (error = domain_aliases_of(d, DOMAIN_BUILTIN, sid, 1,
	    &aliases)) != 0 ||
	    (error = domain_lacks(d, sid, rights, NRIGHTS, &bits)) != 0)
		return error;
	if (group != 0 && !domain_has_rid(&groups, group))
		v->lacks |= TOKEN_MEMBER;
	if (!domain_has_rid(&aliases, ADMINISTRATORS))
		v->lacks |= TOKEN_ADMIN;
	if (bits != 0)
		v->lacks |= TOKEN_RIGHTS;
	return 0;
}

static uint32_t
look_at(struct domain *d, struct token_view *v)
{
	struct domain_user	 user;
	struct sid		 sid;
	uint32_t		 rid, error = find_sid(d, &rid, &sid);

	if (error == WIN32_NERR_USER_NOT_FOUND) {
		v->lacks = TOKEN_ALL;
		if (find(d, SID_USE_GROUP, &rid) == 0)
			v->lacks &= ~(uint32_t)TOKEN_GROUPED;
		return 0;
	}
	if (error != 0 || (error = domain_user(d, rid, &user)) != 0)
		return error;
	(void)strlcpy(v->comment, user.comment, sizeof(v->comment));
	if (user.flags & USER_DISABLED)
		v->lacks |= TOKEN_PASSWORD;
	return look_memberships(d, rid, &sid, v);
}

static uint32_t
look(void *arg, const char *server, struct token_view *v)
{
	struct domain	*d;
	uint32_t	 error = session(arg, server, &d);

	memset(v, 0, sizeof(*v));
	return error != 0 ? error : look_at(d, v);
}

/* --- how it is changed --- */

static uint32_t
make_user(struct domain *d)
{
	uint32_t	 rid;

	return domain_create(d, SID_USE_USER, TOKEN_NAME, &rid);
}

/*
 * It is enabled with its password or not at all.  Where it has one already,
 * of a start that was cut short, the minimum age may stand against another
 * (Q221218): nobody knows that one either, and it will do.
 */
static uint32_t
make_password(struct domain *d)
{
	char			 password[TOKEN_PASSWORD_SIZE];
	struct domain_user	 user;
	uint32_t		 rid, error = find(d, SID_USE_USER, &rid);

	if (error != 0 || (error = domain_user(d, rid, &user)) != 0)
		return error;
	if (!(user.flags & USER_DISABLED))
		return WIN32_NERR_USER_EXISTS;
	token_password(password);
	error = domain_set_password(d, rid, password);
	secret_wipe(password, sizeof(password));
	if (error == WIN32_ACCOUNT_RESTRICTION && user.password_set != 0)
		error = 0;
	return error != 0 ? error : domain_set_flags(d, rid, USER_NORMAL |
	    USER_KEEPS_PASSWORD);
}

static uint32_t
make_group(struct domain *d)
{
	uint32_t	 rid;

	return domain_create(d, SID_USE_GROUP, TOKEN_GROUP, &rid);
}

static uint32_t
make_member(struct domain *d)
{
	uint32_t	 group, rid, error = find(d, SID_USE_GROUP, &group);

	if (error == 0)
		error = find(d, SID_USE_USER, &rid);
	return error != 0 ? error : domain_join(d, group, rid);
}

static uint32_t
make_admin(struct domain *d)
{
	struct sid	 sid;
	uint32_t	 rid, error = find_sid(d, &rid, &sid);

	return error != 0 ? error : domain_join_alias(d, DOMAIN_BUILTIN,
	    ADMINISTRATORS, &sid);
}

static uint32_t
make_rights(struct domain *d)
{
	struct sid	 sid;
	uint32_t	 rid, error = find_sid(d, &rid, &sid);

	return error != 0 ? error : domain_grant(d, &sid, rights, NRIGHTS);
}

static const struct {
	enum token_part	  part;
	uint32_t	(*make)(struct domain *);
} makers[] = {
	{ TOKEN_USER, make_user },
	{ TOKEN_PASSWORD, make_password },
	{ TOKEN_GROUPED, make_group },
	{ TOKEN_MEMBER, make_member },
	{ TOKEN_ADMIN, make_admin },
	{ TOKEN_RIGHTS, make_rights },
};

static uint32_t
mend(void *arg, const char *server, enum token_part part)
{
	struct domain	*d;
	uint32_t	 error = session(arg, server, &d);
	size_t		 i;

	for (i = 0; error == 0 && i < sizeof(makers) / sizeof(makers[0]); i++)
		if (makers[i].part == part)
			return makers[i].make(d);
	return error;
}

static uint32_t
stamp(void *arg, const char *server, const char *comment)
{
	struct domain	*d;
	uint32_t	 rid, error = session(arg, server, &d);

	if (error == 0)
		error = find(d, SID_USE_USER, &rid);
	return error != 0 ? error : domain_set_comment(d, rid, comment);
}

/* --- where, and how long --- */

static uint32_t
primary(void *arg, const char *server, char out[static DOMAIN_LABEL_SIZE])
{
	struct domain	*d;
	uint32_t	 error = session(arg, server, &d);

	out[0] = '\0';
	return error != 0 ? error : domain_pdc(d, NULL, out);
}

static uint32_t
patience(void *arg, const char *server, int64_t *ms_out)
{
	struct domain	*d;
	uint32_t	 minutes = 0, error = session(arg, server, &d);

	if (error == 0)
		error = domain_value(d, CONTROLLER_KEY, MAX_WAIT, &minutes);
	if (error == 0 && minutes == 0)
		error = WIN32_INVALID_PARAMETER;
	*ms_out = (int64_t)minutes * MINUTE_MS;
	return error;
}

struct token_domain
token_rpc_domain(struct token_rpc *r)
{
	return (struct token_domain){ primary, look, mend, stamp, patience,
	    rest, r };
}

/* --- who asks --- */

/* The first line of a file that is ours and nobody else's. */
static int
read_password(const char *path, char *out, size_t size, struct err *err)
{
	int		 fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat	 st;
	ssize_t		 n = -1;

	if (fd == -1)
		return err_sys(err, "dc_password: %s", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & 077) == 0)
		n = read(fd, out, size - 1);
	(void)close(fd);
	if (n < 0)
		return err_set(err, EPERM, "dc_password: %s is not a file "
		    "that its owner alone may read (mode 600)", path);
	out[n] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return 0;
}

int
token_rpc_init(struct token_rpc *r, const struct config *c,
    const char *workstation, struct err *err)
{
	const char	*name = strchr(c->dc_account, '\\');

	memset(r, 0, sizeof(*r));
	r->config = c;
	r->workstation = workstation;
	if (c->dc_account[0] == '\0')
		return err_set(err, EINVAL, "a domain controller's client "
		    "needs options dc_account, DOMAIN\\NAME of an "
		    "administrator of the domain, and dc_password, the file "
		    "of its password");
	if (name == NULL || name == c->dc_account || name[1] == '\0' ||
	    (size_t)(name - c->dc_account) >= sizeof(r->domain) ||
	    strlcpy(r->user, name + 1, sizeof(r->user)) >= sizeof(r->user))
		return err_set(err, EINVAL, "dc_account: \"%s\" is no "
		    "DOMAIN\\NAME", VIS(c->dc_account));
	memcpy(r->domain, c->dc_account, (size_t)(name - c->dc_account));
	return read_password(c->dc_password, r->password,
	    sizeof(r->password), err);
}

void
token_rpc_wipe(struct token_rpc *r)
{
	rest(r);
	secret_wipe(r->password, sizeof(r->password));
}
