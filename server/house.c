/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/house.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"
#include "server/endpoint.h"
#include "server/rekey.h"
#include "server/replica_option.h"
#include "server/user.h"
#include "store/keyfile.h"

/*
 * Who owns what below `dir'.  The workers write into cap/up, the director
 * takes away from there: both are in the shared group.  What is `apart' holds
 * folders that have nothing to do with each other.
 */
static const struct {
	const char	*path;
	enum role	 owner;
	mode_t		 mode;
	bool		 apart;
} folders[] = {
	{ "store",	ROLE_DIRECTOR,	0700,	false },
	{ "domain",	ROLE_DIRECTOR,	0700,	false },
	{ "cap",	ROLE_DIRECTOR,	02750,	false },
	{ "cap/sets",	ROLE_DIRECTOR,	02750,	false },
	{ "cap/up",	ROLE_WORKER,	02770,	true },
	{ "site",	ROLE_WORKER,	02770,	false },
};

/* A name is there after a power cut only when its folder was synced. */
static int
sync_folder(const char *path, struct err *e)
{
	int	 fd, rc = 0;

	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || fsync(fd) == -1)
		rc = err_sys(e, "folder %s cannot be made durable", path);
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static int
make_top(const char *path, struct err *e)
{
	char	 above[CONFIG_PATH_MAX];

	if (mkdir(path, 0755) == -1)
		return errno == EEXIST ? 0 :
		    err_sys(e, "cannot make folder %s", path);
	(void)snprintf(above, sizeof(above), "%s", path);
	return sync_folder(dirname(above), e);
}

/*
 * A hint for ext4: each folder made in here gets a group of inodes of its own.
 * Else all boxes share the one of `dir', and where thousands of files come
 * and go a search for a free inode is what a drop costs most.
 */
static void
spread_folders(const char *path)
{
	int	 fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int	 flags;

	if (fd == -1)
		return;
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0) {
		flags |= FS_TOPDIR_FL;
		(void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	(void)close(fd);
}

static int
make_folders(const struct config *c, struct err *e)
{
	char		 path[CONFIG_PATH_MAX];
	struct user	 u;
	size_t		 i;
	int		 rc;

	rc = make_top(c->dir, e);
	if (rc != 0)
		return rc;
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		config_path(c, folders[i].path, path);
		rc = user_of_role(c, folders[i].owner, &u, e);
		if (rc == 0)
			rc = user_make_folder(path, &u, folders[i].mode, e);
		if (rc != 0)
			return rc;
		if (folders[i].apart)
			spread_folders(path);
	}
	config_path(c, "cap", path);
	rc = sync_folder(path, e);
	return rc != 0 ? rc : sync_folder(c->dir, e);
}

/* A socket left by a dead sited is taken over, a living one is not. */
static int
clear_stale(const struct sockaddr_un *sun, struct err *e)
{
	struct stat	 st;
	int		 fd, rc = 0;

	if (lstat(sun->sun_path, &st) == 0 && !S_ISSOCK(st.st_mode))
		return err_set(e, EEXIST, "control socket %s: something else "
		    "stands there", sun->sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return err_sys(e, "control socket");
	if (connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) == 0)
		rc = err_set(e, EADDRINUSE, "control socket %s: another sited "
		    "answers there", sun->sun_path);
	else if (errno == ECONNREFUSED)
		(void)unlink(sun->sun_path);
	(void)close(fd);
	return rc;
}

static int
open_control(struct house *h, const struct config *c, struct err *e)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	mode_t			 mask;
	int			 fd, rc;

	config_path(c, c->control_socket, h->control_path);
	if (strlen(h->control_path) >= sizeof(sun.sun_path))
		return err_set(e, ENAMETOOLONG, "control socket %s: the path "
		    "is longer than %zu bytes", h->control_path,
		    sizeof(sun.sun_path) - 1);
	memcpy(sun.sun_path, h->control_path, strlen(h->control_path));
	rc = clear_stale(&sun, e);
	if (rc != 0)
		return rc;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mask = umask(0);	/* rights follow from the peer's credentials */
	rc = fd == -1 ? -1 : bind(fd, (struct sockaddr *)&sun, sizeof(sun));
	(void)umask(mask);
	if (rc == -1) {
		(void)err_sys(e, "control socket %s", h->control_path);
		if (fd != -1)
			(void)close(fd);
		return -e->code;
	}
	h->control = fd;	/* the name is ours, and goes with us */
	return listen(fd, 64) == 0 ? 0 :
	    err_sys(e, "control socket %s", h->control_path);
}

/*
 * A site that has a store but no key must not get a new one: everything
 * sealed would be lost without a word.
 */
