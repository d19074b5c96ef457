/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/parent.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/sandbox.h"
#include "server/chan.h"
#include "server/child.h"
#include "server/house.h"
#include "server/notify.h"
#include "server/pushers.h"
#include "server/role.h"
#include "server/user.h"

#define STOP_MS		4500	/* then SIGKILL: an end takes 5 s at most */
#define CHILDREN_MAX	(4 + 64)
#define DESCRIPTORS	262144	/* as LimitNOFILE of the unit */

/* The parent does nothing but this; the children's own filters narrow it. */
#define PARENT_GROUPS	(SB_LOOP | SB_FDPASS | SB_THREADS | SB_ACCEPT | \
			 SB_READ | SB_WRITE | SB_NOTIFY | SB_INET | \
			 SB_LISTEN | SB_SPAWN | SB_LOCKED | SB_FILELOCK | \
			 SB_PUSH)

/* Who talks to whom. */
static const struct {
	enum role	a, b;
} pairs[] = {
	{ ROLE_WORKER,	 ROLE_KEEPER },
	{ ROLE_WORKER,	 ROLE_CLERK },
	{ ROLE_WORKER,	 ROLE_DIRECTOR },
	{ ROLE_DIRECTOR, ROLE_KEEPER },
	{ ROLE_DIRECTOR, ROLE_CLERK },
};

/* At the end the roles leave in this order, each when the one before is gone. */
static const enum role	leaving[] = {
	ROLE_WEB, ROLE_WORKER, ROLE_DIRECTOR, ROLE_CLERK, ROLE_KEEPER
};

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

struct parent {
	const struct parent_options *options;
	struct config		 config;
	struct house		 house;
	struct event_base	*base;
	struct event		*signals[4];
	struct event		*deadline;
	struct chan_side	 side;
	struct parent_pushers	*pushers;
	struct child		 children[CHILDREN_MAX];
	size_t			 nchildren;
	size_t			 leaving;	/* index of the role that leaves */
	bool			 stopping;
	bool			 announced;
	bool			 gaps_told;
	int			 exit_code;
};

static void	start_child(struct parent *, struct child *);

static struct child *
child_of(struct parent *p, const struct chan *ch)
{
	size_t	 i;

	for (i = 0; i < p->nchildren; i++)
		if (p->children[i].chan == ch)
			return &p->children[i];
	return NULL;
}

static struct child *
find_child(struct parent *p, enum role role, unsigned index)
{
	size_t	 i;

	for (i = 0; i < p->nchildren; i++)
		if (p->children[i].role == role &&
		    p->children[i].index == index)
			return &p->children[i];
	return NULL;
}

static void
hand_over(struct child *to, enum handover what, enum role peer,
    unsigned index, int fd)
{
	struct wr	*w = chan_begin(to->chan, MSG_HANDOVER, 0);

	wr_u8(w, (uint8_t)what);
	wr_u8(w, (uint8_t)peer);
	wr_le16(w, (uint16_t)index);
	(void)chan_end_fd(to->chan, fd);
}

/* The kernel's copy goes to the child, ours stays. */
static void
lend_for(struct child *to, enum handover what, int fd, unsigned view)
{
	int	 copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (copy == -1)
		log_error("%s: cannot lend a descriptor: %s", to->name,
		    strerror(errno));
	else
		hand_over(to, what, ROLE_PARENT, view, copy);
}

static void
lend(struct child *to, enum handover what, int fd)
{
	lend_for(to, what, fd, 0);
}

static void
send_config(struct parent *p, struct child *to)
{
	config_put(chan_begin(to->chan, MSG_CONFIG, 0), &p->config);
	(void)chan_end(to->chan);
}

/* Tells the director how a child is, for `sitectl status'. */
static void
report(struct parent *p, const struct child *c)
{
	struct child	*d = find_child(p, ROLE_DIRECTOR, 0);
	struct wr	*w;

	if (d == NULL || d->chan == NULL || d->state != CHILD_READY)
		return;
	w = chan_begin(d->chan, MSG_CHILD, 0);
	wr_u8(w, (uint8_t)c->role);
	wr_u8(w, (uint8_t)c->state);
	wr_le16(w, (uint16_t)c->index);
	wr_le32(w, (uint32_t)c->pid);
	wr_le32(w, c->restarts);
	wr_le64(w, (uint64_t)c->started_at.us);
	(void)chan_end(d->chan);
}

