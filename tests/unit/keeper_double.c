/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/auth/ntlm_client.h"
#include "protocol/auth/target_info.h"
#include "store/keyfile.h"
#include "tests/unit/clock_double.h"
#include "tests/unit/keeper_double.h"

struct env	 keeper_env;
struct far	*director, *worker;
struct seal_key	 master;
struct ntlm_crypto *client_crypto;

static uint64_t	questions;

static const struct msg_policy	default_policy = {
	.threshold = 5, .window_ms = 1800000, .duration_ms = 1800000
};

struct keeper *
the_keeper(void)
{
	return keeper_env.state;
}

static int
key_descriptor(void)
{
	char		 dir[] = "/tmp/sited-keeper-XXXXXX", path[64];
	struct err	 e;
	int		 fd;

	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/key", dir);
	assert_int_equal(keyfile_create(path, &master, &e), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	(void)unlink(path);
	(void)rmdir(dir);
	return fd;
}

/* A site that is new: the keeper makes its keys. */
static void
tell_site(void)
{
	struct msg_site_key	 m = { .sid = SUB_AUTHORITY,
				    .domain = "SMS" };

	msg_put_site_key(far_begin(director, MSG_SITE_KEY, 1), &m);
	far_end(director);
}

int
keeper_up(void **state)
{
	struct err	 e;

	(void)state;
	clock_double_start();
	log_set(LVL_ERROR, LOG_PLAIN);
	env_double_open(&keeper_env, ROLE_KEEPER);
	keeper_env.key = key_descriptor();
	if (keeper_ops.open(&keeper_env, &e) != 0 ||
	    ntlm_crypto_new(&client_crypto, &e) != 0)
		return -1;
	(void)prctl(PR_SET_DUMPABLE, 1);	/* for the leak checker */
	assert_int_equal(keeper_ops.run(&keeper_env, &e), 0);
	director = env_double_peer(&keeper_env, &keeper_ops, ROLE_DIRECTOR,
	    0);
	worker = env_double_peer(&keeper_env, &keeper_ops, ROLE_WORKER, 0);
	tell_site();
	tell_policy(&default_policy);
	return 0;
}

int
keeper_down(void **state)
{
	struct keeper	*k = the_keeper();

	(void)state;
	keeper_ops.stop(&keeper_env);
	ntlm_crypto_free(&k->ntlm);
	challenges_free(&k->challenges);
	throttle_free(&k->throttle);
	free(k);
	ntlm_crypto_free(&client_crypto);
	env_double_close(&keeper_env);
	clock_double_stop();
	return 0;
}

/* --- the director --- */

void
tell_policy(const struct msg_policy *p)
{
	msg_put_policy(far_begin(director, MSG_POLICY, 0), p);
	far_end(director);
}

void
accounts_begin(void)
{
	(void)far_begin(director, MSG_ACCOUNTS_BEGIN, 0);
	far_end(director);
}

void
accounts_end(void)
{
	(void)far_begin(director, MSG_ACCOUNTS_END, 0);
	far_end(director);
}

static struct rd
seal_password(const char *password, int64_t id, uint8_t *dst, size_t size)
{
	struct seal_what	 what = { SEAL_VERIFIER, id };
	struct wr		 w = wr_over(dst, size);
	uint8_t			 hash[NT_HASH_SIZE];

	if (password == NULL)
		return rd_over(NULL, 0);
	assert_int_equal(nt_hash(client_crypto, password, hash), 0);
	assert_int_equal(seal(&master, &what, rd_over(hash, sizeof(hash)),
	    &w), 0);
	return wr_written(&w);
}

static struct rd
text_blob(const char *s)
{
	return s == NULL ? rd_over("", 0) : rd_over(s, strlen(s));
}

void
tell_account(const struct told_account *a)
{
	uint8_t			 now[128], before[128], late[2][128];
	size_t			 i;
	struct msg_account	 m = {
		.id = a->id,
		.rid = (uint32_t)(1000 + a->id),
		.generation = (uint32_t)(70 + a->id),
		.state = a->state == 0 ? MSG_ACCOUNT_ENABLED : a->state,
		.is_generated = a->is_generated,
		.verifier = seal_password(a->password, a->id, now,
		    sizeof(now)),
		.previous = seal_password(a->previous, a->id, before,
		    sizeof(before)),
		.is_locked = a->is_locked,
		.is_operator = a->is_operator,
		.is_domain = a->is_domain,
		.facts = { a->is_admin, a->expires,
		    text_blob(a->workstations) },
		.wakes = a->wakes,
		.locked_until_mono = a->locked_until,
	};

	text_copy(m.name, sizeof(m.name), a->name);
	for (i = 0; i < 2 && a->views[i].view != 0; i++, m.nviews++)
		m.views[i] = (struct msg_account_view){
			.view = a->views[i].view,
			.exists = a->views[i].password != NULL,
			.state = a->views[i].state == 0 ?
			    MSG_ACCOUNT_ENABLED : a->views[i].state,
			.verifier = seal_password(a->views[i].password,
			    a->id, late[i], sizeof(late[i])),
			.facts = { a->views[i].is_admin, { 0 },
			    text_blob(a->views[i].workstations) },
		};
	msg_put_account(far_begin(director, MSG_ACCOUNT, 0), &m);
	far_end(director);
}

void
tell_accounts(const struct told_account *list, size_t n)
{
	accounts_begin();
	while (n-- > 0)
		tell_account(list++);
	accounts_end();
}

/* --- a worker, and a client behind it --- */

bool
have_challenge(struct msg_challenge *out)
{
	struct heard	*h;
	struct rd	 r;

	wr_le16(far_begin(worker, MSG_CHALLENGE_WANT, 0), 1);
	far_end(worker);
	h = far_heard(worker, MSG_CHALLENGES);
	if (h == NULL)
		return false;
	r = heard_body(h);
	msg_get_challenge(&r, out);
	assert_true(rd_end(&r));
	return true;
}

struct msg_challenge
take_challenge(void)
{
	struct msg_challenge	 c;

	assert_true(have_challenge(&c));
	return c;
}

static size_t
put_challenge(uint8_t *dst, size_t size, const uint8_t bytes[static 8])
{
	static const uint8_t	 domain[] = { 'S', 0, 'M', 0, 'S', 0 };
	uint8_t			 pairs[128];
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
	assert_true(wr_ok(&w));
	return w.pos;
}

void
attempt_make(struct attempt *a, struct msg_challenge c, const char *user,
    const char *password)
{
	const struct ntlm_identity	 who = { .user = user, .domain = "SMS",
					    .workstation = "PC17",
					    .target = "" };

	attempt_make_in(a, c, &who, password);
}

void
attempt_make_in(struct attempt *a, struct msg_challenge c,
    const struct ntlm_identity *as, const char *password)
{
	struct ntlm_identity	 who = *as;
	struct ntlm_nonce	 nonce;
	struct ntlm_answer	 in = { .who = &who, .nonce = &nonce };
	struct ntlm_keys	 keys;
	struct wr		 w = wr_over(a->negotiate,
				    sizeof(a->negotiate));

	a->c = c;
	a->from = "10.1.2.3";
	a->view = 0;
	ntlm_client_negotiate(&w);
	a->negotiate_len = w.pos;
	a->challenge_len = put_challenge(a->challenge, sizeof(a->challenge),
	    c.bytes);
	in.negotiate = rd_over(a->negotiate, a->negotiate_len);
	in.challenge = rd_over(a->challenge, a->challenge_len);
	ntlm_nonce_fresh(&nonce);
	assert_int_equal(nt_hash(client_crypto, password, who.nt_hash), 0);
	w = wr_over(a->authenticate, sizeof(a->authenticate));
	assert_int_equal(ntlm_client_authenticate(client_crypto, &in, &w,
	    &keys), 0);
	a->authenticate_len = w.pos;
	memcpy(a->key, keys.exported, sizeof(a->key));
}

void
tell_window(int64_t ms)
{
	struct mono	 closed = { 0 };

	msg_put_recovery(far_begin(director, MSG_RECOVERY, 0),
	    ms == 0 ? closed : mono_after(mono_now(), ms));
	far_end(director);
	env_double_turn(&keeper_env);
}

uint64_t
attempt_ask(const struct attempt *a)
{
	struct msg_auth_check	 q = {
		.view = a->view,
		.challenge = a->c.id,
		.negotiate = rd_over(a->negotiate, a->negotiate_len),
		.challenged = rd_over(a->challenge, a->challenge_len),
		.authenticate = rd_over(a->authenticate, a->authenticate_len),
	};

	assert_true(addr_parse(a->from, &q.peer));
	msg_put_auth_check(far_begin(worker, MSG_AUTH_CHECK, ++questions),
	    &q);
	far_end(worker);
	return questions;
}

bool
attempt_answer(uint64_t question, struct msg_auth_result *out)
{
	struct heard	*h = far_heard(worker, MSG_AUTH_RESULT);
	struct rd	 body;

	if (h == NULL)
		return false;
	assert_int_equal(h->id, question);
	body = heard_body(h);
	msg_get_auth_result(&body, out);
	assert_true(rd_end(&body));
	return true;
}

struct msg_auth_result
attempt_send(const struct attempt *a)
{
	struct msg_auth_result	 r;

	assert_true(attempt_answer(attempt_ask(a), &r));
	return r;
}

struct msg_auth_result
logon_at(uint32_t view, const char *user, const char *password)
{
	struct attempt	 a;

	attempt_make(&a, take_challenge(), user, password);
	a.view = view;
	return attempt_send(&a);
}

struct msg_auth_result
logon_claiming(const char *domain, uint32_t view, const char *user,
    const char *password)
{
	const struct ntlm_identity	 who = { .user = user,
					    .domain = domain,
					    .workstation = "PC17",
					    .target = "" };
	struct attempt			 a;

	attempt_make_in(&a, take_challenge(), &who, password);
	a.view = view;
	return attempt_send(&a);
}

struct msg_auth_result
logon(const char *user, const char *password)
{
	return logon_at(0, user, password);
}

/* The keeper sends it when it ends, or after a moment of real time. */
struct msg_evidence
last_evidence(void)
{
	struct msg_evidence	 ev = { .reason = REASON_COUNT };
	struct heard		*h;
	struct rd		 r;

	evidence_send(the_keeper()->evidence);
	env_double_turn(&keeper_env);
	while ((h = far_heard(director, MSG_EVIDENCE)) != NULL) {
		r = heard_body(h);
		while (rd_left(&r) > 0)
			msg_get_evidence(&r, &ev);
		assert_true(rd_end(&r));
	}
	return ev;
}
