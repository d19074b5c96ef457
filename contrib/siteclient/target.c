/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/target.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/util.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/guid.h"
#include "base/text.h"
#include "contrib/siteclient/target_accounts.h"
#include "contrib/siteclient/target_registry.h"
#include "contrib/siteclient/target_services.h"
#include "protocol/smb2/access.h"
#include "server/smb/disk/disk.h"
#include "server/smb/iopool.h"
#include "server/smb/local_shares.h"
#include "server/smb/smb.h"

#define BACKLOG		64
#define POOL_THREADS	2
#define POOL_QUEUE	256
#define SV_TYPE_NT	0x00001003U	/* workstation, server, NT */
#define NT_KEY		"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define PRODUCT_KEY	"SYSTEM\\CurrentControlSet\\Control\\ProductOptions"

struct target {
	const struct target_settings	*settings;
	int				 root;
	struct target_accounts		*accounts;
	struct target_registry		*registry;
	struct target_services		*services;
	struct iopool			*pool;
	struct disk_share		*admin;
	struct local_shares		*books;
	struct event			*wake;
	struct smb_server		*server;
	struct rpc_facts		 facts;
	struct smb_rpc			 rpc;
};

/* --- what the pipes ask --- */

static void
resolve(struct target *t, struct rpc_call *call, struct rpc_name *names,
    size_t n, bool by_sid)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		target_accounts_resolve(t->accounts, &names[i], by_sid);
	rpc_names_done(call);
}

static void
resolve_sids(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t n)
{
	resolve(arg, call, names, n, true);
}

static void
resolve_names(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t n)
{
	resolve(arg, call, names, n, false);
}

/* Who is connected is nobody's business here. */
static void
list(void *arg, struct rpc_call *call, int kind)
{
	const struct rpc_rows	 none = { .count = 0 };

	(void)arg;
	(void)kind;
	rpc_rows_done(call, &none);
}

static void
tell_facts(struct target *t)
{
	const struct target_settings	*s = t->settings;

	t->facts = (struct rpc_facts){
		.server = s->name, .domain = s->domain, .dns_domain = "",
		.forest = "", .comment = "siteclient target",
		.account_sid = target_accounts_sid(t->accounts),
		.server_type = SV_TYPE_NT,
		.major = s->version.major, .minor = s->version.minor,
	};
	t->rpc = (struct smb_rpc){
		.arg = t, .facts = &t->facts, .resolve_sids = resolve_sids,
		.resolve_names = resolve_names, .list = list,
		.services = target_services_ops(t->services),
	};
	t->rpc.values = target_registry_rows(t->registry,
	    &t->rpc.value_count);
}

/* What the file says of these counts. */
static int
own_values(struct target *t)
{
	const struct ntlm_version	*v = &t->settings->version;
	char				 version[16], build[8];
	const char			*const rows[][3] = {
		{ NT_KEY, "CurrentVersion", version },
		{ NT_KEY, "CurrentBuildNumber", build },
		{ NT_KEY, "SystemRoot", "C:\\WINNT" },
		{ PRODUCT_KEY, "ProductType", t->settings->type },
	};
	size_t				 i;
	int				 error;

	(void)snprintf(version, sizeof(version), "%u.%u", v->major, v->minor);
	(void)snprintf(build, sizeof(build), "%u", v->build);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		error = target_registry_text(t->registry, rows[i][0],
		    rows[i][1], rows[i][2]);
		if (error != 0 && error != -EEXIST)
			return error;
	}
	return 0;
}

/* --- its shares --- */

static int
open_admin(struct target *t, struct event_base *base, struct err *err)
{
	struct disk_config	 c = {
		.base = base, .root = t->root, .access = FILE_ALL_ACCESS,
		.file_mode = 0600, .folder_mode = 0700, .label = "WINNT",
	};

	c.security.owner = c.security.group =
	    sid_known(SID_ADMINISTRATORS)->sid;
	c.security.aces[0].who = c.security.owner;
	c.security.aces[0].access = FILE_ALL_ACCESS;
	c.security.naces = 1;
	if (iopool_new(base, POOL_THREADS, POOL_QUEUE, &t->pool, err) != 0)
		return -err->code;
	c.pool = t->pool;
	return disk_share_new(&c, &t->admin, err);
}

static void
arm(void *arg)
{
	struct target	*t = arg;
	struct timeval	 tv = { 0 };
	struct mono	 when;
	int64_t		 ms;

	(void)event_del(t->wake);
	if (!local_shares_deadline(t->books, &when))
		return;
	ms = mono_ms_between(mono_now(), when);
	ms = ms < 0 ? 0 : ms + 1;
	tv.tv_sec = ms / 1000;
	tv.tv_usec = ms % 1000 * 1000;
	(void)event_add(t->wake, &tv);
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct target	*t = arg;

	(void)fd;
	(void)what;
	local_shares_tick(t->books);
	arm(t);
}

