/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/boot.h"

#include <errno.h>
#include <event2/util.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "contrib/siteclient/domain.h"
#include "contrib/siteclient/token_rpc.h"
#include "protocol/sms/ini.h"

#define SECTION		"Bootstrap"
#define GROUP		TOKEN_GROUP
#define NAME_SIZE	(DOMAIN_LABEL_SIZE + 8)
#define TIMEOUT_MS	10000
#define DOMAIN_USERS	513
#define USUAL_WAIT	60		/* minutes, Q271724 */
#define LONGEST_WAIT	1440
#define HEARTBEAT_MS	60000
#define KEY								\
	"SOFTWARE\\Microsoft\\SMS\\Client\\Configuration\\Domain Controller"

/* Q271724; "create objects" is the right to create a token object. */
static const char *const	rights[] = {
	"SeServiceLogonRight", "SeTcbPrivilege", "SeCreateTokenPrivilege",
	"SeIncreaseQuotaPrivilege", "SeShutdownPrivilege"
};

#define NRIGHTS	(sizeof(rights) / sizeof(rights[0]))

struct boot {
	const struct boot_plan		*plan;
	const struct push_credential	*who;
	const struct agent_logs		*logs;
	struct domain			*pdc;
	char				 account[NAME_SIZE];
	uint32_t			 rid, group;
	struct sid			 sid;
	uint32_t			 minutes;	/* to be waited */
	uint32_t			 stays;		/* in Domain Users */
};

/* --- the plan --- */

/* "NAME address:port" */
static bool
take_server(struct arena *mem, const char *text, struct boot_server *out)
{
	size_t	 n = strcspn(text, " ");
	int	 len = sizeof(out->to);

	out->name = arena_text(mem, text, n);
	return n > 0 && n < DOMAIN_LABEL_SIZE && text[n] == ' ' &&
	    out->name != NULL && evutil_parse_sockaddr_port(text + n + 1,
	    (struct sockaddr *)&out->to, &len) == 0;
}

static void
server(struct ini *ini, const char *key, struct boot_server *out)
{
	struct ini_key	*k = ini_key(ini, SECTION, key);

	if (k != NULL && !take_server(ini->arena, k->text, out))
		ini_expected(ini, k, "NAME ADDRESS:PORT");
}

static const char *
is_computer(const char *s)
{
	return *s != '\0' && strlen(s) <= 15 ? NULL :
	    "the name of a computer";
}

int
boot_plan_parse(const void *text, size_t len, struct arena *mem,
    struct boot_plan *p, struct err *err)
{
	struct syntax_err	 why = { 0 };
	struct ini		 ini;
	struct ini_key		*k;
	int			 error;

	*p = (struct boot_plan){ .poll = 1 };
	error = ini_parse(text, len, INI_LENIENT, mem, &ini, &why);
	if (error == 0) {
		p->computer = ini_text(&ini, SECTION, "Computer",
		    is_computer);
		server(&ini, "PDC", &p->pdc);
		server(&ini, "DC", &p->dc);
		if (ini_key(&ini, SECTION, "Wait") != NULL)
			p->wait = ini_number(&ini, SECTION, "Wait");
		if (ini_key(&ini, SECTION, "Poll") != NULL)
			p->poll = ini_number(&ini, SECTION, "Poll");
		k = ini_key(&ini, SECTION, "Install");
		p->install = k == NULL ? NULL : k->text;
		/* Other sections are other programs'. */
		if (why.line != 0)
			error = -EINVAL;
	}
	if (error == -EINVAL)
		return syntax_report(err, "CCMData.tcf", &why);
	return error == 0 ? 0 : err_set(err, -error, "out of memory");
}

/* --- on the PDC --- */

static uint32_t
enter(struct boot *b, const struct boot_server *s, struct domain **out)
{
	const struct domain_how	 how = { .server = s->name, .to = s->to,
				    .user = b->who->name,
				    .domain = b->who->domain,
				    .password = b->who->password,
				    .workstation = b->plan->computer,
				    .timeout_ms = TIMEOUT_MS };

	return domain_open(&how, out);
}

