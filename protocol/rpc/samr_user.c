/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a user tells of itself: one table of levels, each with the fields that
 * it sets, [MS-SAMR] 2.2.6.
 */
#include "protocol/rpc/samr.h"

#define HOURS_MOST	1260	/* bytes that the IDL makes room for */
#define RC4_SIZE	516
#define SALTED_SIZE	532
#define HASH_SIZE	16

static void
hours(struct ndr *n, struct samr_user *u)
{
	ndr_align(n, 4);
	ndr_u16(n, &u->hours);
	if (u->hours > 8 * HOURS_MOST)
		ndr_fail(n);
	ndr_part(n, &u->a.hours, u->hours / 8, HOURS_MOST);
}

static void
general(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.name);
	ndr_ustr(n, &u->a.full_name);
	ndr_u32(n, &u->a.primary_group);
	ndr_ustr(n, &u->a.comment);
	ndr_ustr(n, &u->a.user_comment);
}

static void
preferences(struct ndr *n, struct samr_user *u)
{
	const char	*reserved = NULL;

	ndr_ustr(n, &u->a.user_comment);
	ndr_ustr(n, &reserved);
	ndr_u16(n, &u->a.country);
	ndr_u16(n, &u->a.code_page);
}

/* What levels 3 and 5 begin with. */
static void
who(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.name);
	ndr_ustr(n, &u->a.full_name);
	ndr_u32(n, &u->a.rid);
	ndr_u32(n, &u->a.primary_group);
	ndr_ustr(n, &u->a.home);
	ndr_ustr(n, &u->a.home_drive);
	ndr_ustr(n, &u->a.script);
	ndr_ustr(n, &u->a.profile);
}

static void
logon(struct ndr *n, struct samr_user *u)
{
	who(n, u);
	ndr_ustr(n, &u->a.workstations);
	ndr_old64(n, &u->a.last_logon);
	ndr_old64(n, &u->a.last_logoff);
	ndr_old64(n, &u->a.password_set);
	ndr_old64(n, &u->a.password_may);
	ndr_old64(n, &u->a.password_must);
	hours(n, u);
	ndr_u16(n, &u->a.bad_passwords);
	ndr_u16(n, &u->a.logons);
	ndr_u32(n, &u->a.flags);
}

static void
account(struct ndr *n, struct samr_user *u)
{
	who(n, u);
	ndr_ustr(n, &u->a.comment);
	ndr_ustr(n, &u->a.workstations);
	ndr_old64(n, &u->a.last_logon);
	ndr_old64(n, &u->a.last_logoff);
	hours(n, u);
	ndr_u16(n, &u->a.bad_passwords);
	ndr_u16(n, &u->a.logons);
	ndr_old64(n, &u->a.password_set);
	ndr_old64(n, &u->a.expires);
	ndr_u32(n, &u->a.flags);
}

static void
names(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.name);
	ndr_ustr(n, &u->a.full_name);
}

static void
name(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.name);
}

static void
full_name(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.full_name);
}

static void
primary_group(struct ndr *n, struct samr_user *u)
{
	ndr_u32(n, &u->a.primary_group);
}

static void
home(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.home);
	ndr_ustr(n, &u->a.home_drive);
}

static void
script(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.script);
}

static void
profile(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.profile);
}

static void
comment(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.comment);
}

static void
workstations(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.workstations);
}

static void
control(struct ndr *n, struct samr_user *u)
{
	ndr_u32(n, &u->a.flags);
}

static void
expires(struct ndr *n, struct samr_user *u)
{
	ndr_old64(n, &u->a.expires);
}

static void
hashes(struct ndr *n, struct samr_user *u)
{
	ndr_bytes(n, u->password, 2 * HASH_SIZE);	/* NT, LM */
	ndr_u8(n, &u->nt_set);
	ndr_u8(n, &u->lm_set);
	ndr_u8(n, &u->a.password_expired);
}

static void
parameters(struct ndr *n, struct samr_user *u)
{
	ndr_short_blob(n, &u->a.parameters);
}

