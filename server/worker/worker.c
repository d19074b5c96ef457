/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker - the role that meets the network: libsmbserver wired to the keeper
 * (logons), the clerk (what workers must agree on) and the CAP.  It holds no
 * stored secret, makes no connection, and sees no file outside the shares.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/smb2/access.h"
#include "server/smb/disk/disk.h"
#include "server/smb/iopool.h"
#include "server/smb/smb.h"
#include "server/worker/cap.h"
#include "server/worker/clerk_link.h"
#include "server/worker/domain_link.h"
#include "server/worker/keeper_link.h"
#include "server/worker/names.h"
#include "server/worker/presence.h"
#include "server/worker/worker.h"

#define POOL_QUEUE	4096
#define DRAIN_MS	3000

/* Shares in the books: their numbers are the same in every worker. */
enum { SHARE_CAP = 1, SHARE_LOGON, SHARE_SITE, SHARE_IPC };

/* Large buffers are kept rather than given back to the kernel each time. */
#define MMAP_FROM	(32 * 1024 * 1024)
#define TRIM_FROM	(64 * 1024 * 1024)

/* --- settings --- */

static enum smb_protection
protection(int word)
{
	switch (word) {
	case ENCRYPTION_DESIRED:
		return SMB_DESIRED;
	case ENCRYPTION_REQUIRED:
		return SMB_REQUIRED;
	default:
		return SMB_OFF;		/* also "inherit": the server's own */
	}
}

static void
server_names(struct worker *w, struct smb_settings *s)
{
	const struct config	*c = &w->env->config;
	char			 host[128] = "", *dot;

	(void)gethostname(host, sizeof(host) - 1);
	text_copy(s->dns, sizeof(s->dns), host);
	dot = strchr(host, '.');
	if (dot != NULL)
		*dot = '\0';
	text_copy(s->netbios, sizeof(s->netbios), c->server_name[0] != '\0' ?
	    c->server_name : host);
	for (dot = s->netbios; *dot != '\0'; dot++)
		*dot = (char)text_upper((unsigned char)*dot);
	text_copy(s->domain, sizeof(s->domain), c->domain);
}

static void
fill_settings(struct worker *w, struct smb_settings *s)
{
	const struct config	*c = &w->env->config;

	*s = (struct smb_settings){
		.process = w->env->index,
		.signing_required = c->signing == SIGNING_REQUIRED,
		.encryption = protection(c->encryption),
		.anonymous_ipc = c->anonymous_ipc,
		.max_io = (uint32_t)c->max_io,
		.credits = (uint32_t)c->credits,
		.max_sessions = (uint32_t)c->max_sessions,
		.max_trees = (uint32_t)c->max_trees,
		.max_opens = (uint32_t)c->max_opens,
		.max_locks = (uint32_t)c->max_locks,
		.first_byte_ms = c->first_byte_timeout,
		.negotiate_ms = c->negotiate_timeout,
		.logon_ms = c->logon_timeout,
		.idle_ms = c->idle_timeout,
		.session_ms = c->session_lifetime,
		.slow_bytes = c->slow_rate,
		.slow_ms = c->slow_time,
	};
	server_names(w, s);
}

/* --- the CAP's questions --- */

static void
quota_ask(void *arg, const struct cap_room *room,
    void (*done)(void *, enum ntstatus), void *ctx)
{
	struct worker		*w = arg;
	struct quota_ask	 q = { .ticket = room->ticket,
				    .bytes = room->bytes, .who = {
				    .account = room->who->user->account,
				    .address = room->who->address } };

	text_copy(q.who.box, sizeof(q.who.box), box_row(room->box)->name);
	clerk_link_quota_ask(w->clerk, &q, done, ctx);
}

static void
quota_landed(void *arg, uint64_t ticket, uint64_t bytes)
{
	clerk_link_quota_charge(((struct worker *)arg)->clerk, ticket, bytes);
}

static void
quota_discarded(void *arg, uint64_t ticket)
{
	clerk_link_quota_drop(((struct worker *)arg)->clerk, ticket);
}

/* Without a director the file waits for its scan. */
static void
landed(void *arg, const struct msg_landed *m)
{
	struct worker	*w = arg;
	struct chan	*director = env_peer(w->env, ROLE_DIRECTOR, 0);

	if (director == NULL)
		return;
	msg_put_landed(chan_begin(director, MSG_LANDED, 0), m);
	(void)chan_end(director);
}

/* --- shares --- */

static void
operators_only(struct vfs_security *s)
{
	memset(s, 0, sizeof(*s));
	s->owner = s->group = sid_known(SID_ADMINISTRATORS)->sid;
	s->aces[0].who = sid_known(SID_ADMINISTRATORS)->sid;
	s->aces[0].access = FILE_ALL_ACCESS;
	s->naces = 1;
}