static uint32_t
open_pdc(struct boot *b)
{
	return enter(b, &b->plan->pdc, &b->pdc);
}

/* A REG_DWORD of the PDC; what it does not say stays as it is. */
static void
read_value(struct boot *b, const char *name, uint32_t *v)
{
	uint32_t	 told, error = domain_value(b->pdc, KEY, name, &told);

	if (error == 0)
		*v = told;
	else if (error != WIN32_FILE_NOT_FOUND)
		agent_log(b->logs, LOG_REMOTE, "Warning: Could not read \"%s\" "
		    "from the registry of the PDC (%u)", name, error);
}

/* Before anything is decided by them (R12). */
static uint32_t
read_registry(struct boot *b)
{
	b->minutes = USUAL_WAIT;
	b->stays = 0;
	read_value(b, "Account Synchronization Max Wait (minutes)",
	    &b->minutes);
	read_value(b, "Enable Domain User Group Membership", &b->stays);
	if (b->minutes == 0)
		b->minutes = USUAL_WAIT;
	if (b->minutes > LONGEST_WAIT)
		b->minutes = LONGEST_WAIT;
	agent_log(b->logs, LOG_REMOTE, "Accounts are waited for %u minutes at "
	    "most; the client account %s Domain Users", b->minutes,
	    b->stays != 0 ? "stays in" : "leaves");
	return 0;
}

/* Somebody may be faster: 2223, 2224 are as good as having made it. */
static uint32_t
there(struct boot *b, enum sid_use kind, const char *name, uint32_t *rid)
{
	uint32_t	 error;

	error = domain_find(b->pdc, DOMAIN_ACCOUNTS, kind, name, rid);
	if (win32_class(error) == WIN32_WAIT)
		error = domain_create(b->pdc, kind, name, rid);
	if (error != 0 && win32_class(error) == WIN32_ALREADY)
		error = domain_find(b->pdc, DOMAIN_ACCOUNTS, kind, name, rid);
	return error;
}

static uint32_t
make_group(struct boot *b)
{
	return there(b, SID_USE_GROUP, GROUP, &b->group);
}

static uint32_t
make_user(struct boot *b)
{
	struct domain_facts	 f;
	uint32_t		 error;

	error = there(b, SID_USE_USER, b->account, &b->rid);
	if (error == 0)
		error = domain_facts(b->pdc, &f);
	if (error == 0 && !sid_join(&f.sid, b->rid, &b->sid))
		error = WIN32_INVALID_PARAMETER;
	return error;
}

/*
 * Once: an account of an earlier install has one that a service uses.  One
 * that is disabled was begun by an install that was cut off; its password may
 * be set already, and too young for another.
 */
static uint32_t
make_password(struct boot *b)
{
	char			 password[TOKEN_PASSWORD_SIZE];
	struct domain_user	 user;
	uint32_t		 error = domain_user(b->pdc, b->rid, &user);

	if (error != 0 || !(user.flags & USER_DISABLED))
		return error;
	token_password(password);
	error = domain_set_password(b->pdc, b->rid, password);
	secret_wipe(password, sizeof(password));
	if (error == WIN32_ACCOUNT_RESTRICTION && user.password_set != 0)
		error = 0;
	return error != 0 ? error : domain_set_flags(b->pdc, b->rid,
	    USER_NORMAL | USER_KEEPS_PASSWORD);
}

static uint32_t
make_rights(struct boot *b)
{
	return domain_grant(b->pdc, &b->sid, rights, NRIGHTS);
}

/* Domain Users is left unless the PDC says to stay, Q311127. */
static uint32_t
make_member(struct boot *b)
{
	struct samr_user	 user = { .level = SAMR_USER_PRIMARY_GROUP };
	uint32_t		 error;

	error = domain_join(b->pdc, b->group, b->rid);
	if (error != 0 && win32_class(error) != WIN32_ALREADY)
		return error;
	if (b->stays != 0)
		return 0;
	user.a.primary_group = b->group;
	error = domain_set_user(b->pdc, b->rid, &user);
	if (error == 0)
		error = domain_part(b->pdc, DOMAIN_USERS, b->rid);
	return win32_class(error) == WIN32_ALREADY ? 0 : error;
}

