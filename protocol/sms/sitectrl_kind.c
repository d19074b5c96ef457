/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/sitectrl_kind.h"

#include <string.h>
#include <strings.h>

#include "protocol/sms/nalpath.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"
#include "protocol/sms/roles.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

static const char *
any_text(const char *s)
{
	(void)s;
	return NULL;
}

static const char *
number_word(const char *s)
{
	uint32_t	 n;

	return number_u32(s, &n) ? NULL : "a number from 0 to 4294967295";
}

static const char *
seconds(const char *s)
{
	uint64_t	 n;

	return number_u64(s, strlen(s), INT64_MAX, &n) ? NULL :
	    "a time in seconds since 1970";
}

static const char *
file_type(const char *s)
{
	uint32_t	 n;

	return number_u32(s, &n) && scf_type_name((enum scf_type)n) != NULL ?
	    NULL : "a file type: 0 empty, 1 actual, 2 proposed, 3 new site, "
	    "4 transactions or 6 local transactions";
}

static const char *
site_code_or_none(const char *s)
{
	return s[0] == '\0' ? NULL : name_site_code(s);
}

static const char *
nal_path(const char *s)
{
	struct nalpath	 p;

	return nalpath_parse(s, &p) ? NULL : "a path such as "
	    "[\"Display=\\\\NODE\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\NODE"
	    "\\SHARE\\";
}

static const char *
role(const char *s)
{
	enum site_role	 r;

	return site_role_parse(s, &r) ? NULL : "a role: SMS Site Server, SMS "
	    "Client Access Point, SMS Logon Point or SMS Distribution Point";
}

static const char *
account_for(const char *s)
{
	enum account_use	 u;

	return account_use_parse(s, &u) ? NULL : "a use: Client Connection, "
	    "Client Remote Installation or Client Software Installation";
}

static const char *
action(const char *s)
{
	if (strcasecmp(s, SCF_SET) == 0 || strcasecmp(s, SCF_MERGE) == 0 ||
	    strcasecmp(s, SCF_DELETE) == 0)
		return NULL;
	return "an action: SET, MERGE or DELETE";
}

static const struct scf_kind	kinds[] = {
	{ "SITE_DEFINITION", 1, 5, {
		{ "site code", name_site_code, true },
		{ "site name", name_label, false },
		{ "site server", name_computer, true },
		{ "site server's domain", name_domain, true },
		{ "parent site code (empty for a central site)",
		    site_code_or_none, true } }, false, false },
	{ "SITE_ASSIGNMENT", 1, 1, {
		{ "site code", name_site_code, true } }, false, false },
	{ "SYSTEM_RESOURCE_USE", 2, 2, {
		{ "role", role, false },
		{ "NAL path", nal_path, false } }, false, false },
	{ "ACCOUNT", 2, 3, {
		{ "use", account_for, false },
		{ "account", name_account, false },
		{ "flags", number_word, false } }, false, false },
	{ "CLIENT_CONFIGURATION", 1, 2, {
		{ "name", name_label, false },
		{ "flags", number_word, false } }, false, true },
	{ "CLIENT_COMPONENT", 1, 2, {
		{ "name", name_label, false },
		{ "flags", number_word, false } }, false, true },
	{ "COMPONENT", 2, 3, {
		{ "name", name_label, false },
		{ "server", name_computer, true },
		{ "flags", number_word, false } }, false, false },
	{ "TRANSACTION", 0, 5, {
		{ "action", action, false },
		{ "component", name_label, false },
		{ "user", any_text, false },
		{ "computer", any_text, false },
		{ "time", seconds, false } }, true, false },
};

const struct scf_kind	sitectrl_file_definition = {
	"FILE_DEFINITION", 0, 6, {
		[FILE_TYPE] = { "file type", file_type, false },
		[FILE_COMMENT] = { "comment", any_text, false },
		[FILE_FROM_SITE] = { "originating site", name_site_code, true },
		[FILE_FOR_SITE] = { "target site", name_site_code, true },
		[FILE_TIME] = { "time", seconds, false },
		[FILE_SERIAL] = { "serial number", number_word, false } },
	false, false
};

const struct scf_kind *
sitectrl_kinds(size_t *n)
{
	*n = nitems(kinds);
	return kinds;
}

const struct scf_kind *
sitectrl_kind(const char *name)
{
	size_t	 i;

	for (i = 0; i < nitems(kinds); i++)
		if (strcasecmp(name, kinds[i].name) == 0)
			return &kinds[i];
	return NULL;
}