static int
open_books(struct target *t, struct event_base *base, struct err *err)
{
	const struct share_limits	 limits = { 4096, 64, SHARE_BREAK_MS };

	t->books = local_shares_new(&limits);
	t->wake = event_new(base, -1, 0, on_wake, t);
	if (t->books == NULL || t->wake == NULL)
		return err_set(err, ENOMEM, "out of memory");
	local_shares_on_wake(t->books, arm, t);
	return 0;
}

static int
add_shares(struct target *t)
{
	const struct smb_share	 admin = { .name = "ADMIN$",
				    .comment = "Remote Admin",
				    .path = "C:\\WINNT", .id = 1,
				    .operators_only = true,
				    .ops = &disk_ops, .arg = t->admin };
	const struct smb_share	 ipc = { .name = "IPC$",
				    .comment = "Remote IPC", .path = "" };
	int			 error;

	error = smb_server_add_share(t->server, &admin);
	return error != 0 ? error : smb_server_add_share(t->server, &ipc);
}

/* --- its server --- */

static int
listen_on(const char *where, struct err *err)
{
	struct sockaddr_storage	 ss = { 0 };
	int			 n = sizeof(ss), on = 1, fd;

	if (evutil_parse_sockaddr_port(where, (struct sockaddr *)&ss,
	    &n) != 0)
		return err_set(err, EINVAL, "%s is not ADDRESS:PORT", where);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (fd != -1 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, (const struct sockaddr *)&ss, (socklen_t)n) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	(void)err_sys(err, "%s", where);
	if (fd != -1)
		(void)close(fd);
	return -err->code;
}

static int
serve(struct target *t, struct event_base *base, struct err *err)
{
	struct smb_settings	 s = {
		.guid = guid_random(), .version = t->settings->version,
		.encryption = t->settings->seal ? SMB_REQUIRED : SMB_DESIRED,
		.max_io = 1 << 20, .credits = 512, .max_sessions = 64,
		.max_trees = 64, .max_opens = 1024, .max_locks = 64,
		.first_byte_ms = 10000, .negotiate_ms = 10000,
		.logon_ms = 20000, .idle_ms = 900000,
		.session_ms = 8 * 3600000, .slow_bytes = 1,
		.slow_ms = 60000,
	};
	int			 fd;

	text_copy(s.netbios, sizeof(s.netbios), t->settings->name);
	text_copy(s.domain, sizeof(s.domain), t->settings->domain);
	if (smb_server_new(base, &s, target_accounts_auth(t->accounts),
	    local_shares_books(t->books), &t->server, err) != 0)
		return -err->code;
	local_shares_serve(t->books, t->server);
	if (add_shares(t) != 0)
		return err_set(err, ENOSPC, "too many shares");
	smb_server_set_rpc(t->server, 0, &t->rpc);
	fd = listen_on(t->settings->listen, err);
	return fd < 0 ? fd : smb_server_listen(t->server, fd, 0, err);
}

/* --- life --- */

static int
open_parts(struct target *t, struct event_base *base, struct err *err)
{
	const struct target_settings	*s = t->settings;
	int				 error;

	t->root = open(s->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->root == -1)
		return err_sys(err, "%s", s->folder);
	error = target_accounts_load(s->accounts, s->name, &t->accounts, err);
	if (error != 0)
		return error;
	if (target_registry_new(&t->registry) != 0 ||
	    target_services_new(base, t->root, &t->services) != 0)
		return err_set(err, ENOMEM, "out of memory");
	if (s->registry != NULL &&
	    target_registry_read(t->registry, s->registry, err) != 0)
		return -err->code;
	if (own_values(t) != 0)
		return err_set(err, ENOSPC, "too many values in the registry");
	tell_facts(t);
	error = open_admin(t, base, err);
	return error != 0 ? error : open_books(t, base, err);
}

int
target_new(struct event_base *base, const struct target_settings *settings,
    struct target **out, struct err *err)
{
	struct target	*t = calloc(1, sizeof(*t));
	int		 error;

	*out = t;
	if (t == NULL)
		return err_set(err, ENOMEM, "out of memory");
	t->settings = settings;
	t->root = -1;
	error = open_parts(t, base, err);
	if (error == 0)
		error = serve(t, base, err);
	if (error != 0)
		target_free(out);
	return error;
}

void
target_free(struct target **tp)
{
	struct target	*t = *tp;

	if (t == NULL)
		return;
	smb_server_free(&t->server);
	target_services_free(&t->services);
	local_shares_free(&t->books);
	if (t->wake != NULL)
		event_free(t->wake);
	disk_share_free(&t->admin);
	iopool_free(&t->pool);
	target_registry_free(&t->registry);
	target_accounts_free(&t->accounts);
	if (t->root != -1)
		(void)close(t->root);
	free(t);
	*tp = NULL;
}