static const struct {
	uint32_t	(*run)(struct boot *);
	const char	*failed;
} steps[] = {
	{ open_pdc,	"Could not connect to the PDC" },
	{ read_registry, "Could not read the registry of the PDC" },
	{ make_group,	"Could not create global group on PDC" },
	{ make_user,	"Could not create client account on PDC" },
	{ make_password, "Could not set password of client account" },
	{ make_rights,	"Could not give user rights to client account" },
	{ make_member,	"Could not add client account to group" },
};

/* --- waiting for the own controller --- */

static uint32_t
look(struct boot *b)
{
	struct domain_rids	 groups;
	struct domain		*d = NULL;
	uint32_t		 rid = 0, error;

	error = enter(b, &b->plan->dc, &d);
	if (error == 0)
		error = domain_find(d, DOMAIN_ACCOUNTS, SID_USE_USER,
		    b->account, &rid);
	if (error == 0)
		error = domain_groups_of(d, rid, &groups);
	if (error == 0 && !domain_has_rid(&groups, b->group))
		error = WIN32_NERR_USER_NOT_IN_GROUP;
	domain_close(&d);
	return error;
}

static int64_t
patience_ms(const struct boot *b)
{
	return b->plan->wait != 0 ? 1000 * (int64_t)b->plan->wait :
	    60000 * (int64_t)b->minutes;
}

static bool
may_come(uint32_t error)
{
	enum win32_class	 c = win32_class(error);

	return c == WIN32_WAIT || c == WIN32_SILENT ||
	    error == WIN32_NERR_USER_NOT_IN_GROUP;
}

static uint32_t
wait_for_sync(struct boot *b)
{
	const struct timespec	 pause = { .tv_sec = b->plan->poll };
	const struct mono	 end = mono_after(mono_now(),
				    patience_ms(b));
	uint32_t		 error;

	while ((error = look(b)) != 0 && may_come(error)) {
		agent_log(b->logs, LOG_REMOTE,
		    "Waiting for PDC/BDC Sync (%u)", error);
		if (mono_passed(end, mono_now()))
			break;
		(void)nanosleep(&pause, NULL);
	}
	if (error != 0)
		agent_log(b->logs, LOG_REMOTE, "PDC/BDC Sync failed (%u): %s",
		    error, win32_text(error));
	return error;
}

/* --- all of it --- */

/* The lines that administrators knew it by, Q304961. */
static void
tell_failure(const struct boot *b, const char *what, uint32_t error)
{
	agent_log(b->logs, LOG_REMOTE, "ERROR: %s (%u)", what, error);
	agent_log(b->logs, LOG_REMOTE, "ERROR: Unable to create the Client "
	    "Service Account. Win32 Error: %u", error);
	agent_log(b->logs, LOG_REMOTE, "Warning: Could not launch/register "
	    "CCIM - %u", error);
	agent_log(b->logs, LOG_REMOTE, "UpdateClientRegistryForCCIMLaunch "
	    "returned %s.", error == WIN32_LOGON_FAILURE ?
	    "Logon failure: unknown user name or bad password" :
	    win32_text(error));
}

static uint32_t
make_all(struct boot *b)
{
	uint32_t	 error = 0;
	size_t		 i;

	for (i = 0; error == 0 && i < sizeof(steps) / sizeof(steps[0]); i++) {
		error = steps[i].run(b);
		if (error != 0)
			tell_failure(b, steps[i].failed, error);
	}
	return error;
}

/* The wait may have been long: the PDC is asked whether all still stands. */
static uint32_t
stands_on_pdc(struct boot *b)
{
	uint32_t	 error;

	domain_close(&b->pdc);
	error = open_pdc(b);
	if (error == 0)
		error = make_group(b);
	if (error == 0)
		error = make_member(b);
	if (error != 0)
		tell_failure(b, "Could not create global group on PDC",
		    error);
	return error;
}

/* What ends the wait before its time is often that the account we run under
   is gone: the PDC says so. */
