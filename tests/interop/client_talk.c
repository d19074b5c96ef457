/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_talk - our client against a server that is not its own test's:
 *
 *	client_talk ADDRESS PORT SHARE USER [MODE] <password
 *
 * In every dialect, signed and sealed, it logs on, connects IPC$ and SHARE,
 * asks for the shares over a pipe (plain, then under a logon of its own), opens
 * the root of SHARE and lists it.  MODE "sealed" leaves out what a server that
 * requires encryption has to refuse.  One line for each; exit status 1 after
 * a failure.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "base/text.h"
#include "client/pipe.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/smb2/access.h"
#include "protocol/smb2/file_info.h"

struct talk {
	struct event_base	*base;
	struct client		*client;
	struct client_conn	*conn;
	struct client_how	 how;
	struct ntlm_identity	 who;
	const char		*share;
	bool			 told;
	const char		*step;
	struct client_answer	 answer;
	struct client_pipe_result pipe_result;
	bool			 listing;
	size_t			 listed;	/* bytes */
	size_t			 shares;
};

static void
on_answer(struct client_conn *conn, const struct client_answer *a, void *arg)
{
	struct talk	*t = arg;

	(void)conn;
	t->told = true;
	t->answer = *a;
	if (t->listing && a->error == 0 && a->status == NT_OK)
		t->listed = a->data.len;
}

static void
on_pipe(void *arg, const struct client_pipe_result *r)
{
	struct talk	*t = arg;

	t->told = true;
	t->pipe_result = *r;
}

static bool
wait_told(struct talk *t)
{
	t->told = false;
	while (!t->told)
		if (event_base_loop(t->base, EVLOOP_ONCE) != 0)
			return false;
	return true;
}

/* A request that went well up to its status. */
static bool
went_well(struct talk *t, const char *step, int error)
{
	t->step = step;
	t->answer = (struct client_answer){ .error = error };
	return error == 0 && wait_told(t) && t->answer.error == 0 &&
	    t->answer.status == NT_OK;
}

static bool
pipe_went_well(struct talk *t, const char *step, int error)
{
	t->step = step;
	t->answer = (struct client_answer){ .error = 0 };
	t->pipe_result = (struct client_pipe_result){ .error = error };
	return error == 0 && wait_told(t) && t->pipe_result.error == 0;
}

static bool
connect_tree(struct talk *t, const char *share, uint32_t *tree)
{
	const struct client_done	 done = { on_answer, t };
	char				 path[128];

	(void)snprintf(path, sizeof(path), "\\\\127.0.0.1\\%s", share);
	if (!went_well(t, share, client_tree_connect(t->conn, path, &done)))
		return false;
	*tree = t->answer.tree_id;
	return true;
}

/* --- the pipe --- */

static bool
ask_shares(struct talk *t, struct client_pipe *pipe)
{
	struct srvs_enum	 args = { .server = "", .list = {
				    .level = 1, .preferred = UINT32_MAX } };

	if (!pipe_went_well(t, "share list",
	    client_pipe_call(pipe, SRVS_SHARE_ENUM, &args)))
		return false;
	t->shares = args.list.count;
	return t->pipe_result.status == 0 && t->shares >= 2;
}

static bool
use_pipe(struct talk *t, uint32_t tree, bool with_logon)
{
	struct client_logon_how	 logon = { .who = &t->who,
				    .crypto = client_ntlm(t->client) };
	struct client_pipe_how	 how = {
		.tree = tree, .name = "srvsvc", .done = on_pipe, .arg = t,
		.rpc = { .iface = &srvsvc_iface },
	};
	struct client_pipe	*pipe = NULL;
	bool			 ok;

	ntlm_nonce_fresh(&logon.nonce);
	if (with_logon) {
		how.rpc.logon = &logon;
		how.rpc.level = RPC_LEVEL_PRIVACY;
	}
	ok = pipe_went_well(t, "pipe",
	    client_pipe_open(t->conn, &how, &pipe)) &&
	    ask_shares(t, pipe) && ask_shares(t, pipe);
	client_pipe_free(&pipe);
	return ok;
}

/* --- the share --- */

static bool
list_root(struct talk *t, uint32_t tree)
{
	const struct client_done		 done = { on_answer, t };
	struct smb2_create_req			 create = {
		.impersonation = SMB2_IMPERSONATION_IMPERSONATION,
		.access = FILE_GENERIC_READ,
		.share = FILE_SHARE_MASK,
		.disposition = FILE_OPEN,
		.options = FILE_DIRECTORY_FILE,
	};
	struct smb2_query_directory_req		 list = {
		.class = FileIdBothDirectoryInformation,
		.pattern = rd_over("*", 2),	/* in UTF-16 */
		.max_output = 65536,
	};
	struct smb2_close_req			 close = { .flags = 0 };

	if (!went_well(t, "open",
	    client_create(t->conn, tree, &create, &done)))
		return false;
	list.file_id = close.file_id = t->answer.create.file_id;
	t->listed = 0;
	t->listing = true;
	if (!went_well(t, "list",
	    client_query_directory(t->conn, tree, &list, &done)))
		return false;
	t->listing = false;
	return t->listed > 0 && went_well(t, "close",
	    client_close_file(t->conn, tree, &close, &done));
}

