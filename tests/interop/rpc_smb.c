/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rpc_smb - an SMB server with nothing but IPC$, and a made-up account domain
 * (tests/unit/rpc_people.h) behind its pipes, for clients that nobody here
 * wrote:
 *
 *	rpc_smb 4590 10000 &
 *	rpcclient ncacn_np:127.0.0.1 -p 4590 -U user%Pass-Word1 -c enumdomusers
 *
 * "user" is an operator, whoever else knows that password a mere user.  With a
 * third argument this is a backup controller.  Port 0: standard input is a
 * socket that listens.
 */
#include <sys/socket.h>

#include <netinet/in.h>

#include <err.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/ntlm_check.h"
#include "server/smb/local_shares.h"
#include "server/smb/smb.h"
#include "tests/unit/rpc_site.h"

static int
challenge(void *arg, struct auth_challenge *out, auth_ready *ready, void *ctx)
{
	(void)arg;
	(void)ready;
	(void)ctx;
	*out = (struct auth_challenge){ .id = 1 };
	secret_random(out->bytes, sizeof(out->bytes));
	return 0;
}

static enum ntlm_verdict
judge(struct rpc_site *site, const struct auth_question *q,
    struct ntlm_keys *keys, char name[static AUTH_NAME_SIZE])
{
	const struct ntlm_trio	 trio = { q->negotiate, q->challenged,
				    q->authenticate };
	struct ntlm_claim	 claim;
	uint8_t			 hash[NTLM_KEY_SIZE];
	enum ntlm_verdict	 v;

	v = ntlm_claim_read(&trio, q->challenge.bytes, &claim);
	if (v != NTLM_RIGHT)
		return v;
	text_copy(name, AUTH_NAME_SIZE, claim.user);
	if (nt_hash(site->crypto, RPC_SITE_PASSWORD, hash) != 0)
		return NTLM_NO_MEMORY;
	return ntlm_claim_prove(site->crypto, &claim, hash, keys);
}

static int
check(void *arg, const struct auth_question *q, auth_done *done, void *ctx)
{
	struct rpc_site		*site = arg;
	struct auth_verdict	 v = { .status = NT_LOGON_FAILURE };
	struct ntlm_keys	 keys;

	if (judge(site, q, &keys, v.user.name) == NTLM_RIGHT) {
		v.status = NT_OK;
		v.key_len = sizeof(keys.exported);
		memcpy(v.key, keys.exported, sizeof(keys.exported));
		v.user.account = 1;
		v.user.is_operator = text_casecmp(v.user.name, "user") == 0;
		v.user.sid = rpc_site_user;
		v.user.sid.sub[4] += !v.user.is_operator;
		text_copy(v.user.domain, sizeof(v.user.domain),
		    site->facts.domain);
	}
	done(ctx, &v);
	return 0;
}

static void
cancel(void *arg, void *ctx)
{
	(void)arg;
	(void)ctx;
}

static void
list(void *arg, struct rpc_call *call, int kind)
{
	struct rpc_site	*site = arg;

	site->host.list(site, call, (enum rpc_rows_kind)kind);
}

static int
listen_on(const char *port)
{
	struct sockaddr_in	 sin = { .sin_family = AF_INET };
	int			 fd, on = 1;

	if (strcmp(port, "0") == 0)
		return STDIN_FILENO;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	sin.sin_port = htons((uint16_t)atoi(port));
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, (const struct sockaddr *)&sin, sizeof(sin)) == -1 ||
	    listen(fd, 16) == -1)
		err(1, "port %s", port);
	return fd;
}

static struct smb_server *
serve(struct event_base *base, const struct smb_auth *auth,
    struct local_shares *books)
{
	const struct smb_settings	 s = {
		.netbios = "SITE01", .domain = "SMSSITE", .max_io = 1 << 20,
		.credits = 512, .max_sessions = 64, .max_trees = 16,
		.max_opens = 1024, .max_locks = 16, .anonymous_ipc = true,
		.first_byte_ms = 60000, .negotiate_ms = 60000,
		.logon_ms = 60000, .idle_ms = 900000,
		.session_ms = 3600000, .slow_bytes = 1, .slow_ms = 60000,
	};
	const struct smb_share		 ipc = { .name = "IPC$",
					    .comment = "Remote IPC",
					    .path = "" };
	struct smb_server		*server;
	struct err			 e;

	if (smb_server_new(base, &s, auth, local_shares_books(books), &server,
	    &e) != 0)
		errx(1, "%s", e.text);
	local_shares_serve(books, server);
	if (smb_server_add_share(server, &ipc) != 0)
		errx(1, "no share");
	return server;
}

int
main(int argc, char **argv)
{
	const struct share_limits	 limits = { 1024, 16, SHARE_BREAK_MS };
	struct event_base		*base = event_base_new();
	struct rpc_site			 site;
	struct smb_rpc			 rpc;
	struct smb_auth			 auth = { &site, challenge, check,
					    cancel };
	struct smb_server		*server;
	struct err			 e;

	if (argc < 3)
		errx(2, "usage: rpc_smb port users [bdc]");
	if (base == NULL || !rpc_site_init(&site, RPC_OPERATOR) ||
	    !rpc_site_people(&site) ||
	    !people_add(site.people, (unsigned)atoi(argv[2])))
		errx(1, "no memory or no MD4 and RC4 in this OpenSSL");
	site.at_once = true;
	site.facts.is_controller = true;
	site.facts.is_backup = argc > 3;
	site.facts.domain_sid = &rpc_site_sid;
	rpc = (struct smb_rpc){ .arg = &site, .facts = &site.facts,
	    .resolve_sids = site.host.resolve_sids,
	    .resolve_names = site.host.resolve_names, .list = list,
	    .domain = site.host.domain, .values = site.host.values,
	    .value_count = site.host.value_count };
	server = serve(base, &auth, local_shares_new(&limits));
	smb_server_set_rpc(server, 0, &rpc);
	if (smb_server_listen(server, listen_on(argv[1]), 0, &e) != 0)
		errx(1, "%s", e.text);
	(void)event_base_dispatch(base);
	return 0;
}
