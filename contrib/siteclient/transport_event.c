/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link over client/: what is asked of it is a short script of requests, the
 * last of which closes what the first has opened.
 */
#include "contrib/siteclient/transport.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "client/client.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/dir_info.h"
#include "protocol/smb2/file_info.h"

#define MAX_FRAME	((size_t)1 << 20)
#define CALLS		4
#define CREDITS		64
#define PIECE		65536		/* of one read or write */
#define LIST_MAX	((uint64_t)1 << 20)	/* of a folder */
#define NAME_UTF16_MAX	1024
#define PATH_SIZE	512
#define UNC_SIZE	180
#define TARGET_SIZE	72		/* "cifs/" and a server */

struct event_link {
	struct link			 link;
	LIST_ENTRY(event_link)		 next;
	struct event_transport		*transport;
	struct ntlm_identity		 who;
	struct client_how		 how;
	char				 target[TARGET_SIZE];
	char				 unc[UNC_SIZE];
	char				*names;	/* user, domain, workstation */
	struct client_conn		*conn;
	uint32_t			 tree;
	struct smb2_file_id		 file;
	const struct script		*script;
	unsigned			 step;
	struct link_reply		 reply;
	const struct smb2_create_req	*create;
	char				 path[PATH_SIZE];
	struct link_range		 range;
	uint64_t			 at;
	uint64_t			 mark;	/* of `at', at `since' */
	struct mono			 since;
	struct link_sink		 sink;
	struct rd			 data;
	bool				 half;	/* a drop that must not land */
};

struct event_transport {
	struct transport		 base;
	struct client			*client;
	int64_t				 patience_ms;	/* for a PIECE */
	LIST_HEAD(, event_link)		 links;
};

/* --- scripts --- */

enum verdict { DONE, AGAIN, FAILED };

struct step {
	int		(*ask)(struct event_link *,
			    const struct client_done *);
	/* NULL: success is enough. */
	enum verdict	(*take)(struct event_link *,
			    const struct client_answer *);
};

struct script {
	struct step	 steps[3];
	unsigned	 count;
	bool		 closes;	/* with its last step */
};

static const struct script	dropping;

static void	run(struct event_link *);

static void
tell(struct event_link *l)
{
	const struct link_done	 done = l->link.done;
	const struct link_reply	 reply = l->reply;

	l->script = NULL;
	done.fn(done.arg, &reply);	/* which may end the link */
}

/* What is open is closed all the same, if there is still a way to. */
static void
fail(struct event_link *l, int error, enum ntstatus status)
{
	const struct script	*s = l->script;
	const bool		 open = s->closes && l->step > 0 &&
				    l->step + 1 < s->count;

	if (link_ok(&l->reply))
		l->reply = (struct link_reply){ error, status };
	l->half = l->half || (s == &dropping && l->step > 0);
	if (open && client_facts(l->conn)->session_id != 0) {
		l->step = s->count - 1;
		run(l);
	} else {
		tell(l);
	}
}

static enum verdict
judge(struct event_link *l, const struct client_answer *a)
{
	const struct step	*step = &l->script->steps[l->step];

	if (a->error != 0)
		return FAILED;
	if (step->take != NULL)
		return step->take(l, a);
	return a->status == NT_OK ? DONE : FAILED;
}

static void
on_answer(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct event_link	*l = arg;

	(void)conn;
	switch (judge(l, a)) {
	case FAILED:
		/* take() may have said why, beside an answer that is right */
		fail(l, a->error, a->status);
		return;
	case DONE:
		l->step++;
		break;
	case AGAIN:
		break;
	}
	run(l);
}

static void
run(struct event_link *l)
{
	const struct client_done	 done = { on_answer, l };
	int				 error;

	if (l->step == l->script->count) {
		tell(l);
		return;
	}
	error = l->script->steps[l->step].ask(l, &done);
	if (error != 0) {
		l->step = l->script->count - 1;	/* there is no way to it */
		fail(l, error, NT_OK);
	}
}

