/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of the configured paths, folders with all that is below them on
 * the same file system; links are not followed.
 */
#include "contrib/siteclient/inventory.h"

#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "contrib/siteclient/due.h"
#include "protocol/sms/sinv.h"

#define FILES_MAX	20000
#define DEPTH_MAX	16

bool
software_is_due(const struct agent *a, struct wall now)
{
	return a->config->path.n > 0 &&
	    due_is(a, DUE_SOFTWARE, a->state.software, now);
}

static bool
is_plain(const char *s)
{
	const char	*p;

	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f ||
		    strchr("<>", *p) != NULL)
			return false;
	return utf8_valid(s) && p > s && s[0] != ' ' && p[-1] != ' ';
}

/* A name that no report can hold is left out. */
static void
add_file(struct sinv *s, const FTSENT *e)
{
	char			 folder[SINV_TEXT_MAX];
	struct sinv_file	 f = { .folder = folder, .version = "",
				    .company = "", .product = "",
				    .product_version = "" };
	size_t			 n;
	const char		*slash = strrchr(e->fts_path, '/');

	f.name = slash == NULL ? e->fts_path : slash + 1;
	n = slash == NULL ? 0 : (size_t)(slash - e->fts_path);
	if (n >= sizeof(folder) || strlen(f.name) >= SINV_TEXT_MAX)
		return;
	memcpy(folder, n == 0 ? "/" : e->fts_path, n == 0 ? 1 : n);
	folder[n == 0 ? 1 : n] = '\0';
	f.size = (uint64_t)e->fts_statp->st_size;
	f.modified.us = (int64_t)e->fts_statp->st_mtim.tv_sec * 1000000;
	if (is_plain(folder) && is_plain(f.name))
		sinv_add(s, &f);
}

static void
add_paths(struct sinv *s, const struct config_list *paths)
{
	char	*list[CONFIG_LIST_MAX + 1] = { NULL };
	FTS	*fts;
	FTSENT	*e;

	memcpy(list, paths->s, paths->n * sizeof(list[0]));
	fts = fts_open(list, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
	while (fts != NULL && s->nfile < FILES_MAX &&
	    (e = fts_read(fts)) != NULL) {
		if (e->fts_level > DEPTH_MAX)
			(void)fts_set(fts, e, FTS_SKIP);
		else if (e->fts_info == FTS_F)
			add_file(s, e);
	}
	if (fts != NULL)
		(void)fts_close(fts);
}

void
software_put(struct buf *b, const struct agent *a, struct wall now)
{
	const struct report_head	 head = { .id = a->identity.id,
	    .computer = a->identity.name, .full = true, .time = now };
	struct sinv			 s;

	sinv_init(&s, &head);
	add_paths(&s, &a->config->path);
	sinv_put(b, &s);
	sinv_free(&s);
}
