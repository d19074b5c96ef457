/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_bench - how many logons the keeper verifies on one core, NTLMv2 with
 * signed messages, while what it tells of them is stored.
 *
 *	keeper_bench FOLDER [ROUNDS]
 *
 * The keeper is the one of sited, with its messages over a socket pair; worker
 * and director stand beside it in this process, and the store of that folder,
 * which must be empty, takes every batch of evidence.  All of it, the store's
 * thread too, is held on one core.  The clients' side of the proofs is
 * calculated between rounds and not counted.  Exit 1: the bar is missed.
 */
#include <event2/event.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/auth/ntlm_client.h"
#include "protocol/auth/ntlm_message.h"
#include "protocol/auth/target_info.h"
#include "protocol/role/account_msg.h"
#include "protocol/smb2/status.h"
#include "server/keeper/keeper.h"
#include "store/account.h"
#include "store/keyfile.h"
#include "store/site.h"
#include "store/uptake.h"

#define ACCOUNTS	32
#define LOGONS		4096		/* of a round */
#define IN_FLIGHT	64
#define BAR		20000.0

struct proof {
	uint64_t	 challenge;
	uint8_t		 negotiate[64], challenged[256], authenticate[768];
	size_t		 negotiate_len, challenged_len, authenticate_len;
};

static struct env	 env;
static struct chan	*near_director, *near_worker;
static struct chan	*director, *worker;
static struct store	*store;
static struct ntlm_crypto *crypto;
static struct seal_key	 master;
static struct msg_challenge challenges[LOGONS];
static struct proof	 proofs[LOGONS];
static size_t		 nchallenges, answered, refused, told, batches;

/* --- what role.h promises --- */

struct chan *
env_peer(struct env *e, enum role role, unsigned index)
{
	(void)e;
	(void)index;
	return role == ROLE_DIRECTOR ? near_director :
	    role == ROLE_WORKER ? near_worker : NULL;
}

struct chan *
env_peer_at(struct env *e, enum role role, size_t n)
{
	return n == 0 ? env_peer(e, role, 0) : NULL;
}

void
env_exit(struct env *e)
{
	(void)e;
}

/* --- the worker and the director --- */

static void
on_challenges(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	(void)ch;
	while (rd_left(&m->body) > 0 && nchallenges < LOGONS)
		msg_get_challenge(&m->body, &challenges[nchallenges++]);
}

static void
on_result(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct msg_auth_result	 r;

	(void)ctx;
	(void)ch;
	msg_get_auth_result(&m->body, &r);
	answered++;
	refused += !rd_end(&m->body) || r.status != (uint32_t)NT_OK;
}

static void
stored(void *arg, const struct err *failed)
{
	(void)arg;
	if (failed != NULL)
		fatal("%s", failed->text);
	batches--;
}

/* As the director does: account and address of each, in one commit. */
static void
on_evidence(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct batch		*b = store_batch_new();
	struct msg_evidence	 ev;
	char			 address[ADDR_TEXT_SIZE];

	(void)ctx;
	(void)ch;
	while (rd_left(&m->body) > 0) {
		msg_get_evidence(&m->body, &ev);
		store_account_logon(b, ev.account, ev.at);
		store_logon(b, addr_text(&ev.peer, address),
		    (uint32_t)ev.account, ev.at);
		told++;
	}
	batches++;
	if (store_submit(store, &b, stored, NULL) != 0)
		fatal("cannot submit");
}

static void
on_nothing(void *ctx, struct chan *ch, struct chan_msg *m)
{
	(void)ctx;
	(void)ch;
	(void)m;
}

static void
lost(void *ctx, struct chan *ch, bool bad)
{
	(void)ctx;
	(void)ch;
	(void)bad;
	fatal("a channel is lost");
}

static const struct chan_handler	worker_handlers[] = {
	{ MSG_CHALLENGES, on_challenges }, { MSG_AUTH_RESULT, on_result },
};
static const struct chan_handler	director_handlers[] = {
	{ MSG_EVIDENCE, on_evidence }, { MSG_SITE_KEY_ANSWER, on_nothing },
};
static const struct chan_side	keeper_side = { ROLE_KEEPER, &env, NULL, 0,
				    lost };
static const struct chan_side	worker_side = { ROLE_WORKER, NULL,
    worker_handlers, sizeof(worker_handlers) / sizeof(worker_handlers[0]),
    lost };
static const struct chan_side	director_side = { ROLE_DIRECTOR, NULL,
    director_handlers, sizeof(director_handlers) /
    sizeof(director_handlers[0]), lost };

