/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/target_accounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/ntlm_check.h"

#define ACCOUNTS_MAX	256
#define LINE_SIZE	512
#define RID_FIRST	1000

struct target_account {
	char	 name[AUTH_NAME_SIZE];
	char	 domain[AUTH_NAME_SIZE];	/* "": local */
	bool	 is_admin;
	uint8_t	 hash[NTLM_KEY_SIZE];
};

struct target_accounts {
	struct ntlm_crypto	*crypto;
	struct smb_auth		 auth;
	struct sid		 sid;
	uint64_t		 challenges;
	struct log_limit	 noise;
	char			 computer[16];
	uint8_t			 nobody[NTLM_KEY_SIZE];
	size_t			 count;
	struct target_account	 all[ACCOUNTS_MAX];
};

/* --- the file --- */

static bool
split_name(struct target_account *a, const char *name)
{
	const char	*slash = strchr(name, '\\');
	size_t		 n = slash == NULL ? 0 : (size_t)(slash - name);

	if (n >= sizeof(a->domain) || (slash != NULL && n == 0))
		return false;
	memcpy(a->domain, name, n);
	a->domain[n] = '\0';
	name = slash == NULL ? name : slash + 1;
	return *name != '\0' &&
	    strlcpy(a->name, name, sizeof(a->name)) < sizeof(a->name);
}

static bool
take_line(struct target_accounts *t, char *line)
{
	struct target_account	*a = &t->all[t->count];
	char			*kind = strsep(&line, " \t");
	char			*name = strsep(&line, " \t");

	if (name == NULL || line == NULL || *line == '\0' ||
	    t->count == ACCOUNTS_MAX || !split_name(a, name))
		return false;
	a->is_admin = strcmp(kind, "admin") == 0;
	if ((!a->is_admin && strcmp(kind, "user") != 0) ||
	    nt_hash(t->crypto, line, a->hash) != 0)
		return false;
	t->count++;
	return true;
}

static int
take_file(struct target_accounts *t, FILE *f, const char *path,
    struct err *err)
{
	char	 line[LINE_SIZE];
	int	 number, error = 0;

	for (number = 1; error == 0 && fgets(line, sizeof(line), f) != NULL;
	    number++) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line != '#' && *line != '\0' && !take_line(t, line))
			error = err_set(err, EINVAL, "%s:%d: not \"admin NAME "
			    "PASSWORD\" or \"user NAME PASSWORD\"", path,
			    number);
	}
	secret_wipe(line, sizeof(line));
	return error;
}

static int
read_file(struct target_accounts *t, const char *path, struct err *err)
{
	FILE		*f = fopen(path, "re");
	char		 space[4096];
	struct stat	 st;
	int		 error;

	if (f == NULL)
		return err_sys(err, "%s", path);
	(void)setvbuf(f, space, _IOFBF, sizeof(space));
	if (fstat(fileno(f), &st) == -1)
		error = err_sys(err, "%s", path);
	else if ((st.st_mode & 077) != 0)
		error = err_set(err, EPERM, "%s: others than its owner may "
		    "read it (chmod 600)", path);
	else
		error = take_file(t, f, path, err);
	(void)fclose(f);
	secret_wipe(space, sizeof(space));
	return error;
}

/* --- judging --- */

static int
challenge(void *arg, struct auth_challenge *out, auth_ready *ready, void *ctx)
{
	struct target_accounts	*t = arg;

	(void)ready;
	(void)ctx;
	*out = (struct auth_challenge){ .id = ++t->challenges };
	secret_random(out->bytes, sizeof(out->bytes));
	return 0;
}

static bool
knows(const struct target_accounts *t, const char *domain)
{
	size_t	 i;

	for (i = 0; i < t->count; i++)
		if (text_casecmp(t->all[i].domain, domain) == 0)
			return text_casecmp(domain, t->computer) != 0;
	return false;
}

static const struct target_account *
find(const struct target_accounts *t, const char *domain, const char *name)
{
	size_t	 i;

	if (!knows(t, domain))
		domain = "";
	for (i = 0; i < t->count; i++) {
		if (text_casecmp(t->all[i].domain, domain) == 0 &&
		    text_casecmp(t->all[i].name, name) == 0)
			return &t->all[i];
	}
	return NULL;
}

/* Unknown and wrong take the same time. */
static enum ntlm_verdict
prove(struct target_accounts *t, const struct auth_question *q,
    struct ntlm_claim *claim, const struct target_account **who,
    struct ntlm_keys *keys)
{
	const struct ntlm_trio	 trio = { q->negotiate, q->challenged,
				    q->authenticate };
	enum ntlm_verdict	 v;

