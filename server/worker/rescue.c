/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "protocol/smb2/access.h"
#include "server/worker/cap_int.h"

/* That the share is there: clients look before they read. */
#define ROOT_RIGHTS	(FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE)
#define SITE_DEPTH	2	/* Sites/<site>/accounts.site */

#define FOR_KEYS	MANIFEST_PATH, "clidata.box/keys.dat",		\
			"clidata.box/accounts.dat"

/* What opens with the site's key, which counts as public, and what does not. */
static const char *const	cap_files[] = {
	FOR_KEYS, "clidata.box/accounts.site", NULL
};
static const char *const	logon_files[] = { "accounts.site", NULL };
static const char *const	leaked_files[] = { FOR_KEYS, NULL };

static bool
is_one_of(const char *path, const char *const *files)
{
	for (; *files != NULL; files++)
		if (text_casecmp(path, *files) == 0)
			return true;
	return false;
}

/* The name behind the folders; NULL: there are not so many. */
static const char *
below(const char *path, unsigned depth)
{
	while (depth > 0 && path != NULL) {
		path = strchr(path, '/');
		path = path == NULL ? NULL : path + 1;
		depth--;
	}
	return path;
}

bool
rescue_allows(const struct cap_tree *t, const struct vfs_open *q)
{
	const char	*path = q->path;

	if (t->user.rescue_until.ns == 0)
		return true;
	if (path[0] == '\0')
		return (q->access & ~ROOT_RIGHTS) == 0;
	if (!t->is_logon)
		return is_one_of(path, t->user.is_leaked ? leaked_files :
		    cap_files);
	if (t->user.is_leaked)
		return false;
	path = below(path, SITE_DEPTH);
	return path != NULL && is_one_of(path, logon_files);
}
