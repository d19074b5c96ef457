/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data files for the components, clifiles.box/<component>/..., go to
 * sitefile/<component>/ when any of them is not as the manifest says; as a
 * whole, so that no component finds a mix.
 *
 * Source   cap.md 3.2 (9): Q198770, Q199318.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "contrib/siteclient/cycle_int.h"

#define PREFIX	"clifiles.box/"
#define PARENT	"sitefile"

/* The length of "clifiles.box/<component>/", 0: not such a path. */
static size_t
group(const char *path)
{
	const size_t	 n = strlen(PREFIX);
	const char	*slash;

	if (strncasecmp(path, PREFIX, n) != 0)
		return 0;
	slash = strchr(path + n, '/');
	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static void
group_name(const struct cycle *c, char name[static FOLDER_NAME_SIZE])
{
	const char	*path = c->manifest.file[c->at].path;
	const size_t	 n = group(path) - strlen(PREFIX) - 1;

	memset(name, 0, FOLDER_NAME_SIZE);
	memcpy(name, path + strlen(PREFIX), n < FOLDER_NAME_SIZE ? n :
	    FOLDER_NAME_SIZE - 1);
}

/* From c->at to c->until: the next component's files. */
static bool
find_group(struct cycle *c)
{
	const struct manifest_file	*f = c->manifest.file;
	size_t				 n = 0;

	while (c->at < c->manifest.nfile && (n = group(f[c->at].path)) == 0)
		c->at++;
	for (c->until = c->at; c->until < c->manifest.nfile &&
	    group(f[c->until].path) == n && strncasecmp(f[c->until].path,
	    f[c->at].path, n) == 0; c->until++)
		continue;
	return c->at < c->manifest.nfile;
}

static bool
is_right(const struct cycle *c, const char *name)
{
	const struct manifest_file	*f;
	size_t				 i;

	for (i = c->at; i < c->until; i++) {
		f = &c->manifest.file[i];
		if (!place_has(c->agent->folder, PARENT, name, f,
		    f->path + group(f->path)))
			return false;
	}
	return true;
}

static enum verdict
give_up(struct cycle *c, const char *what, int error)
{
	agent_log(&c->agent->logs, LOG_CCIM, "ERROR - %s: %s", what,
	    strerror(-error));
	place_free(&c->place);
	c->at = c->until;
	return cycle_to(c, AT_DATA);
}

enum verdict
ask_data(struct cycle *c)
{
	char	 name[FOLDER_NAME_SIZE];
	int	 error;

	while (find_group(c)) {
		group_name(c, name);
		if (is_right(c, name)) {
			c->at = c->until;
			continue;
		}
		error = place_begin(c->agent->folder, PARENT, name,
		    &c->place);
		return error == 0 ? STEP_NEXT : give_up(c, name, error);
	}
	return cycle_to(c, AT_RECIPIENT);
}

static enum verdict
swap(struct cycle *c)
{
	const char	*path = c->manifest.file[c->until - 1].path;
	const int	 error = place_commit(c->place);

	if (error != 0)
		return give_up(c, path, error);
	agent_log(&c->agent->logs, LOG_CCIM, "Copied the files of %.*s",
	    (int)group(path), path);
	place_free(&c->place);
	return cycle_to(c, AT_DATA);
}

enum verdict
ask_data_file(struct cycle *c)
{
	const struct link_sink	 sink = { place_put, c->place };
	struct link_range	 range = { 0 };
	struct link_reply	 failed = { 0 };
	const char		*relative;

	for (; c->at < c->until; c->at++) {
		c->file = &c->manifest.file[c->at];
		relative = c->file->path + group(c->file->path);
		if (place_reuse(c->place, c->file, relative))
			continue;
		failed.error = place_open(c->place, c->file, relative);
		if (failed.error != 0)
			return give_up(c, relative, failed.error);
		range.length = c->file->size;
		failed.error = link_fetch(c->link, c->file->path, &range,
		    &sink);
		return failed.error == 0 ? STEP_WAIT : cycle_fail(c, &failed);
	}
	return swap(c);
}

enum verdict
take_data_file(struct cycle *c, const struct link_reply *reply)
{
	int	 error;

	if (reply->error == -EFBIG || (reply->error == 0 &&
	    reply->status == NT_OBJECT_NAME_NOT_FOUND))
		return cycle_restart(c, c->file->path);
	if (!link_ok(reply))
		return cycle_fail(c, reply);
	error = place_close(c->place);
	if (error == -EBADMSG)
		return cycle_restart(c, c->file->path);
	if (error != 0)
		return give_up(c, c->file->path, error);
	c->at++;
	return STEP_AGAIN;
}