static uint32_t
wait_and_look(struct boot *b)
{
	uint32_t	 waited = wait_for_sync(b), error = 0;

	if (waited != WIN32_NERR_USER_NOT_FOUND)
		error = stands_on_pdc(b);
	return error != 0 ? error : waited;
}

static uint32_t
make_account(struct boot *b)
{
	uint32_t	 error;

	(void)snprintf(b->account, sizeof(b->account), "SMS&_%s",
	    b->plan->computer);
	error = make_all(b);
	if (error == 0)
		agent_log(b->logs, LOG_REMOTE, "Client account %s is on the "
		    "PDC", b->account);
	if (error == 0 && b->plan->dc.name != NULL)
		error = wait_and_look(b);
	domain_close(&b->pdc);
	return error;
}

/* Its log grows as long as it runs: that is its sign of life. */
static bool
await(pid_t pid, const struct agent_logs *logs, int *status)
{
	struct pollfd	 p = { .fd = pidfd_open(pid, 0), .events = POLLIN };

	while (p.fd != -1 && poll(&p, 1, HEARTBEAT_MS) == 0)
		agent_log(logs, LOG_REMOTE, "Client installation runs");
	if (p.fd != -1)
		(void)close(p.fd);
	return waitpid(pid, status, 0) == pid;
}

static uint32_t
install(const struct boot_plan *p, const struct agent_logs *logs)
{
	int	 status;
	pid_t	 pid = fork();

	if (pid == 0) {
		closefrom(3);
		(void)execl("/bin/sh", "sh", "-c", p->install, (char *)NULL);
		_exit(127);
	}
	if (pid == -1 || !await(pid, logs, &status))
		return WIN32_NOT_ENOUGH_MEMORY;
	agent_log(logs, LOG_REMOTE, "Client installation ended: %s %d",
	    WIFEXITED(status) ? "exit" : "signal", WIFEXITED(status) ?
	    WEXITSTATUS(status) : WTERMSIG(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 :
	    WIN32_GEN_FAILURE;
}

uint32_t
boot_run(const struct boot_plan *plan, const struct push_credential *who,
    const struct agent_logs *logs)
{
	struct boot	 b = { .plan = plan, .who = who, .logs = logs };
	uint32_t	 error = 0;

	if (plan->pdc.name != NULL)
		error = make_account(&b);
	if (error == 0 && plan->install != NULL)
		error = install(plan, logs);
	agent_log(logs, LOG_REMOTE, "CCMBoot returned %u", error);
	return error;
}

/* --- what the loader does, too --- */

int
boot_folder(const char *below)
{
	char		 path[1024];
	char		*rest = path, *part;
	const char	*root = getenv("SYSTEMROOT");
	int		 fd, next;

	if (root == NULL || strlcpy(path, below, sizeof(path)) >= sizeof(path))
		return -ENOENT;
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd != -1 && (part = strsep(&rest, "/")) != NULL) {
		if (mkdirat(fd, part, 0700) == -1 && errno != EEXIST)
			next = -1;
		else
			next = openat(fd, part, O_RDONLY | O_DIRECTORY |
			    O_NOFOLLOW | O_CLOEXEC);
		(void)close(fd);
		fd = next;
	}
	return fd == -1 ? -errno : fd;
}

bool
boot_credential(char text[static PUSH_CREDENTIAL_MAX],
    struct push_credential *out)
{
	size_t	 n = 0;
	ssize_t	 got = 1;

	while (got > 0 && n < PUSH_CREDENTIAL_MAX - 1) {
		got = read(PUSH_CREDENTIAL_FD, text + n,
		    PUSH_CREDENTIAL_MAX - 1 - n);
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(PUSH_CREDENTIAL_FD);
	text[n] = '\0';
	return n > 0 && strlen(text) == n && push_credential_parse(text, out);
}

ssize_t
boot_read(const char *name, char *dst, size_t size)
{
	int	 fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t	 n;

	if (fd == -1)
		return -errno;
	n = read(fd, dst, size);
	if (n == -1)
		n = -errno;
	(void)close(fd);
	return n == (ssize_t)size ? -EFBIG : n;
}