static void
set_state(struct parent *p, struct child *c, enum child_state state)
{
	size_t	 i;

	c->state = state;
	report(p, c);
	if (c->role == ROLE_DIRECTOR && state == CHILD_READY)
		for (i = 0; i < p->nchildren; i++)
			report(p, &p->children[i]);
}

static void
connect_two(struct child *a, struct child *b)
{
	int	 pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1) {
		log_error("cannot connect %s and %s: %s", a->name, b->name,
		    strerror(errno));
		return;
	}
	hand_over(a, HANDOVER_PEER, b->role, b->index, pair[0]);
	hand_over(b, HANDOVER_PEER, a->role, a->index, pair[1]);
}

/* With every living child that it has to talk to. */
static void
connect_peers(struct parent *p, struct child *c)
{
	struct child	*other;
	enum role	 wanted;
	size_t		 i, k;

	for (i = 0; i < nitems(pairs); i++) {
		if (pairs[i].a != c->role && pairs[i].b != c->role)
			continue;
		wanted = pairs[i].a == c->role ? pairs[i].b : pairs[i].a;
		for (k = 0; k < p->nchildren; k++) {
			other = &p->children[k];
			if (other->role == wanted && other->chan != NULL)
				connect_two(c, other);
		}
	}
}

static void
furnish(struct parent *p, struct child *c)
{
	size_t	 i;

	send_config(p, c);
	if (c->role == ROLE_WORKER)
		for (i = 0; i < p->house.nlisten; i++)
			lend_for(c, HANDOVER_LISTEN, p->house.listen[i],
			    p->house.view[i]);
	if (c->role == ROLE_DIRECTOR)
		lend(c, HANDOVER_CONTROL, p->house.control);
	if (c->role == ROLE_KEEPER)
		lend(c, HANDOVER_KEY, p->house.key);
	if (c->role == ROLE_WEB && p->house.web != -1)
		lend(c, HANDOVER_LISTEN, p->house.web);
	connect_peers(p, c);
	(void)chan_send(c->chan, MSG_BEGIN, 0);
}

static void
on_restart(evutil_socket_t fd, short what, void *arg)
{
	struct child	*c = arg;

	(void)fd;
	(void)what;
	start_child(c->owner, c);
}

static void
restart_later(struct child *c)
{
	int64_t		 ms = child_backoff(c);
	struct timeval	 tv = { ms / 1000, (suseconds_t)(ms % 1000 * 1000) };

	c->restarts++;
	(void)event_add(c->restart, &tv);
	log_warn("%s: starts again in %lld ms [restarts=%u]", c->name,
	    (long long)ms, c->restarts);
}

static void
start_child(struct parent *p, struct child *c)
{
	struct err	 e;
	int		 fd;

	if (p->stopping)
		return;
	if (child_spawn(c, &fd, &e) != 0) {
		log_error("%s", e.text);
		restart_later(c);
		return;
	}
	c->chan = chan_new(p->base, fd, c->role, c->index, &p->side);
	if (c->chan == NULL)
		fatal("out of memory for a channel");
	set_state(p, c, CHILD_STARTING);
	furnish(p, c);
}

static bool
all_in(const struct parent *p, enum child_state state)
{
	size_t	 i;

	for (i = 0; i < p->nchildren; i++)
		if (p->children[i].state != state)
			return false;
	return true;
}

static void
tell_gaps(struct parent *p, bool no_seccomp, bool no_landlock)
{
	if (p->gaps_told || (!no_seccomp && !no_landlock))
		return;
	p->gaps_told = true;
	log_warn("sandbox: this kernel lacks%s%s: roles run with less "
	    "protection", no_seccomp ? " seccomp" : "",
	    no_landlock ? " Landlock" : "");
}

static void
announce(struct parent *p)
{
	if (p->announced || !all_in(p, CHILD_READY))
		return;
	p->announced = true;
	log_info("site %s: ready [roles=%zu]", p->config.site, p->nchildren);
	notify_supervisor("READY=1");
	if (p->options->ready_fd != -1) {
		(void)!write(p->options->ready_fd, "r", 1);
		(void)close(p->options->ready_fd);
	}
}

