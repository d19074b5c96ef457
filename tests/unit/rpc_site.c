/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/rpc_site.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/auth/ntlm_check.h"
#include "protocol/rpc/winreg.h"

const struct sid	rpc_site_sid = { .count = 4, .authority = 5,
			    .sub = { 21, 11, 22, 33 } };
const struct sid	rpc_site_user = { .count = 5, .authority = 5,
			    .sub = { 21, 11, 22, 33, 1000 } };

static const struct rpc_facts	facts = {
	.server = "SITE01",
	.domain = "SMSSITE",
	.dns_domain = "",
	.forest = "",
	.comment = "a site server",
	.account_sid = &rpc_site_sid,
	.server_type = 0x00009003,
	.major = 6,
	.minor = 1,
};

static const struct ntlm_names	own_names = {
	.nb_computer = "SITE01",
	.nb_domain = "SITE01",
	.dns_computer = "site01",
	.dns_domain = "",
};

static const struct rpc_share	shares[] = {
	{ .name = "CAP_S01", .comment = "Client Access Point",
	    .path = "C:\\CAP_S01", .type = SRVS_DISK, .uses = 1 },
	{ .name = "IPC$", .comment = "Remote IPC", .path = "",
	    .type = SRVS_IPC | (uint32_t)SRVS_SPECIAL },
};

#define SHARES	(sizeof(shares) / sizeof(shares[0]))

#define CONTROLLER							\
	"SOFTWARE\\Microsoft\\SMS\\Client\\Configuration\\Domain Controller"

static const struct rpc_value	values[] = {
	{ "SYSTEM\\CurrentControlSet\\Control\\ProductOptions", "ProductType",
	    WINREG_SZ, { (const uint8_t *)"L\0a\0n\0\0", 8, 0, false } },
	{ CONTROLLER, "Account Synchronization Max Wait (minutes)",
	    WINREG_DWORD, { (const uint8_t *)"\x2c\1\0", 4, 0, false } },
	{ CONTROLLER, "Enable Domain User Group Membership", WINREG_DWORD,
	    { (const uint8_t *)"\1\0\0", 4, 0, false } },
	{ "SOFTWARE\\Microsoft", "", WINREG_SZ, { NULL, 0, 0, false } },
};

static void
ask(struct rpc_site *site, const struct rpc_question *q)
{
	if (site->waiting == RPC_SITE_QUESTIONS)
		abort();
	site->questions[site->waiting++] = *q;
	if (site->at_once)
		(void)rpc_site_answer(site);
}

static void
readable(void *arg)
{
	struct rpc_site	*site = arg;

	site->woken++;
}

static bool
share(void *arg, size_t index, struct rpc_share *out)
{
	struct rpc_site	*site = arg;

	if (index < SHARES) {
		*out = shares[index];
		return true;
	}
	if (index - SHARES >= site->more_shares)
		return false;
	*out = shares[0];
	out->name = "SHARE";
	return true;
}

static void
resolve_sids(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t count)
{
	ask(arg, &(struct rpc_question){ .call = call, .names = names,
	    .count = count, .by_sid = true });
}

static void
resolve_names(void *arg, struct rpc_call *call, struct rpc_name *names,
    size_t count)
{
	ask(arg, &(struct rpc_question){ .call = call, .names = names,
	    .count = count });
}

static void
list(void *arg, struct rpc_call *call, enum rpc_rows_kind kind)
{
	ask(arg, &(struct rpc_question){ .call = call, .kind = kind });
}

static void
domain(void *arg, struct rpc_call *call, const struct rpc_domain_ask *q)
{
	ask(arg, &(struct rpc_question){ .call = call, .ask = q });
}

static int
challenge(void *arg, struct rpc_challenge *out)
{
	(void)arg;
	secret_random(out->bytes, sizeof(out->bytes));
	return 0;
}

static bool
proof_right(struct rpc_site *site, const struct rpc_proof *proof,
    struct ntlm_keys *keys)
{
	struct ntlm_claim	 claim;
	uint8_t			 hash[NTLM_KEY_SIZE];

	return nt_hash(site->crypto, RPC_SITE_PASSWORD, hash) == 0 &&
	    ntlm_claim_read(&proof->trio, proof->challenge.bytes, &claim) ==
	    NTLM_RIGHT &&
	    ntlm_claim_prove(site->crypto, &claim, hash, keys) == NTLM_RIGHT;
}

static void
judge(struct rpc_site *site, const struct rpc_proof *proof,
    struct rpc_verdict *v)
{
	struct ntlm_keys	 keys = { .flags = 0 };

	if (!proof_right(site, proof, &keys) && !site->trusting)
		return;
	v->right = true;
	memcpy(v->key, keys.exported, sizeof(v->key));
	v->caller.right = RPC_OPERATOR;
	v->caller.sid = rpc_site_user;
	(void)strlcpy(v->caller.account, "user", sizeof(v->caller.account));
	(void)strlcpy(v->caller.domain, "SITE01", sizeof(v->caller.domain));
}

static int
prove(void *arg, const struct rpc_proof *proof, struct rpc_auth *auth)
{
	struct rpc_question	 q = { .auth = auth };

	judge(arg, proof, &q.verdict);
	ask(arg, &q);
	return 0;
}