/* --- the whole --- */

static bool
whole_talk(struct talk *t)
{
	const struct client_done	 done = { on_answer, t };
	uint32_t			 ipc, tree;

	return went_well(t, "logon",
	    client_open(t->client, &t->how, &done, &t->conn)) &&
	    connect_tree(t, "IPC$", &ipc) && use_pipe(t, ipc, false) &&
	    use_pipe(t, ipc, true) && connect_tree(t, t->share, &tree) &&
	    list_root(t, tree) &&
	    went_well(t, "logoff", client_log_off(t->conn, &done));
}

static const struct {
	uint16_t		 dialect;
	enum client_guard	 guard;
	const char		*name;
} rows[] = {
	{ SMB2_DIALECT_202, CLIENT_SIGNED, "2.0.2 signed" },
	{ SMB2_DIALECT_210, CLIENT_OPEN, "2.1" },
	{ SMB2_DIALECT_300, CLIENT_SIGNED, "3.0 signed" },
	{ SMB2_DIALECT_300, CLIENT_SEALED, "3.0 sealed" },
	{ SMB2_DIALECT_302, CLIENT_OPEN, "3.0.2" },
	{ SMB2_DIALECT_302, CLIENT_SEALED, "3.0.2 sealed" },
	{ SMB2_DIALECT_311, CLIENT_OPEN, "3.1.1" },
	{ SMB2_DIALECT_311, CLIENT_SIGNED, "3.1.1 signed" },
	{ SMB2_DIALECT_311, CLIENT_SEALED, "3.1.1 sealed" },
};

/* Offers all up to the one: the question whether that was the choice. */
static struct smb2_list
up_to(uint16_t dialect)
{
	static const uint16_t	 all[] = { SMB2_DIALECT_202, SMB2_DIALECT_210,
				    SMB2_DIALECT_300, SMB2_DIALECT_302,
				    SMB2_DIALECT_311 };
	struct smb2_list	 l = { .count = 0 };

	while (l.count < sizeof(all) / sizeof(all[0]) &&
	    all[l.count] <= dialect) {
		l.id[l.count] = all[l.count];
		l.count++;
	}
	return l;
}

static bool
run_row(struct talk *t, size_t i)
{
	bool	 ok;

	t->how.guard = rows[i].guard;
	t->how.dialects = up_to(rows[i].dialect);
	ok = whole_talk(t);
	if (ok)
		(void)printf("ok   %s: %zu shares, %zu bytes of a list\n",
		    rows[i].name, t->shares, t->listed);
	else
		(void)printf("FAIL %s at %s: %s, %s, pipe %s %#x %#x %s\n",
		    rows[i].name, t->step, strerror(-t->answer.error),
		    nt_name((uint32_t)t->answer.status),
		    strerror(-t->pipe_result.error),
		    (unsigned)t->pipe_result.nt,
		    (unsigned)t->pipe_result.fault,
		    t->pipe_result.why == NULL ? "" : t->pipe_result.why);
	client_close(&t->conn);
	return ok;
}

static int
prepare(struct talk *t, char **argv, struct err *err)
{
	struct client_settings	 settings = { .timeout_ms = 10000,
				    .max_frame = 1U << 20, .calls = 8,
				    .credits = 16 };
	struct sockaddr_in	*to = (struct sockaddr_in *)&t->how.to;
	char			 password[128];
	int			 error;

	to->sin_family = AF_INET;
	to->sin_port = htons((uint16_t)atoi(argv[2]));
	t->share = argv[3];
	t->who = (struct ntlm_identity){ .user = argv[4], .domain = "",
	    .workstation = "TALK", .target = "" };
	t->how.who = &t->who;
	t->base = settings.base = event_base_new();
	if (inet_pton(AF_INET, argv[1], &to->sin_addr) != 1 ||
	    t->base == NULL ||
	    fgets(password, sizeof(password), stdin) == NULL)
		return err_set(err, EINVAL, "address and password, please");
	password[strcspn(password, "\n")] = '\0';
	error = client_new(&settings, &t->client, err);
	return error != 0 ? error : nt_hash(client_ntlm(t->client), password,
	    t->who.nt_hash);
}

int
main(int argc, char **argv)
{
	bool		 sealed_only = argc == 6 &&
			    strcmp(argv[5], "sealed") == 0;
	struct talk	 t = { .listed = 0 };
	struct err	 err = { .text = "this is no password" };
	size_t		 i;
	int		 bad = 0;

	if (argc < 5 || prepare(&t, argv, &err) != 0) {
		(void)fprintf(stderr, "client_talk: %s\n", err.text);
		return 2;
	}
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!sealed_only || rows[i].dialect >= SMB2_DIALECT_300)
			bad |= !run_row(&t, i);
	}
	client_free(&t.client);
	event_base_free(t.base);
	return bad;
}
