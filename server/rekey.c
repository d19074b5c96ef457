/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/rekey.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "server/user.h"
#include "store/keyfile.h"
#include "store/reseal.h"

#define PATH_SIZE	(CONFIG_PATH_MAX + 16)

struct keys {
	char		 path[CONFIG_PATH_MAX];
	char		 fresh_path[PATH_SIZE];
	char		 old_path[PATH_SIZE];	/* where the old one stays */
	bool		 is_made;		/* the new one, by us */
	struct seal_key	 old, fresh;
};

/* What the child says to us: how it ended, and the sentence. */
struct report {
	int		 rc;
	uint64_t	 count;
	struct err	 e;
};

/* The new one may be there, of a run that was cut short. */
static int
get_keys(const struct config *c, struct keys *k, bool dry_run, struct err *e)
{
	int	 rc;

	config_path(c, c->key_file, k->path);
	(void)snprintf(k->fresh_path, sizeof(k->fresh_path), "%s" REKEY_NEW,
	    k->path);
	rc = keyfile_read(k->path, &k->old, e);
	if (rc != 0)
		return rc;
	(void)snprintf(k->old_path, sizeof(k->old_path), "%s.%08x", k->path,
	    k->old.id);
	if (access(k->fresh_path, F_OK) == 0)
		return keyfile_read(k->fresh_path, &k->fresh, e);
	if (!dry_run) {
		rc = keyfile_create(k->fresh_path, &k->fresh, e);
		k->is_made = rc == 0;
		return rc;
	}
	secret_random(&k->fresh.id, sizeof(k->fresh.id));
	secret_random(k->fresh.bytes, sizeof(k->fresh.bytes));
	return 0;
}

/* As the director's user, whose files the store's are. */
static void
seal_anew(const struct config *c, const struct keys *k, bool dry_run, int out)
{
	const uid_t	 uid = getuid();
	char		 path[CONFIG_PATH_MAX], who[24];
	struct reseal	 r = { .old = &k->old, .fresh = &k->fresh,
			    .uid = (uint32_t)uid, .who = who,
			    .dry_run = dry_run };
	struct report	 report = { 0 };

	(void)snprintf(who, sizeof(who), uid == 0 ? "root" : "uid %u",
	    (unsigned)uid);
	config_path(c, "store", path);
	report.rc = user_drop(c, ROLE_DIRECTOR, &report.e);
	if (report.rc == 0)
		report.rc = store_reseal(path, &r, &report.e);
	report.count = r.count;
	_exit(write(out, &report, sizeof(report)) == sizeof(report) ? 0 : 1);
}

static int
reseal_store(const struct config *c, const struct keys *k, bool dry_run,
    uint64_t *count, struct err *e)
{
	struct report	 report = { .rc = -EIO };
	int		 pair[2], status;
	ssize_t		 n;
	pid_t		 pid;

	(void)err_set(&report.e, EIO, "the store could not be sealed anew");
	if (pipe2(pair, O_CLOEXEC) == -1)
		return err_sys(e, "cannot begin");
	pid = fork();
	if (pid == 0)
		seal_anew(c, k, dry_run, pair[1]);
	(void)close(pair[1]);
	n = pid == -1 ? -1 : read(pair[0], &report, sizeof(report));
	(void)close(pair[0]);
	if (pid != -1)
		(void)waitpid(pid, &status, 0);
	if (n != (ssize_t)sizeof(report))
		report.rc = -EIO;
	*count = report.count;
	*e = report.e;
	return report.rc;
}

/* The old key keeps a name, then the new one takes its place. */
static int
swap(struct keys *k, struct err *e)
{
	char	 dir[CONFIG_PATH_MAX];
	int	 fd, rc = 0;

	if ((link(k->path, k->old_path) == -1 && errno != EEXIST) ||
	    rename(k->fresh_path, k->path) == -1)
		return err_sys(e, "the store is under the new key, but %s "
		    "cannot take the place of %s; try again",
		    k->fresh_path, k->path);
	(void)snprintf(dir, sizeof(dir), "%s", k->path);
	fd = open(dirname(dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || fsync(fd) == -1)
		rc = err_sys(e, "the new key cannot be made durable");
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static void
forget(struct keys *k)
{
	secret_wipe(&k->old, sizeof(k->old));
	secret_wipe(&k->fresh, sizeof(k->fresh));
}

/* An I/O error may have come after the commit: then both keys stay. */
static void
take_back(const struct keys *k, int rc)
{
	if (k->is_made && rc != -EIO)
		(void)unlink(k->fresh_path);
}

static int
tell_dry(const struct keys *k, int rc, uint64_t count, char *said,
    size_t size)
{
	if (rc == -EALREADY)
		(void)snprintf(said, size, "dry run: the store is under the "
		    "key of %s already, which would take the place of %s",
		    k->fresh_path, k->path);
	else
		(void)snprintf(said, size, "dry run: %llu secrets open with "
		    "the key and would be sealed with a new one",
		    (unsigned long long)count);
	return 0;
}

static int
finish(struct keys *k, char *said, size_t size, struct err *e)
{
	(void)snprintf(said, size, "%s is a new key; %s is the one of before, "
	    "which backups of before need: keep it as long as them, apart "
	    "from the store, and make a backup now", k->path, k->old_path);
	return swap(k, e);
}

int
rekey_site(const struct config *c, bool dry_run, char *said, size_t size,
    struct err *e)
{
	struct keys	 k = { .path = "" };
	uint64_t	 count = 0;
	int		 rc;

	rc = secret_forbid_dumps(e);
	if (rc == 0)
		rc = get_keys(c, &k, dry_run, e);
	if (rc == 0) {
		rc = reseal_store(c, &k, dry_run, &count, e);
		if (rc != 0 && rc != -EALREADY)
			take_back(&k, rc);
		else if (dry_run)
			rc = tell_dry(&k, rc, count, said, size);
		else
			rc = finish(&k, said, size, e);
	}
	forget(&k);
	return rc;
}