static void
resolve(struct rpc_site *site, const struct rpc_question *q, struct rpc_name *n)
{
	if (n->use != 0)
		return;
	if (site->people != NULL) {
		people_resolve(site->people, n, q->by_sid);
		return;
	}
	n->use = SID_USE_UNKNOWN;
	if (q->by_sid ? !sid_equal(&n->sid, &rpc_site_user) :
	    text_casecmp(n->name, "user") != 0)
		return;
	n->use = SID_USE_USER;
	n->sid = rpc_site_user;
	(void)strlcpy(n->name, "user", sizeof(n->name));
}

static void
answer_rows(const struct rpc_question *q)
{
	static const struct srvs_session	session = {
		.client = "127.0.0.1", .user = "user", .opens = 1,
		.client_type = "", .transport = "",
	};
	static const struct srvs_file		file = {
		.id = 1, .permissions = 3, .path = "C:\\CAP_S01\\x",
		.user = "user",
	};
	static const struct srvs_connection	connection = {
		.id = 1, .opens = 1, .users = 1, .user = "user",
		.share = "CAP_S01",
	};
	static const void	*rows[] = {
		[RPC_SESSIONS] = &session, [RPC_FILES] = &file,
		[RPC_CONNECTIONS] = &connection,
	};
	const struct rpc_rows	 one = { .count = 1, .rows = rows[q->kind] };

	rpc_rows_done(q->call, &one);
}

static void
answer(struct rpc_site *site, const struct rpc_question *q)
{
	size_t	 i;

	if (q->auth != NULL) {
		rpc_proof_judged(q->auth, &q->verdict);
	} else if (q->ask != NULL) {
		people_answer(site->people, q->call, q->ask);
	} else if (q->names == NULL) {
		answer_rows(q);
	} else {
		for (i = 0; i < q->count; i++)
			resolve(site, q, &q->names[i]);
		rpc_names_done(q->call);
	}
}

/* An answer may lead to the next question. */
bool
rpc_site_answer(struct rpc_site *site)
{
	struct rpc_question	 q;
	bool			 any = false;

	while (site->waiting > 0) {
		q = site->questions[0];
		site->waiting--;
		memmove(&site->questions[0], &site->questions[1],
		    site->waiting * sizeof(q));
		answer(site, &q);
		any = true;
	}
	return any;
}

bool
rpc_site_init(struct rpc_site *site, enum rpc_right right)
{
	*site = (struct rpc_site){
		.facts = facts,
		.host = { .arg = site, .facts = &site->facts, .names = &own_names,
		    .request_max = RPC_REQUEST_MAX, .share = share,
		    .resolve_sids = resolve_sids,
		    .resolve_names = resolve_names, .list = list },
		.holder = { .arg = site, .caller = &site->caller,
		    .readable = readable, .challenge = challenge,
		    .prove = prove },
		.caller = { .right = right },
	};
	if (right != RPC_ANYBODY) {
		site->caller.sid = rpc_site_user;
		(void)strlcpy(site->caller.account, "user", RPC_NAME_SIZE);
		(void)strlcpy(site->caller.domain, "SITE01", RPC_NAME_SIZE);
	}
	if (ntlm_crypto_new(&site->crypto, NULL) != 0)
		return false;
	site->host.crypto = site->crypto;
	return rpc_groups_new(&site->host.groups) == 0;
}

bool
rpc_site_people(struct rpc_site *site)
{
	people_free(&site->people);
	site->people = people_new(&rpc_site_sid);
	site->host.domain = site->people == NULL ? NULL : domain;
	site->host.values = values;
	site->host.value_count = sizeof(values) / sizeof(values[0]);
	return site->people != NULL;
}

void
rpc_site_no_people(struct rpc_site *site)
{
	people_free(&site->people);
	site->host.domain = NULL;
	site->host.value_count = 0;
}

void
rpc_site_free(struct rpc_site *site)
{
	(void)rpc_site_answer(site);
	people_free(&site->people);
	rpc_groups_free(&site->host.groups);
	ntlm_crypto_free(&site->crypto);
}

static enum rpc_event
hear(struct rpc_pipe *pipe, struct rpc_client *client, size_t room)
{
	enum rpc_event	 event = RPC_AWAIT;
	uint8_t		 mem[8192];
	struct wr	 w = wr_over(mem, room < sizeof(mem) ? room :
			    sizeof(mem));
	enum ntstatus	 status = rpc_pipe_read(pipe, &w);
	struct rd	 got = wr_written(&w);
	size_t		 used;

	if (status != NT_OK && status != NT_BUFFER_OVERFLOW)
		return status == NT_LATER ? RPC_AWAIT : RPC_OVER;
	while (rd_left(&got) > 0) {
		event = rpc_client_input(client, rd_rest(&(struct rd){
		    .base = got.base, .len = got.len, .pos = got.pos }),
		    &used);
		if (event == RPC_OVER)
			return event;
		rd_skip(&got, used);
	}
	return event;
}

enum rpc_event
rpc_site_talk(struct rpc_site *site, struct rpc_pipe *pipe,
    struct rpc_client *client, size_t room)
{
	enum rpc_event	 event = RPC_SEND;
	struct rd	 pdu;

	while (event == RPC_SEND || event == RPC_AWAIT) {
		while ((pdu = rpc_client_next(client)).len > 0) {
			if (rpc_pipe_write(pipe, pdu) != NT_OK)
				return RPC_OVER;
		}
		(void)rpc_site_answer(site);
		if (rpc_pipe_left(pipe) == 0 && !rpc_pipe_ended(pipe))
			return RPC_AWAIT;
		event = hear(pipe, client, room);
	}
	return event;
}