/* The first request is asked by the caller, who hears of its failure. */
static int
start(struct event_link *l, const struct script *s)
{
	const struct client_done	 done = { on_answer, l };
	int				 error;

	if (l->script != NULL || l->conn == NULL || l->half)
		return -EBUSY;
	l->script = s;
	l->step = 0;
	l->at = l->mark = 0;
	l->since = mono_now();
	l->reply = (struct link_reply){ 0, NT_OK };
	error = s->steps[0].ask(l, &done);
	if (error != 0)
		l->script = NULL;
	return error;
}

/* An answer has come in time, each time; but does it ever end? */
static enum verdict
go_on(struct event_link *l)
{
	const struct mono	 now = mono_now();

	if (l->at - l->mark >= PIECE) {
		l->mark = l->at;
		l->since = now;
	}
	if (mono_ms_between(l->since, now) <= l->transport->patience_ms)
		return AGAIN;
	l->reply = (struct link_reply){ -ETIMEDOUT, NT_OK };
	return FAILED;
}

/* --- the requests --- */

static int
ask_tree(struct event_link *l, const struct client_done *done)
{
	return client_tree_connect(l->conn, l->unc, done);
}

static enum verdict
took_tree(struct event_link *l, const struct client_answer *a)
{
	l->tree = a->tree_id;
	return a->status == NT_OK ? DONE : FAILED;
}

static int
ask_create(struct event_link *l, const struct client_done *done)
{
	struct smb2_create_req	 req = *l->create;
	uint8_t			 mem[NAME_UTF16_MAX];
	struct wr		 w = wr_over(mem, sizeof(mem));

	utf16_encode(&w, l->path);
	if (!wr_ok(&w))
		return -ENAMETOOLONG;
	req.impersonation = SMB2_IMPERSONATION_IMPERSONATION;
	req.name = wr_written(&w);
	return client_create(l->conn, l->tree, &req, done);
}

static enum verdict
took_create(struct event_link *l, const struct client_answer *a)
{
	if (a->status != NT_OK)
		return FAILED;
	l->file = a->create.file_id;
	return DONE;
}

static int
ask_close(struct event_link *l, const struct client_done *done)
{
	const struct smb2_close_req	 req = { .file_id = l->file };

	return client_close_file(l->conn, l->tree, &req, done);
}

static int
ask_read(struct event_link *l, const struct client_done *done)
{
	const uint64_t			 left = l->range.length - l->at;
	/* A whole file is asked for one byte more: it may be too long. */
	const uint64_t			 want = l->range.part ? left :
					    left + 1;
	const struct smb2_read_req	 req = {
		.length = (uint32_t)(want < PIECE ? want : PIECE),
		.offset = l->range.offset + l->at,
		.file_id = l->file };

	return client_read(l->conn, l->tree, &req, done);
}

static enum verdict
sink(struct event_link *l, const void *data, size_t n)
{
	const int	 error = l->sink.put(l->sink.arg, data, n);

	if (error == 0)
		return AGAIN;
	l->reply = (struct link_reply){ error, NT_OK };
	return FAILED;
}

static enum verdict
took_read(struct event_link *l, const struct client_answer *a)
{
	size_t	 n;

	if (a->status == NT_END_OF_FILE)
		return DONE;
	if (a->status != NT_OK)
		return FAILED;
	n = a->data.len;
	if (n > l->range.length - l->at) {
		l->reply = (struct link_reply){ -EFBIG, NT_OK };
		return FAILED;
	}
	l->at += n;
	if (sink(l, a->data.base, n) == FAILED)
		return FAILED;
	return n == 0 || (l->range.part && l->at == l->range.length) ? DONE :
	    go_on(l);
}

static int
ask_list(struct event_link *l, const struct client_done *done)
{
	const struct smb2_query_directory_req	 req = {
		.class = FileIdBothDirectoryInformation,
		.file_id = l->file,
		.pattern = rd_over("*\0", 2),
		.max_output = PIECE,
	};

	return client_query_directory(l->conn, l->tree, &req, done);
}