static int
make_key(const struct config *c, const char *path, struct err *e)
{
	char		 store[CONFIG_PATH_MAX];
	struct seal_key	 key;
	int		 rc;

	config_path(c, "store/site.db", store);
	if (access(store, F_OK) == 0)
		return err_set(e, ENOKEY, "master key %s is missing, but store "
		    "%s exists: put the key back, or restore a backup of both",
		    path, store);
	rc = keyfile_create(path, &key, e);
	secret_wipe(&key, sizeof(key));
	if (rc == 0)
		log_info("master key made: %s; keep a copy of it apart from "
		    "the store", path);
	return rc;
}

/* Which of the two keys the store is under is not known here. */
static int
check_rekey(const char *path, struct err *e)
{
	char	 fresh[CONFIG_PATH_MAX + sizeof(REKEY_NEW)];

	(void)snprintf(fresh, sizeof(fresh), "%s" REKEY_NEW, path);
	return access(fresh, F_OK) == -1 ? 0 : err_set(e, EBUSY, "%s is "
	    "there: replacing the master key was cut short; let it go on "
	    "with: sitectl site rekey", fresh);
}

static int
open_key(struct house *h, const struct config *c, const char *credential,
    struct err *e)
{
	char	 path[CONFIG_PATH_MAX];
	int	 rc;

	config_path(c, c->key_file, path);
	rc = check_rekey(path, e);
	if (rc != 0)
		return rc;
	if (credential != NULL)
		(void)snprintf(path, sizeof(path), "%s", credential);
	else if (access(path, F_OK) == -1 && errno == ENOENT &&
	    (rc = make_key(c, path, e)) != 0)
		return rc;
	h->key = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return h->key == -1 ? err_sys(e, "master key %s", path) : 0;
}

/* A host without IPv6 serves what it has, if that is anything. */
static int
open_listeners(struct house *h, const struct config *c, struct err *e)
{
	const char	*item;
	size_t		 i;
	int		 rc;

	for (i = 0; i < c->listen.n; i++) {
		item = c->listen.item[i];
		rc = endpoint_listen(item, &h->listen[h->nlisten], e);
		if (rc == 0)
			h->nlisten++;
		else if (rc != -EAFNOSUPPORT || !endpoint_is_any(item))
			return rc;
	}
	h->nown = h->nlisten;
	return h->nlisten > 0 ? 0 : err_set(e, EAFNOSUPPORT, "listen: no "
	    "address is left: this host has no IPv6");
}

/* View 0 is the PDC's, those of the replicas follow in their order. */
static int
open_replicas(struct house *h, const struct config *c, struct err *e)
{
	struct replica_option	 r;
	size_t			 i;
	int			 rc;

	for (i = 0; replica_option_at(c, i, &r); i++) {
		if (r.listen[0] == '\0')
			continue;
		rc = endpoint_listen(r.listen, &h->listen[h->nlisten], e);
		if (rc != 0)
			return rc;
		h->view[h->nlisten++] = (uint16_t)(i + 1);
	}
	return 0;
}

int
house_reopen_log(const struct config *c, struct err *e)
{
	char	 path[CONFIG_PATH_MAX];
	int	 fd;

	config_path(c, c->log_file, path);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd == -1)
		return err_sys(e, "log file %s", path);
	(void)dup2(fd, STDERR_FILENO);
	(void)close(fd);
	return 0;
}

int
house_open(struct house *h, const struct config *c, const char *credential,
    struct err *e)
{
	int	 rc;

	*h = (struct house){ .control = -1, .key = -1, .web = -1 };
	rc = users_check(c, e);
	if (rc == 0)
		rc = open_listeners(h, c, e);	/* a busy port changes nothing */
	if (rc == 0)
		rc = open_replicas(h, c, e);
	if (rc == 0 && c->web_listen[0] != '\0')
		rc = endpoint_listen(c->web_listen, &h->web, e);
	if (rc == 0)
		rc = make_folders(c, e);
	if (rc == 0)
		rc = open_key(h, c, credential, e);
	if (rc == 0)
		rc = open_control(h, c, e);
	if (rc == 0 && c->log_file[0] != '\0')
		rc = house_reopen_log(c, e);
	if (rc == 0 && h->nown < c->listen.n)
		log_warn("listen: this host has no IPv6: %zu of %zu addresses "
		    "are served", h->nown, c->listen.n);
	return rc;
}

void
house_close(struct house *h)
{
	size_t	 i;

	for (i = 0; i < h->nlisten; i++)
		(void)close(h->listen[i]);
	if (h->control != -1) {
		(void)close(h->control);
		(void)unlink(h->control_path);
	}
	if (h->key != -1)
		(void)close(h->key);
	if (h->web != -1)
		(void)close(h->web);
}