static int
open_cap(struct worker *w, struct err *e)
{
	static struct cap_quota	 quota = { NULL, quota_ask, quota_landed,
				    quota_discarded };
	struct cap_settings	 s = {
		.folder = w->cap_path,
		.label = w->cap_name,
		.operators = sid_known(SID_ADMINISTRATORS)->sid,
		.base = w->env->base,
		.quota = &quota,
		.landed = landed,
		.arg = w,
	};

	quota.arg = w;
	config_path(&w->env->config, "cap", w->cap_path);
	return cap_new(&s, &w->cap, e);
}

/* The site server's own tree, for operators; where nothing is, it is made. */
static int
open_site(struct worker *w, struct err *e)
{
	struct disk_config	 c = {
		.base = w->env->base,
		.pool = w->pool,
		.root = w->site_fd,
		.access = FILE_ALL_ACCESS,
		.file_mode = 0660,
		.folder_mode = 02770,
		.label = w->site_name,
	};

	operators_only(&c.security);
	return disk_share_new(&c, &w->site, e);
}

static void
name_shares(struct worker *w)
{
	const char	*code = w->env->config.site;

	(void)snprintf(w->cap_name, sizeof(w->cap_name), "CAP_%.3s", code);
	(void)snprintf(w->site_name, sizeof(w->site_name), "SMS_%.3s", code);
	/* Where NT tools believe them to be. */
	(void)snprintf(w->cap_place, sizeof(w->cap_place), "C:\\CAP_%.3s",
	    code);
	(void)snprintf(w->site_place, sizeof(w->site_place), "C:\\SMS_%.3s",
	    code);
}

static void
add_shares(struct worker *w)
{
	const struct config	*c = &w->env->config;
	const struct smb_share	 shares[] = {
		{ w->cap_name, "SMS Client Access Point", w->cap_place,
		  SHARE_CAP, false, protection(c->cap_encryption),
		  &cap_ops, w->cap, true },
		{ "SMSLOGON", "SMS NT logon service", "C:\\SMSLOGON",
		  SHARE_LOGON, false, protection(c->logon_encryption),
		  &logon_ops, w->cap, true },
		{ w->site_name, "SMS site server", w->site_place,
		  SHARE_SITE, true, protection(c->site_encryption),
		  &disk_ops, w->site, false },
		{ "IPC$", "Remote IPC", "",
		  SHARE_IPC, false, SMB_OFF, NULL, NULL, false },
	};
	size_t			 i;

	for (i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
		(void)smb_server_add_share(w->server, &shares[i]);
}

const char *
worker_share_name(const struct worker *w, uint32_t id)
{
	switch (id) {
	case SHARE_CAP:
		return w->cap_name;
	case SHARE_LOGON:
		return "SMSLOGON";
	case SHARE_SITE:
		return w->site_name;
	default:
		return "IPC$";
	}
}

/* --- life --- */

/* What flows down is for reading, whatever the file modes say. */
static int
allow_folders(struct worker *w, const char *site, struct err *e)
{
	char	 up[CONFIG_PATH_MAX];
	int	 rc;

	config_path(&w->env->config, "cap/up", up);
	rc = env_allow_folder(w->env, w->cap_path, false, e);
	if (rc == 0)
		rc = env_allow_folder(w->env, up, true, e);
	return rc != 0 ? rc : env_allow_folder(w->env, site, true, e);
}

static int
worker_open(struct env *env, struct err *e)
{
	struct worker		*w = calloc(1, sizeof(*w));
	struct smb_settings	 s;
	char			 path[CONFIG_PATH_MAX];
	int			 rc;

	if (w == NULL || (w->keeper = keeper_link_new()) == NULL ||
	    (w->clerk = clerk_link_new()) == NULL ||
	    (w->presence = presence_new(w)) == NULL)
		return err_set(e, ENOMEM, "out of memory");
	(void)mallopt(M_MMAP_THRESHOLD, MMAP_FROM);
	(void)mallopt(M_TRIM_THRESHOLD, TRIM_FROM);
	w->env = env;
	env->state = w;
	name_shares(w);
	(void)umask(0007);
	config_path(&env->config, "site", path);
	w->site_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->site_fd == -1)
		return err_sys(e, "folder %s", path);
	rc = open_cap(w, e);
	if (rc == 0)
		rc = allow_folders(w, path, e);
	if (rc != 0)
		return rc;
	fill_settings(w, &s);
	rc = smb_server_new(env->base, &s, keeper_link_auth(w->keeper),
	    clerk_link_books(w->clerk), &w->server, e);
	if (rc == 0 && names_new(w) != 0)
		rc = err_set(e, ENOMEM, "out of memory");
	if (rc == 0)
		clerk_link_serve(w->clerk, w->server);
	return rc;
}