static enum verdict
took_list(struct event_link *l, const struct client_answer *a)
{
	const struct smb2_dir_class	*class =
	    smb2_dir_class(FileIdBothDirectoryInformation);
	struct rd			 r;
	struct smb2_file_facts		 f;
	char				 name[PATH_SIZE];

	if (a->status == NT_NO_MORE_FILES)
		return DONE;
	if (a->status != NT_OK)
		return FAILED;
	r = a->data;
	l->at += a->data.len;
	if (l->at > LIST_MAX) {
		l->reply = (struct link_reply){ -EFBIG, NT_OK };
		return FAILED;
	}
	while (smb2_next_dir_entry(&r, class, &f))
		if (utf16_decode(f.wire_name, name, sizeof(name)) == 0 &&
		    sink(l, name, strlen(name)) == FAILED)
			return FAILED;
	if (rd_ok(&r))
		return go_on(l);
	l->reply = (struct link_reply){ -EBADMSG, NT_OK };
	return FAILED;
}

static int
ask_write(struct event_link *l, const struct client_done *done)
{
	const size_t			 left = l->data.len - (size_t)l->at;
	const struct smb2_write_req	 req = {
		.file_id = l->file, .offset = l->at,
		.data = rd_over(l->data.base + l->at,
		    left < PIECE ? left : PIECE) };

	return client_write(l->conn, l->tree, &req, done);
}

static enum verdict
took_write(struct event_link *l, const struct client_answer *a)
{
	if (a->status != NT_OK)
		return FAILED;
	if (a->written == 0 || a->written > l->data.len - l->at) {
		l->reply = (struct link_reply){ -EBADMSG, NT_OK };
		return FAILED;
	}
	l->at += a->written;
	return l->at == l->data.len ? DONE : go_on(l);
}

/* --- the operations --- */

static const struct smb2_create_req	open_file = {
	.access = FILE_GENERIC_READ,
	.share = FILE_SHARE_READ | FILE_SHARE_DELETE,
	.disposition = FILE_OPEN, .options = FILE_NON_DIRECTORY_FILE,
};
static const struct smb2_create_req	open_folder = {
	.access = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	.share = FILE_SHARE_MASK, .disposition = FILE_OPEN,
	.options = FILE_DIRECTORY_FILE,
};
static const struct smb2_create_req	make_file = {
	.access = FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
	.disposition = FILE_CREATE, .options = FILE_NON_DIRECTORY_FILE,
	.attributes = FILE_ATTRIBUTE_NORMAL,
};

static const struct script	opening = { .count = 1,
	.steps = { { ask_tree, took_tree } } };
static const struct script	fetching = { .count = 3, .closes = true,
	.steps = { { ask_create, took_create }, { ask_read, took_read },
	    { ask_close, NULL } } };
static const struct script	listing = { .count = 3, .closes = true,
	.steps = { { ask_create, took_create }, { ask_list, took_list },
	    { ask_close, NULL } } };
static const struct script	dropping = { .count = 3,
	.steps = { { ask_create, took_create }, { ask_write, took_write },
	    { ask_close, NULL } } };

static int
set_path(struct event_link *l, const char *path)
{
	char	*p;

	if (strlcpy(l->path, path, sizeof(l->path)) >= sizeof(l->path))
		return -ENAMETOOLONG;
	for (p = l->path; *p != '\0'; p++)
		if (*p == '/')
			*p = '\\';
	return 0;
}

static int
event_fetch(struct link *link, const char *path,
    const struct link_range *range, const struct link_sink *to)
{
	struct event_link	*l = (struct event_link *)link;

	if (set_path(l, path) != 0)
		return -ENAMETOOLONG;
	l->create = &open_file;
	l->range = *range;
	l->sink = *to;
	return start(l, &fetching);
}

static int
event_list(struct link *link, const char *path, const struct link_sink *to)
{
	struct event_link	*l = (struct event_link *)link;

	if (set_path(l, path) != 0)
		return -ENAMETOOLONG;
	l->create = &open_folder;
	l->sink = *to;
	return start(l, &listing);
}

static int
event_drop(struct link *link, const char *path, const void *data, size_t n)
{
	struct event_link	*l = (struct event_link *)link;

	if (n == 0)
		return -EINVAL;
	if (set_path(l, path) != 0)
		return -ENAMETOOLONG;
	l->create = &make_file;
	l->data = rd_over(data, n);
	return start(l, &dropping);
}

/* --- the link --- */