	v = ntlm_claim_read(&trio, q->challenge.bytes, claim);
	if (v != NTLM_RIGHT)
		return v;
	*who = find(t, claim->domain, claim->user);
	v = ntlm_claim_prove(t->crypto, claim, *who == NULL ? t->nobody :
	    (*who)->hash, keys);
	return *who == NULL && v == NTLM_RIGHT ? NTLM_WRONG_PROOF : v;
}

static void
admit(const struct target_accounts *t, const struct target_account *a,
    const struct ntlm_claim *claim, struct smb_user *out)
{
	uint32_t	 index = (uint32_t)(a - t->all);

	out->account = index + 1;
	out->is_operator = a->is_admin;
	text_copy(out->name, sizeof(out->name), a->name);
	text_copy(out->domain, sizeof(out->domain),
	    a->domain[0] == '\0' ? t->computer : a->domain);
	text_copy(out->workstation, sizeof(out->workstation),
	    claim->workstation);
	(void)sid_join(&t->sid, RID_FIRST + index, &out->sid);
}

static int
check(void *arg, const struct auth_question *q, auth_done *done, void *ctx)
{
	struct target_accounts		*t = arg;
	const struct target_account	*who = NULL;
	struct auth_verdict		 v = { .status = NT_LOGON_FAILURE };
	struct ntlm_claim		 claim = { .flags = 0 };
	struct ntlm_keys		 keys = { .flags = 0 };
	enum ntlm_verdict		 why;

	why = prove(t, q, &claim, &who, &keys);
	if (why == NTLM_RIGHT) {
		v.status = NT_OK;
		v.key_len = sizeof(keys.exported);
		memcpy(v.key, keys.exported, sizeof(keys.exported));
		admit(t, who, &claim, &v.user);
		log_info("logon of %s\\%s from %s", VIS(v.user.domain),
		    VIS(v.user.name), VIS(claim.workstation));
	} else {
		log_limited(&t->noise, LVL_WARN, "logon of %s\\%s from %s "
		    "refused: %s", VIS(claim.domain), VIS(claim.user),
		    VIS(claim.workstation), ntlm_verdict_text(why));
	}
	done(ctx, &v);
	secret_wipe(&keys, sizeof(keys));
	secret_wipe(&v.key, sizeof(v.key));
	return 0;
}

/* Nothing is ever under way. */
static void
cancel(void *arg, void *ctx)
{
	(void)arg;
	(void)ctx;
}

/* --- names --- */

static const struct target_account *
by_sid(const struct target_accounts *t, const struct sid *sid)
{
	struct sid	 domain;
	uint32_t	 rid;

	if (!sid_split(sid, &domain, &rid) || !sid_equal(&domain, &t->sid) ||
	    rid < RID_FIRST || rid - RID_FIRST >= t->count)
		return NULL;
	return &t->all[rid - RID_FIRST];
}

void
target_accounts_resolve(const struct target_accounts *t, struct rpc_name *n,
    bool is_sid)
{
	const struct target_account	*a;

	if (n->use != 0)
		return;
	a = is_sid ? by_sid(t, &n->sid) : find(t, "", n->name);
	n->use = a == NULL ? SID_USE_UNKNOWN : SID_USE_USER;
	if (a == NULL)
		return;
	text_copy(n->name, sizeof(n->name), a->name);
	(void)sid_join(&t->sid, RID_FIRST + (uint32_t)(a - t->all), &n->sid);
}

/* --- life --- */

int
target_accounts_load(const char *path, const char *computer,
    struct target_accounts **out, struct err *err)
{
	struct target_accounts	*t = calloc(1, sizeof(*t));
	int			 error;

	*out = t;
	if (t == NULL)
		return err_set(err, ENOMEM, "out of memory");
	t->auth = (struct smb_auth){ t, challenge, check, cancel };
	t->sid = (struct sid){ .count = 4, .authority = 5, .sub = { 21 } };
	t->noise.burst = 10;
	secret_random(&t->sid.sub[1], 3 * sizeof(t->sid.sub[1]));
	secret_random(t->nobody, sizeof(t->nobody));
	text_copy(t->computer, sizeof(t->computer), computer);
	error = ntlm_crypto_new(&t->crypto, err);
	if (error == 0)
		error = read_file(t, path, err);
	if (error != 0)
		target_accounts_free(out);
	return error;
}

void
target_accounts_free(struct target_accounts **tp)
{
	struct target_accounts	*t = *tp;

	if (t == NULL)
		return;
	ntlm_crypto_free(&t->crypto);
	secret_wipe(t, sizeof(*t));
	free(t);
	*tp = NULL;
}

const struct smb_auth *
target_accounts_auth(struct target_accounts *t)
{
	return &t->auth;
}

const struct sid *
target_accounts_sid(const struct target_accounts *t)
{
	return &t->sid;
}