static int
worker_run(struct env *env, struct err *e)
{
	struct worker	*w = env->state;
	int		 rc;

	rc = iopool_new(env->base, (unsigned)env->config.io_threads,
	    POOL_QUEUE, &w->pool, e);
	if (rc == 0)
		rc = open_site(w, e);
	if (rc != 0)
		return rc;
	cap_set_pool(w->cap, w->pool);
	cap_published(w->cap);
	add_shares(w);
	return 0;
}

/* Clients come when the server can say who it is. */
static void
listen_now(struct worker *w)
{
	struct err	 e;
	size_t		 i;

	w->listens = true;
	for (i = 0; i < w->env->nlisten; i++)
		if (smb_server_listen(w->server, w->env->listen[i],
		    w->env->view[i], &e) != 0)
			log_error("%s", e.text);
}

static void
worker_peer(struct env *env, struct chan *ch)
{
	struct worker	*w = env->state;

	if (chan_peer(ch) == ROLE_KEEPER)
		keeper_link_up(w->keeper, ch);
	else if (chan_peer(ch) == ROLE_CLERK)
		clerk_link_up(w->clerk, ch);
}

static void
clerk_lost(struct worker *w)
{
	clerk_link_down(w->clerk);
	presence_clerk_lost(w->presence);
}

static void
keeper_lost(struct worker *w)
{
	keeper_link_down(w->keeper);
	domain_link_keeper_lost(w->domain);
}

static void
worker_peer_lost(struct env *env, struct chan *ch)
{
	struct worker	*w = env->state;

	if (chan_peer(ch) == ROLE_KEEPER)
		keeper_lost(w);
	else if (chan_peer(ch) == ROLE_CLERK)
		clerk_lost(w);
	else if (chan_peer(ch) == ROLE_DIRECTOR)
		domain_link_director_lost(w->domain);
}

static void
worker_reconfigured(struct env *env)
{
	struct worker		*w = env->state;
	struct smb_settings	 s;

	fill_settings(w, &s);
	smb_server_tune(w->server, &s);
	names_reconfigured(w);
}

static void
drained(void *arg)
{
	struct worker	*w = arg;

	smb_server_free(&w->server);
	names_free(w);
	presence_free(&w->presence);
	iopool_free(&w->pool);
	env_exit(w->env);
}

static void
worker_stop(struct env *env)
{
	struct worker	*w = env->state;

	smb_server_drain(w->server, DRAIN_MS, drained, w);
}

/* --- messages --- */

static struct worker *
of(void *ctx)
{
	return ((struct env *)ctx)->state;
}

static void
on_challenges(void *ctx, struct chan *ch, struct chan_msg *m)
{
	keeper_link_challenges(of(ctx)->keeper, ch, m);
}

static void
on_auth_result(void *ctx, struct chan *ch, struct chan_msg *m)
{
	keeper_link_result(of(ctx)->keeper, ch, m);
}

static void
on_published(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)rd_le64(&m->body);	/* its serial; the folder tells too */
	if (rd_end(&m->body))
		cap_published(of(ctx)->cap);
	else
		chan_malformed(ch, m);
}

static void
on_site(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct worker	*w = of(ctx);
	struct msg_site	 site;

	msg_get_site(&m->body, &site);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	smb_server_identify(w->server, &site.server);
	names_identify(w, &site);
	if (!w->listens)
		listen_now(w);
}

static void
on_domain_answer(void *ctx, struct chan *ch, struct chan_msg *m)
{
	domain_link_answered(of(ctx)->domain, ch, m);
}

static void
on_ticket(void *ctx, struct chan *ch, struct chan_msg *m)
{
	domain_link_ticket(of(ctx)->domain, ch, m);
}

static void
on_session_page(void *ctx, struct chan *ch, struct chan_msg *m)
{
	presence_sessions(of(ctx)->presence, ch, m);
}

static void
on_file_page(void *ctx, struct chan *ch, struct chan_msg *m)
{
	presence_files(of(ctx)->presence, ch, m);
}

static const struct chan_handler	handlers[] = {
	{ MSG_CHALLENGES,	on_challenges },
	{ MSG_AUTH_RESULT,	on_auth_result },
	{ MSG_PUBLISHED,	on_published },
	{ MSG_SITE,		on_site },
	{ MSG_DOMAIN_ANSWER,	on_domain_answer },
	{ MSG_TICKET,		on_ticket },
	{ MSG_SESSION_PAGE,	on_session_page },
	{ MSG_FILE_PAGE,	on_file_page },
	CLERK_LINK_HANDLERS,
};

const struct role_ops	worker_ops = {
	.role = ROLE_WORKER,
	.groups = SB_THREADS | SB_ACCEPT | SB_READ | SB_WRITE | SB_NOTIFY |
	    SB_FILELOCK,
	.open = worker_open,
	.run = worker_run,
	.peer = worker_peer,
	.peer_lost = worker_peer_lost,
	.reconfigured = worker_reconfigured,
	.stop = worker_stop,
	.handlers = handlers,
	.nhandlers = sizeof(handlers) / sizeof(handlers[0]),
};