static void
all_texts(struct ndr *n, struct samr_user *u)
{
	ndr_ustr(n, &u->a.name);
	ndr_ustr(n, &u->a.full_name);
	ndr_ustr(n, &u->a.home);
	ndr_ustr(n, &u->a.home_drive);
	ndr_ustr(n, &u->a.script);
	ndr_ustr(n, &u->a.profile);
	ndr_ustr(n, &u->a.comment);
	ndr_ustr(n, &u->a.workstations);
	ndr_ustr(n, &u->a.user_comment);
	ndr_short_blob(n, &u->a.parameters);
	ndr_short_blob(n, &u->lm_hash);
	ndr_short_blob(n, &u->nt_hash);
	ndr_short_blob(n, &u->private_data);
	ndr_u32(n, &u->sd_size);
	ndr_blob(n, &u->sd, u->sd_size);
}

/* SAMPR_USER_ALL_INFORMATION, [MS-SAMR] 2.2.6.6 */
static void
all(struct ndr *n, struct samr_user *u)
{
	ndr_old64(n, &u->a.last_logon);
	ndr_old64(n, &u->a.last_logoff);
	ndr_old64(n, &u->a.password_set);
	ndr_old64(n, &u->a.expires);
	ndr_old64(n, &u->a.password_may);
	ndr_old64(n, &u->a.password_must);
	all_texts(n, u);
	ndr_u32(n, &u->a.rid);
	ndr_u32(n, &u->a.primary_group);
	ndr_u32(n, &u->a.flags);
	ndr_u32(n, &u->fields);
	hours(n, u);
	ndr_u16(n, &u->a.bad_passwords);
	ndr_u16(n, &u->a.logons);
	ndr_u16(n, &u->a.country);
	ndr_u16(n, &u->a.code_page);
	ndr_u8(n, &u->lm_set);
	ndr_u8(n, &u->nt_set);
	ndr_u8(n, &u->a.password_expired);
	ndr_u8(n, &u->private_sensitive);
}

static void
all_rc4(struct ndr *n, struct samr_user *u)
{
	all(n, u);
	ndr_bytes(n, u->password, RC4_SIZE);
}

static void
rc4(struct ndr *n, struct samr_user *u)
{
	ndr_bytes(n, u->password, RC4_SIZE);
	ndr_u8(n, &u->a.password_expired);
}

static void
all_salted(struct ndr *n, struct samr_user *u)
{
	all(n, u);
	ndr_bytes(n, u->password, SALTED_SIZE);
}

static void
salted(struct ndr *n, struct samr_user *u)
{
	ndr_bytes(n, u->password, SALTED_SIZE);
	ndr_u8(n, &u->a.password_expired);
}

/* `fields' of a level that names them itself: those that may be among them. */
#define PASSWORD	(FIELD_PASSWORD | FIELD_LM_PASSWORD | \
			 FIELD_PASSWORD_EXPIRED)
#define SETTABLE	(FIELD_NAME | FIELD_FULL_NAME | FIELD_PRIMARY_GROUP | \
			 FIELD_COMMENT | FIELD_USER_COMMENT | FIELD_HOME | \
			 FIELD_HOME_DRIVE | FIELD_SCRIPT | FIELD_PROFILE | \
			 FIELD_WORKSTATIONS | FIELD_HOURS | FIELD_EXPIRES | \
			 FIELD_FLAGS | FIELD_PARAMETERS | FIELD_COUNTRY | \
			 FIELD_CODE_PAGE | FIELD_PASSWORD_EXPIRED)

/* The access that reading takes, [MS-SAMR] 3.1.5.5.5. */
#define GENERAL		SAM_USER_READ_GENERAL
#define PREFERENCES	SAM_USER_READ_PREFERENCES
#define LOGON		SAM_USER_READ_LOGON
#define ACCOUNT		SAM_USER_READ_ACCOUNT
#define EVERYTHING	(GENERAL | PREFERENCES | LOGON | ACCOUNT)

#define OPEN		PASSWORD_NONE, 0

