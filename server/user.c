/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/user.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
name_of_role(const struct config *c, enum role role)
{
	switch (role) {
	case ROLE_DIRECTOR:
		return c->user_director;
	case ROLE_KEEPER:
		return c->user_keeper;
	case ROLE_WEB:
		return c->user_web;
	default:
		return c->user_worker;
	}
}

static bool
as_number(const char *name, unsigned *out)
{
	char		*end;
	unsigned long	 v = strtoul(name, &end, 10);

	*out = (unsigned)v;
	return *name >= '0' && *name <= '9' && *end == '\0' && v < 0xffffffffUL;
}

/* A number needs no entry in the user database; its group is the same. */
static int
find_user(const char *name, struct user *u, struct err *e)
{
	struct passwd	*pw;
	unsigned	 n;

	if (as_number(name, &n)) {
		u->uid = n;
		u->gid = n;
		return 0;
	}
	pw = getpwnam(name);
	if (pw == NULL)
		return err_set(e, ENOENT, "user %s does not exist (make it "
		    "with systemd-sysusers, or name another in sited.conf)",
		    name);
	u->uid = pw->pw_uid;
	u->gid = pw->pw_gid;
	return 0;
}

static int
find_group(const char *name, gid_t *gid, struct err *e)
{
	struct group	*gr;
	unsigned	 n;

	if (as_number(name, &n)) {
		*gid = n;
		return 0;
	}
	gr = getgrnam(name);
	if (gr == NULL)
		return err_set(e, ENOENT, "group %s does not exist (make it "
		    "with systemd-sysusers, or name another in sited.conf)",
		    name);
	*gid = gr->gr_gid;
	return 0;
}

static bool
is_one_user(const struct config *c)
{
	return c->one_user || geteuid() != 0;
}

int
user_named(const struct config *c, const char *name, struct user *u,
    struct err *e)
{
	int	 rc;

	if (is_one_user(c)) {
		*u = (struct user){ geteuid(), getegid(), getegid() };
		return 0;
	}
	rc = find_user(name, u, e);
	if (rc == 0)
		rc = find_group(c->group, &u->shared, e);
	if (rc == 0 && u->uid == 0)
		rc = err_set(e, EINVAL, "user %s is root: a role must not be",
		    name);
	return rc;
}

int
user_of_role(const struct config *c, enum role role, struct user *u,
    struct err *e)
{
	return user_named(c, name_of_role(c, role), u, e);
}

/* Workers and clerk are one; the others must not read each other's memory. */
static const struct {
	enum role	 role;
	const char	*option;
} users[] = {
	{ ROLE_DIRECTOR, "user_director" },
	{ ROLE_KEEPER, "user_keeper" },
	{ ROLE_WORKER, "user_worker" },
	{ ROLE_WEB, "user_web" },	/* the last: not every site has it */
};
#define USERS	(sizeof(users) / sizeof(users[0]))

/* Whoever meets machines that may be anybody's shares no role's files. */
static int
check_pusher(const struct config *c, const struct user *u, size_t n,
    struct err *e)
{
	struct user	 pusher;
	size_t		 i;
	int		 rc = user_named(c, c->user_push, &pusher, e);

	for (i = 0; rc == 0 && i < n && !is_one_user(c); i++)
		if (u[i].uid == pusher.uid)
			rc = err_set(e, EINVAL, "%s and user_push are the "
			    "same user, %u: each role needs one of its own",
			    users[i].option, (unsigned)pusher.uid);
	return rc;
}

int
users_check(const struct config *c, struct err *e)
{
	struct user	 u[USERS];
	size_t		 i, k, n = config_has_web(c) ? USERS : USERS - 1;
	int		 rc;

	for (i = 0; i < n; i++) {
		rc = user_of_role(c, users[i].role, &u[i], e);
		if (rc != 0)
			return rc;
		for (k = 0; k < i && !is_one_user(c); k++)
			if (u[k].uid == u[i].uid)
				return err_set(e, EINVAL, "%s and %s are the "
				    "same user, %u: each role needs one of "
				    "its own", users[k].option,
				    users[i].option, (unsigned)u[i].uid);
	}
	return c->push.n == 0 ? 0 : check_pusher(c, u, n, e);
}

int
user_groups(const struct config *c, struct user_groups *g, struct err *e)
{
	struct user	 web;
	struct err	 unknown;
	int		 rc = find_group(c->operators, &g->operators, e);

	if (rc == 0)
		rc = find_group(c->viewers, &g->viewers, e);
	/* Where all roles are one user, that user may do more than look. */
	g->web = config_has_web(c) && !c->one_user &&
	    find_user(c->user_web, &web, &unknown) == 0 ? web.uid : (uid_t)-1;
	return rc;
}

/* The CAP's files belong to a group that not all have. */
int
user_drop(const struct config *c, enum role role, struct err *e)
{
	struct user	 u;
	int		 rc;

	rc = user_of_role(c, role, &u, e);
	if (rc != 0 || is_one_user(c))
		return rc;
	if (setgroups(role == ROLE_KEEPER || role == ROLE_WEB ? 0 : 1,
	    &u.shared) == -1 ||
	    setresgid(u.gid, u.gid, u.gid) == -1 ||
	    setresuid(u.uid, u.uid, u.uid) == -1)
		return err_sys(e, "cannot become user %u", (unsigned)u.uid);
	if (setuid(0) != -1 || geteuid() != u.uid)
		return err_set(e, EPERM, "could become root again");
	return 0;
}

int
user_make_folder(const char *path, const struct user *u, mode_t mode,
    struct err *e)
{
	struct stat	 st;
	int		 fd, rc = 0;

	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return err_sys(e, "cannot make folder %s", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &st) == -1)
		rc = err_sys(e, "folder %s", path);
	else if ((st.st_uid != u->uid || st.st_gid != u->shared) &&
	    fchown(fd, u->uid, u->shared) == -1)
		rc = err_sys(e, "folder %s: cannot give it to user %u", path,
		    (unsigned)u->uid);
	else if ((st.st_mode & 07777) != mode && fchmod(fd, mode) == -1)
		rc = err_sys(e, "folder %s: cannot set its mode", path);
	if (fd != -1)
		(void)close(fd);
	return rc;
}