static void
on_ready(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct parent	*p = ctx;
	struct child	*c = child_of(p, ch);
	bool		 no_seccomp = rd_u8(&m->body) != 0;
	bool		 no_landlock = rd_u8(&m->body) != 0;

	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	tell_gaps(p, no_seccomp, no_landlock);
	if (c->state == CHILD_STARTING)
		set_state(p, c, CHILD_READY);
	announce(p);
}

static void
on_peer_bad(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct parent	*p = ctx;
	enum role	 role = (enum role)rd_u8(&m->body);
	unsigned	 index = rd_u8(&m->body);
	struct child	*c = find_child(p, role, index);

	if (!rd_end(&m->body) || c == NULL) {
		chan_malformed(ch, m);
		return;
	}
	if (c->pid <= 0 || c->state == CHILD_DOWN)
		return;
	log_error("%s: ended, because %s cannot understand it", c->name,
	    chan_name(ch));
	(void)kill(c->pid, SIGKILL);
}

/* What the file says now, if a reload could bring it into force. */
static int
load(const struct parent *p, struct config *fresh, struct user_groups *g,
    struct err *e)
{
	int	 rc = config_load(p->options->config_path, fresh, e);

	fresh->one_user = p->config.one_user;
	if (rc == 0)
		rc = config_reloadable(&p->config, fresh, e);
	if (rc == 0)
		rc = user_groups(fresh, g, e);
	return rc;
}

/* The director's sandbox hides the file of groups: they are told. */
static void
tell_groups(struct parent *p, const struct user_groups *g)
{
	struct child	*d = find_child(p, ROLE_DIRECTOR, 0);
	struct wr	*w;

	if (d->chan == NULL || d->state != CHILD_READY)
		return;
	w = chan_begin(d->chan, MSG_GROUPS, 0);
	wr_le32(w, g->operators);
	wr_le32(w, g->viewers);
	wr_le32(w, g->web);
	(void)chan_end(d->chan);
}

/* All or nothing: the running configuration, or the file's. */
static int
reload(struct parent *p, struct err *e)
{
	struct user_groups	 groups;
	struct config		 fresh;
	size_t			 i;

	if (load(p, &fresh, &groups, e) != 0) {
		log_error("configuration not reloaded: %s", e->text);
		return -e->code;
	}
	p->config = fresh;
	log_set((enum log_level)fresh.log_level,
	    (enum log_format)fresh.log_format);
	for (i = 0; i < p->nchildren; i++)
		if (p->children[i].chan != NULL)
			send_config(p, &p->children[i]);
	tell_groups(p, &groups);
	log_info("configuration reloaded from %s", p->options->config_path);
	return 0;
}

static void
on_reload(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct parent	*p = ctx;
	bool		 check_only = rd_u8(&m->body) != 0;
	struct user_groups groups;
	struct config	 fresh;
	struct err	 e = { 0 };
	struct wr	*w;
	int		 rc;

	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	rc = check_only ? load(p, &fresh, &groups, &e) : reload(p, &e);
	w = chan_begin(ch, MSG_RELOADED, m->id);
	wr_u8(w, rc == 0);
	wr_bytes(w, e.text, strlen(e.text));
	(void)chan_end(ch);
}

static void
on_log_level(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct parent	*p = ctx;
	unsigned	 level = rd_u8(&m->body);
	size_t		 i;

	if (!rd_end(&m->body) || level >= LVL_COUNT) {
		chan_malformed(ch, m);
		return;
	}
	p->config.log_level = (int)level;
	log_set((enum log_level)level, (enum log_format)p->config.log_format);
	for (i = 0; i < p->nchildren; i++)
		if (p->children[i].chan != NULL)
			send_config(p, &p->children[i]);
}

/* What it takes of a message, its table closes. */
static void
on_push(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct parent		*p = ctx;
	struct msg_push_start	 q;

	msg_get_push_start(&m->body, &q);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	if (m->type == MSG_PUSH_END || p->stopping) {
		pushers_end(p->pushers, q.slot);
		return;
	}
	if (m->type == MSG_PUSH_LEND)
		pushers_lend(p->pushers, q.slot, m->fd);
	else
		pushers_begin(p->pushers, &p->config, &q, m->fd);
	m->fd = -1;
}