static void
turn(void)
{
	(void)event_base_loop(env.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

/* --- the house --- */

static void
join(enum role role, const struct chan_side *side, struct chan **near,
    struct chan **far)
{
	static struct chan_side	 keepers;
	int			 pair[2];

	keepers = keeper_side;
	keepers.handlers = keeper_ops.handlers;
	keepers.nhandlers = keeper_ops.nhandlers;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		fatal("no socket pair");
	*near = chan_new(env.base, pair[0], role, 0, &keepers);
	*far = chan_new(env.base, pair[1], ROLE_KEEPER, 0, side);
	if (*near == NULL || *far == NULL)
		fatal("out of memory");
	keeper_ops.peer(&env, *near);
}

static int
key_descriptor(const char *folder)
{
	char		 path[512];
	struct err	 e;
	int		 fd;

	(void)snprintf(path, sizeof(path), "%s/key", folder);
	if (keyfile_create(path, &master, &e) != 0)
		fatal("%s", e.text);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		fatal("%s cannot be read", path);
	return fd;
}

static void
password_of(unsigned n, char dst[static 16])
{
	(void)snprintf(dst, 16, "Secret-%06u", n);
}

static void
tell_account(unsigned n)
{
	struct seal_what	 what = { SEAL_VERIFIER, n };
	uint8_t			 sealed[128], hash[NT_HASH_SIZE];
	struct wr		 w = wr_over(sealed, sizeof(sealed));
	struct msg_account	 m = { .id = n, .rid = n,
				    .generation = n, .is_generated = true,
				    .state = MSG_ACCOUNT_ENABLED };
	char			 password[16];

	password_of(n, password);
	if (nt_hash(crypto, password, hash) != 0 ||
	    seal(&master, &what, rd_over(hash, sizeof(hash)), &w) != 0)
		fatal("cannot seal");
	m.verifier = wr_written(&w);
	(void)snprintf(m.name, sizeof(m.name), "SMSClient_%05u", n);
	msg_put_account(chan_begin(director, MSG_ACCOUNT, 0), &m);
	(void)chan_end(director);
}

static void
add_accounts(void)
{
	struct batch	*b = store_batch_new();
	char		 name[32];
	unsigned	 n;

	(void)chan_send(director, MSG_ACCOUNTS_BEGIN, 0);
	for (n = 1; n <= ACCOUNTS; n++) {
		(void)snprintf(name, sizeof(name), "SMSClient_%05u", n);
		(void)store_account_add(b, &(struct account_row){
		    .id = n, .guid = { .b = { (uint8_t)n } }, .name = name,
		    .kind = ACCOUNT_CLIENT, .secret = SECRET_GENERATED });
		tell_account(n);
	}
	(void)chan_send(director, MSG_ACCOUNTS_END, 0);
	batches++;
	if (store_submit(store, &b, stored, NULL) != 0)
		fatal("cannot submit");
	store_wait(store);
}

static void
open_keeper(const char *folder)
{
	struct msg_site_key	 m = { .sid = { 11, 22, 33 },
				    .domain = "SMS" };
	struct err		 e;

	env.self = ROLE_KEEPER;
	env.control = -1;
	env.key = key_descriptor(folder);
	config_defaults(&env.config);
	env.base = event_base_new();
	if (env.base == NULL || keeper_ops.open(&env, &e) != 0 ||
	    ntlm_crypto_new(&crypto, &e) != 0 || keeper_ops.run(&env, &e) != 0)
		fatal("%s", e.text);
	join(ROLE_DIRECTOR, &director_side, &near_director, &director);
	join(ROLE_WORKER, &worker_side, &near_worker, &worker);
	msg_put_site_key(chan_begin(director, MSG_SITE_KEY, 1), &m);
	(void)chan_end(director);
	add_accounts();
}

/* --- the clients --- */

static void
fetch_challenges(void)
{
	size_t	 asked;

	nchallenges = 0;
	for (asked = 0; asked < LOGONS; asked += MSG_CHALLENGES_MAX) {
		wr_le16(chan_begin(worker, MSG_CHALLENGE_WANT, 0),
		    MSG_CHALLENGES_MAX);
		(void)chan_end(worker);
	}
	while (nchallenges < LOGONS)
		turn();
}

static size_t
put_challenge(uint8_t *dst, size_t size, const uint8_t bytes[static 8])
{
	static const uint8_t	 domain[] = { 'S', 0, 'M', 0, 'S', 0 };
	uint8_t			 pairs[64];
	struct wr		 p = wr_over(pairs, sizeof(pairs));
	struct wr		 w = wr_over(dst, size);
	struct rd		 name = rd_over(domain, sizeof(domain));
	struct ntlm_challenge	 m = { .flags = 0xe28a8235,
				    .target_name = name };

	target_info_put(&p, AV_NB_DOMAIN_NAME, &name);
	target_info_put(&p, AV_NB_COMPUTER_NAME, &name);
	target_info_put_end(&p);
	m.target_info = wr_written(&p);
	memcpy(m.challenge, bytes, 8);
	ntlm_encode_challenge(&w, &m);
	return w.pos;
}

static void
make_proof(struct proof *p, unsigned n, const struct msg_challenge *c)
{
	char			 name[32], password[16];
	struct ntlm_identity	 who = { .user = name, .domain = "SMS",
				    .workstation = "PC17", .target = "" };
	struct ntlm_nonce	 nonce;
	struct ntlm_answer	 in = { .who = &who, .nonce = &nonce };
	struct ntlm_keys	 keys;
	struct wr		 w = wr_over(p->negotiate,
				    sizeof(p->negotiate));

	(void)snprintf(name, sizeof(name), "SMSClient_%05u", n);
	password_of(n, password);
	p->challenge = c->id;
	ntlm_client_negotiate(&w);
	p->negotiate_len = w.pos;
	p->challenged_len = put_challenge(p->challenged,
	    sizeof(p->challenged), c->bytes);
	in.negotiate = rd_over(p->negotiate, p->negotiate_len);
	in.challenge = rd_over(p->challenged, p->challenged_len);
	ntlm_nonce_fresh(&nonce);
	w = wr_over(p->authenticate, sizeof(p->authenticate));
	if (nt_hash(crypto, password, who.nt_hash) != 0 ||
	    ntlm_client_authenticate(crypto, &in, &w, &keys) != 0)
		fatal("a client cannot answer");
	p->authenticate_len = w.pos;
}

/* Each from an address of its own. */
static void
send_proof(size_t i)
{
	const struct proof	*p = &proofs[i];
	struct msg_auth_check	 q = {
		.challenge = p->challenge,
		.negotiate = rd_over(p->negotiate, p->negotiate_len),
		.challenged = rd_over(p->challenged, p->challenged_len),
		.authenticate = rd_over(p->authenticate, p->authenticate_len),
	};
	char			 text[ADDR_TEXT_SIZE];

	(void)snprintf(text, sizeof(text), "10.1.%zu.%zu", i / 256 % 256,
	    i % 256);
	(void)addr_parse(text, &q.peer);
	msg_put_auth_check(chan_begin(worker, MSG_AUTH_CHECK, i + 1), &q);
	(void)chan_end(worker);
}

/* --- rounds --- */

static double
seconds(clockid_t id)
{
	struct timespec	 t;

	(void)clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Logons a second of the core's time: others may have it, too. */
static double
run_round(void)
{
	double	 since;
	size_t	 i, sent = 0;

	fetch_challenges();
	for (i = 0; i < LOGONS; i++)
		make_proof(&proofs[i], (unsigned)i % ACCOUNTS + 1,
		    &challenges[i]);
	answered = told = 0;
	since = seconds(CLOCK_PROCESS_CPUTIME_ID);
	while (answered < LOGONS || told < LOGONS) {
		while (sent < LOGONS && sent - answered < IN_FLIGHT)
			send_proof(sent++);
		turn();
		store_dispatch(store);
	}
	while (batches > 0)
		store_wait(store);
	return LOGONS / (seconds(CLOCK_PROCESS_CPUTIME_ID) - since);
}

static int
by_value(const void *a, const void *b)
{
	const double	*x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
hold_on_one_core(void)
{
	cpu_set_t	 set;
	int		 core = sched_getcpu();

	CPU_ZERO(&set);
	CPU_SET(core < 0 ? 0 : (size_t)core, &set);
	(void)sched_setaffinity(0, sizeof(set), &set);
}

int
main(int argc, char **argv)
{
	const struct store_options	 opt = { .create = true };
	double				 rates[99];
	struct err			 e;
	int				 i, n = argc > 2 ? atoi(argv[2]) : 9;

	if (argc < 2 || n < 1 || n > 99) {
		fprintf(stderr, "usage: keeper_bench FOLDER [ROUNDS]\n");
		return 2;
	}
	hold_on_one_core();
	log_set(LVL_ERROR, LOG_PLAIN);
	if (store_open(argv[1], &opt, &store, &e) != 0)
		fatal("%s", e.text);
	open_keeper(argv[1]);
	for (i = 0; i < n; i++)
		rates[i] = run_round();
	qsort(rates, (size_t)n, sizeof(rates[0]), by_value);
	printf("keeper: %.0f logons a second of one core (median of %d rounds "
	    "of %d, %.0f to %.0f; bar %.0f), each with its row in the store\n",
	    rates[n / 2], n, LOGONS, rates[0], rates[n - 1], BAR);
	if (refused > 0)
		fatal("%zu right logons were refused", refused);
	store_close(&store);
	return rates[n / 2] < BAR;
}
