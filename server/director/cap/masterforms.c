/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/masterforms.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "protocol/sms/advert.h"
#include "protocol/sms/package.h"
#include "server/director/cap/masters.h"

#define MIB	(1ULL << 20)

const struct master_folder	master_folders[MASTER_FOLDERS] = {
	{ MASTERS_COMPONENTS,	"clicomp.box",	true,	1, 256,	64 * MIB },
	{ MASTERS_FILES,	"clifiles.box",	false,	4, 1024, 64 * MIB },
	{ MASTERS_OFFERS,	"offerinf.box",	false,	0, 4096, MIB },
	{ MASTERS_PACKAGES,	"pkginfo.box",	false,	1, 4096, MIB },
};

/* Each parser of another noun as one that only says whether it is right. */
#define FORM(noun, parse)						\
static int								\
check_##noun(const void *text, size_t len, struct arena *a,		\
    struct syntax_err *e)						\
{									\
	struct noun	 x;						\
									\
	return parse(text, len, a, &x, e);				\
}

FORM(advertisement, advertisement_parse)
FORM(instruction, instruction_parse)
FORM(lookup, lookup_parse)
FORM(package, package_parse)

static const struct master_form	forms[] = {
	{ MASTERS_OFFERS,	".ofr",	INI_SIZE_MAX,	check_advertisement },
	{ MASTERS_OFFERS,	".ins",	INI_SIZE_MAX,	check_instruction },
	{ MASTERS_OFFERS,	".lkp",	INI_SIZE_MAX,	check_lookup },
	{ MASTERS_PACKAGES,	".pkg",	INI_SIZE_MAX,	check_package },
};

const struct master_folder *
master_folder_of(const char *bundle)
{
	size_t	 i, n = strcspn(bundle, "/");

	for (i = 0; i < MASTER_FOLDERS; i++)
		if (strlen(master_folders[i].folder) == n &&
		    strncasecmp(master_folders[i].folder, bundle, n) == 0)
			return &master_folders[i];
	return NULL;
}

void
master_shown(const char *bundle, char *dst, size_t size)
{
	const struct master_folder	*row = master_folder_of(bundle);

	(void)snprintf(dst, size, "%s%.*s", row == NULL ? "" : row->shown,
	    (int)strcspn(bundle + strcspn(bundle, "/"), ":"),
	    bundle + strcspn(bundle, "/"));
}

static bool
ends_with(const char *s, const char *end)
{
	size_t	 n = strlen(s), k = strlen(end);

	return n >= k && strcasecmp(s + n - k, end) == 0;
}

const struct master_form *
master_form(const struct master_folder *row, const char *path)
{
	size_t	 i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].folder, row->folder) == 0 &&
		    ends_with(path, forms[i].ext))
			return &forms[i];
	return NULL;
}

bool
master_is_ignored(const char *name)
{
	return name[0] == '.' || ends_with(name, ".tmp") ||
	    strcasecmp(name, MASTER_LOCK) == 0;
}