static const struct chan_handler	handlers[] = {
	{ MSG_PUSH_LEND, on_push },
	{ MSG_PUSH_BEGIN, on_push },
	{ MSG_PUSH_END,	 on_push },
	{ MSG_READY,	 on_ready },
	{ MSG_PEER_BAD,	 on_peer_bad },
	{ MSG_RELOAD,	 on_reload },
	{ MSG_LOG_LEVEL, on_log_level },
};

/* The process follows; on_child() does the rest. */
static void
on_lost(void *ctx, struct chan *ch, bool bad)
{
	struct parent	*p = ctx;
	struct child	*c = child_of(p, ch);

	if (bad && c->pid > 0)
		(void)kill(c->pid, SIGKILL);
	c->chan = NULL;
	chan_free(&ch);
}

static void
tell_end(const struct child *c, int status)
{
	if (WIFSIGNALED(status))
		log_error("%s: died of signal %d (%s) [pid=%d]", c->name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)),
		    (int)c->pid);
	else
		log_error("%s: ended by itself with %d [pid=%d]", c->name,
		    WEXITSTATUS(status), (int)c->pid);
}

/* The next role in the order of leaving that has somebody left. */
static void
dismiss_next(struct parent *p)
{
	struct child	*c;
	size_t		 i;
	bool		 somebody;

	for (; p->leaving < nitems(leaving); p->leaving++) {
		somebody = false;
		for (i = 0; i < p->nchildren; i++) {
			c = &p->children[i];
			if (c->role != leaving[p->leaving] || c->pid <= 0)
				continue;
			somebody = true;
			if (c->state == CHILD_STOPPING)
				continue;
			c->state = CHILD_STOPPING;
			if (c->chan != NULL)
				(void)chan_send(c->chan, MSG_STOP, 0);
		}
		if (somebody)
			return;
	}
	(void)event_base_loopexit(p->base, NULL);
}

static void
child_ended(struct parent *p, struct child *c, int status)
{
	if (c->state != CHILD_STOPPING)
		tell_end(c, status);
	if (c->role == ROLE_DIRECTOR)	/* nobody hears them any more */
		pushers_end_all(p->pushers);
	c->pid = 0;
	chan_free(&c->chan);
	if (p->stopping) {
		c->state = CHILD_ENDED;
		dismiss_next(p);
		return;
	}
	/* A role that cannot even start the first time will not later. */
	if (!p->announced && c->state == CHILD_STARTING &&
	    WIFEXITED(status)) {
		log_error("site %s: cannot start, see the lines above",
		    p->config.site);
		p->exit_code = 1;
		set_state(p, c, CHILD_DOWN);
		(void)raise(SIGTERM);
		return;
	}
	set_state(p, c, CHILD_DOWN);
	restart_later(c);
}

static void
on_sigchld(evutil_socket_t sig, short what, void *arg)
{
	struct parent	*p = arg;
	size_t		 i;
	pid_t		 pid;
	int		 status;

	(void)sig;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pushers_reaped(p->pushers, pid, status))
			continue;
		for (i = 0; i < p->nchildren; i++)
			if (p->children[i].pid == pid)
				child_ended(p, &p->children[i], status);
	}
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct parent	*p = arg;
	size_t		 i;

	(void)fd;
	(void)what;
	for (i = 0; i < p->nchildren; i++) {
		if (p->children[i].pid <= 0)
			continue;
		log_error("%s: does not end: killed [pid=%d]",
		    p->children[i].name, (int)p->children[i].pid);
		(void)kill(p->children[i].pid, SIGKILL);
	}
}

static void
on_sigterm(evutil_socket_t sig, short what, void *arg)
{
	struct timeval	 tv = { STOP_MS / 1000, STOP_MS % 1000 * 1000 };
	struct parent	*p = arg;

	(void)sig;
	(void)what;
	if (p->stopping)
		return;
	log_info("site %s: stopping", p->config.site);
	notify_supervisor("STOPPING=1");
	p->stopping = true;
	pushers_end_all(p->pushers);
	(void)event_add(p->deadline, &tv);
	dismiss_next(p);
}