static const struct samr_user_row	rows[] = {
[SAMR_USER_GENERAL]	= { general, GENERAL, 0, OPEN },
[SAMR_USER_PREFERENCES]	= { preferences, GENERAL | PREFERENCES,
			    FIELD_USER_COMMENT | FIELD_COUNTRY |
			    FIELD_CODE_PAGE, OPEN },
[SAMR_USER_LOGON]	= { logon, EVERYTHING, 0, OPEN },
[SAMR_USER_HOURS]	= { hours, LOGON, FIELD_HOURS, OPEN },
[SAMR_USER_ACCOUNT]	= { account, EVERYTHING, 0, OPEN },
[SAMR_USER_NAMES]	= { names, GENERAL, FIELD_NAME | FIELD_FULL_NAME,
			    OPEN },
[SAMR_USER_NAME]	= { name, GENERAL, FIELD_NAME, OPEN },
[SAMR_USER_FULL_NAME]	= { full_name, GENERAL, FIELD_FULL_NAME, OPEN },
[SAMR_USER_PRIMARY_GROUP] = { primary_group, GENERAL, FIELD_PRIMARY_GROUP,
			    OPEN },
[SAMR_USER_HOME]	= { home, LOGON, FIELD_HOME | FIELD_HOME_DRIVE, OPEN },
[SAMR_USER_SCRIPT]	= { script, LOGON, FIELD_SCRIPT, OPEN },
[SAMR_USER_PROFILE]	= { profile, LOGON, FIELD_PROFILE, OPEN },
[SAMR_USER_COMMENT]	= { comment, GENERAL, FIELD_COMMENT, OPEN },
[SAMR_USER_WORKSTATIONS] = { workstations, LOGON, FIELD_WORKSTATIONS, OPEN },
[SAMR_USER_CONTROL]	= { control, ACCOUNT, FIELD_FLAGS, OPEN },
[SAMR_USER_EXPIRES]	= { expires, ACCOUNT, FIELD_EXPIRES, OPEN },
[SAMR_USER_HASHES]	= { hashes, 0, PASSWORD, PASSWORD_HASHES,
			    2 * HASH_SIZE },
[SAMR_USER_PARAMETERS]	= { parameters, ACCOUNT, FIELD_PARAMETERS, OPEN },
[SAMR_USER_ALL]		= { all, GENERAL, SETTABLE, OPEN },
[SAMR_USER_ALL_RC4]	= { all_rc4, 0, SETTABLE | PASSWORD, PASSWORD_RC4,
			    RC4_SIZE },
[SAMR_USER_RC4]		= { rc4, 0, PASSWORD, PASSWORD_RC4, RC4_SIZE },
[SAMR_USER_ALL_SALTED]	= { all_salted, 0, SETTABLE | PASSWORD,
			    PASSWORD_RC4_SALTED, SALTED_SIZE },
[SAMR_USER_SALTED]	= { salted, 0, PASSWORD, PASSWORD_RC4_SALTED,
			    SALTED_SIZE },
};

const struct samr_user_row *
samr_user_row(uint16_t level)
{
	if (level >= sizeof(rows) / sizeof(rows[0]) || rows[level].fn == NULL)
		return NULL;
	return &rows[level];
}

/* SAMPR_USER_INFO_BUFFER */
static void
info(struct ndr *n, void *arg)
{
	struct samr_user		*u = arg;
	const struct samr_user_row	*row;

	ndr_u16(n, &u->level);
	row = samr_user_row(u->level);
	if (row == NULL) {
		ndr_fail(n);
		return;
	}
	ndr_align(n, 4);
	row->fn(n, u);
}

void
samr_query_user_in(struct ndr *n, void *arg)
{
	struct samr_user_args	*a = arg;

	ndr_handle(n, &a->handle);
	ndr_u16(n, &a->level);
}

void
samr_query_user_out(struct ndr *n, void *arg)
{
	struct samr_user_args	*a = arg;

	NDR_PTR(n, a->info, info);
	if (a->info != NULL && a->info->level != a->level)
		ndr_fail(n);
}

void
samr_set_user_in(struct ndr *n, void *arg)
{
	struct samr_user_args	*a = arg;

	samr_query_user_in(n, a);
	ndr_struct(n, info, &a->set);
	if (a->set.level != a->level)
		ndr_fail(n);
}