static void
link_free(struct event_link *l)
{
	LIST_REMOVE(l, next);
	client_close(&l->conn);
	free(l->names);
	secret_wipe(l, sizeof(*l));
	free(l);
}

static void
on_logon(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct event_link	*l = arg;

	(void)conn;
	secret_wipe(l->who.nt_hash, sizeof(l->who.nt_hash));
	l->script = &opening;
	l->step = 0;
	if (a->error != 0 || a->status != NT_OK)
		fail(l, a->error, a->status);
	else
		run(l);
}

static char *
keep(char **at, const char *s)
{
	char	*here = *at;
	size_t	 n = strlen(s) + 1;

	memcpy(here, s, n);
	*at += n;
	return here;
}

/* The names live as long as the link, whoever's they were. */
static int
set_who(struct event_link *l, const struct link_target *t)
{
	char	*at;

	l->names = at = malloc(strlen(t->user) + strlen(t->domain) +
	    strlen(t->workstation) + 3);
	if (at == NULL)
		return -ENOMEM;
	l->who.user = keep(&at, t->user);
	l->who.domain = keep(&at, t->domain);
	l->who.workstation = keep(&at, t->workstation);
	(void)snprintf(l->target, sizeof(l->target), "cifs/%s", t->server);
	l->who.target = l->target;
	if ((size_t)snprintf(l->unc, sizeof(l->unc), "\\\\%s\\%s", t->server,
	    t->share) >= sizeof(l->unc))
		return -ENAMETOOLONG;
	return nt_hash(client_ntlm(l->transport->client), t->password,
	    l->who.nt_hash);
}

static int
event_open(struct transport *base, const struct link_target *target,
    const struct link_done *done, struct link **out)
{
	struct event_transport		*t = (struct event_transport *)base;
	const struct client_done	 logon = { on_logon, NULL };
	struct client_done		 heard = logon;
	struct event_link		*l = calloc(1, sizeof(*l));
	int				 error;

	if (l == NULL)
		return -ENOMEM;
	l->link = (struct link){ base, *done };
	l->transport = t;
	LIST_INSERT_HEAD(&t->links, l, next);
	l->how = (struct client_how){ .to = target->to, .from = target->from,
	    .guard = CLIENT_SIGNED, .who = &l->who };
	heard.arg = l;
	error = set_who(l, target);
	if (error == 0)
		error = client_open(t->client, &l->how, &heard, &l->conn);
	if (error != 0) {
		link_free(l);
		return error;
	}
	*out = &l->link;
	return 0;
}

static void
on_left(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	(void)conn;
	(void)a;
	link_free(arg);
}

/*
 * A busy link is cut, and one with half a drop, which would land otherwise; an
 * idle one says good-bye in its own time.
 */
static void
event_close(struct link *link)
{
	struct event_link		*l = (struct event_link *)link;
	const struct client_done	 done = { on_left, l };

	if (l->script != NULL || l->half || l->conn == NULL ||
	    client_facts(l->conn)->session_id == 0 ||
	    client_log_off(l->conn, &done) != 0)
		link_free(l);
}

static void
event_free_transport(struct transport *base)
{
	struct event_transport	*t = (struct event_transport *)base;
	struct event_link	*l;

	while ((l = LIST_FIRST(&t->links)) != NULL)
		link_free(l);
	client_free(&t->client);
	free(t);
}

static const struct transport_ops	ops = {
	event_open, event_fetch, event_list, event_drop, event_close,
	event_free_transport
};

int
transport_event_new(struct event_base *base, uint32_t timeout_ms,
    struct transport **out, struct err *err)
{
	const struct client_settings	 settings = {
		.base = base, .timeout_ms = timeout_ms,
		.max_frame = MAX_FRAME, .calls = CALLS, .credits = CREDITS,
	};
	struct event_transport		*t = calloc(1, sizeof(*t));
	int				 error;

	*out = NULL;
	if (t == NULL)
		return err_set(err, ENOMEM, "out of memory");
	t->base = (struct transport){ &ops, base };
	t->patience_ms = 2 * (int64_t)timeout_ms;
	LIST_INIT(&t->links);
	error = client_new(&settings, &t->client, err);
	if (error != 0)
		free(t);
	else
		*out = &t->base;
	return error;
}