static void
on_sighup(evutil_socket_t sig, short what, void *arg)
{
	struct parent	*p = arg;
	struct err	 e;
	size_t		 i;

	(void)sig;
	(void)what;
	if (p->config.log_file[0] != '\0' &&
	    house_reopen_log(&p->config, &e) != 0)
		log_error("%s", e.text);
	else
		for (i = 0; i < p->nchildren; i++)
			if (p->children[i].chan != NULL)
				lend(&p->children[i], HANDOVER_LOG,
				    STDERR_FILENO);
	(void)reload(p, &e);
}

static void
add_child(struct parent *p, enum role role, unsigned index)
{
	struct child	*c = &p->children[p->nchildren++];

	c->role = role;
	c->index = index;
	c->owner = p;
	(void)snprintf(c->name, sizeof(c->name),
	    role == ROLE_WORKER ? "%s[%u]" : "%s", role_name(role), index);
	c->restart = evtimer_new(p->base, on_restart, c);
	if (c->restart == NULL)
		fatal("out of memory");
}

static void
plan_children(struct parent *p)
{
	int64_t		 n = p->config.workers;
	unsigned	 i;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	add_child(p, ROLE_KEEPER, 0);
	add_child(p, ROLE_CLERK, 0);
	add_child(p, ROLE_DIRECTOR, 0);
	if (config_has_web(&p->config))
		add_child(p, ROLE_WEB, 0);
	for (i = 0; i < n && p->nchildren < CHILDREN_MAX; i++)
		add_child(p, ROLE_WORKER, i);
}

static int
watch_signals(struct parent *p)
{
	static const struct {
		int			 sig;
		event_callback_fn	 run;
	} rows[] = {
		{ SIGCHLD, on_sigchld },
		{ SIGTERM, on_sigterm },
		{ SIGINT,  on_sigterm },
		{ SIGHUP,  on_sighup },
	};
	size_t	 i;

	for (i = 0; i < nitems(rows); i++) {
		p->signals[i] = evsignal_new(p->base, rows[i].sig, rows[i].run,
		    p);
		if (p->signals[i] == NULL || evsignal_add(p->signals[i], NULL))
			return -ENOMEM;
	}
	p->deadline = evtimer_new(p->base, on_deadline, p);
	return p->deadline == NULL ? -ENOMEM : 0;
}

/*
 * Each connection and each open file of a client is a descriptor of a worker;
 * the soft limit of a shell, often 1024, is not meant for servers.
 */
static void
raise_descriptors(void)
{
	struct rlimit	 r;

	if (getrlimit(RLIMIT_NOFILE, &r) == -1 || r.rlim_cur >= DESCRIPTORS)
		return;
	r.rlim_cur = r.rlim_max < DESCRIPTORS ? r.rlim_max : DESCRIPTORS;
	(void)setrlimit(RLIMIT_NOFILE, &r);
}

/* Everything that can be wrong before the first child exists. */
static int
prepare(struct parent *p, struct err *e)
{
	struct sandbox_gaps	 gaps;
	int			 rc;

	raise_descriptors();
	rc = house_open(&p->house, &p->config, p->options->key_credential, e);
	if (rc != 0)
		return rc;
	p->base = event_base_new();
	p->pushers = p->base == NULL ? NULL : pushers_new(p->base,
	    p->options->push_program);
	if (p->pushers == NULL || watch_signals(p) != 0)
		return err_set(e, ENOMEM, "out of memory");
	rc = sandbox_enter(PARENT_GROUPS, NULL, 0, &gaps, e);
	if (rc == 0)
		tell_gaps(p, gaps.seccomp, false);
	return rc;
}

int
parent_run(const struct parent_options *options, const struct config *config)
{
	static struct parent	 p;
	struct err		 e;
	size_t			 i;

	p.options = options;
	p.config = *config;
	p.side = (struct chan_side){ .self = ROLE_PARENT, .ctx = &p,
	    .handlers = handlers, .nhandlers = nitems(handlers),
	    .lost = on_lost };
	(void)signal(SIGPIPE, SIG_IGN);
	if (prepare(&p, &e) != 0) {
		log_error("site %s: cannot start: %s", p.config.site, e.text);
		house_close(&p.house);
		return 1;
	}
	plan_children(&p);
	for (i = 0; i < p.nchildren; i++)
		start_child(&p, &p.children[i]);
	(void)event_base_dispatch(p.base);
	house_close(&p.house);
	log_info("site %s: ended", p.config.site);
	return p.exit_code;
}
