/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/keeper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/sms/manifest.h"
#include "protocol/smb2/status.h"
#include "server/keeper/credential.h"
#include "server/keeper/judge.h"
#include "server/keeper/lists.h"
#include "server/keeper/lockout.h"
#include "server/keeper/secrets.h"
#include "server/keeper/tickets.h"
#include "server/keeper/waiting.h"
#include "store/keyfile.h"

#define READ_CHUNK	65536

static int
read_key(struct env *env, struct seal_key *key, struct err *e)
{
	char	 text[KEYFILE_SIZE + 1];
	ssize_t	 n;
	int	 rc;

	if (env->key == -1)
		return err_set(e, ENOKEY, "no master key was handed over");
	n = pread(env->key, text, sizeof(text), 0);
	rc = n == -1 ? -errno : keyfile_parse(rd_over(text, (size_t)n), key);
	secret_wipe(text, sizeof(text));
	(void)close(env->key);
	env->key = -1;
	if (rc != 0)
		return err_set(e, -rc, "the master key file is damaged: "
		    "restore it from its copy");
	return 0;
}

/*
 * The library reads its configuration at the first use of anything: once for
 * each thing that will be used, before the sandbox closes the file system.
 */
static bool
warm_up(struct keeper *k)
{
	uint8_t		 check[SEAL_CHECK_SIZE], key[SIGN_KEY_SIZE];
	uint8_t		 signature[SIGN_SIZE], shared[CIPHER_KEY_SIZE];
	uint8_t		 wrapped[CIPHER_WRAP_SIZE];

	secret_random(k->vault->signing, sizeof(k->vault->signing));
	secret_random(k->vault->agreement, sizeof(k->vault->agreement));
	return seal_check_make(&k->vault->key, check) == 0 &&
	    seal_check(&k->vault->key, rd_over(check, sizeof(check))) == 0 &&
	    sign_public_key(k->vault->signing, key) &&
	    sign_bytes(k->vault->signing, check, sizeof(check), signature) &&
	    agree_public_key(k->vault->agreement, key) &&
	    agree(k->vault->agreement, key, shared) &&
	    derive_key(shared, rd_over(check, sizeof(check)), key) &&
	    wrap_key(k->wrapper, key, shared, wrapped);
}

static bool
furnish(struct keeper *k)
{
	k->desk = secret_pool_new(DESK_SIZE);
	k->vault = k->desk == NULL ? NULL : secret_pool_take(k->desk);
	return k->vault != NULL && list_furnish(k) &&
	    verifiers_init(&k->accounts) &&
	    verifiers_init(&k->coming);
}

/* When the pools have grown: the first time that it did not work. */
static void
tell_unlocked(struct keeper *k)
{
	if (k->unlocked_told || (secret_pool_is_locked(k->desk) &&
	    secret_pool_is_locked(k->accounts.pool)))
		return;
	k->unlocked_told = true;
	log_warn("secrets may reach the swap: memory cannot be locked (see "
	    "limit memlock)");
}

static int
keeper_open(struct env *env, struct err *e)
{
	struct keeper	*k = calloc(1, sizeof(*k));
	int		 rc;

	if (k == NULL)
		return err_set(e, ENOMEM, "out of memory");
	k->env = env;
	env->state = k;
	rc = secret_forbid_dumps(e);
	if (rc == 0 && !furnish(k))
		rc = err_set(e, ENOMEM, "out of memory");
	if (rc == 0)
		rc = read_key(env, &k->vault->key, e);
	if (rc == 0)
		rc = ntlm_crypto_new(&k->ntlm, e);
	if (rc != 0)
		return rc;
	k->challenges = challenges_new();
	k->throttle = throttle_new();
	k->evidence = evidence_new(env);
	k->waiting = waiting_new(k);
	k->tickets = tickets_new(k);
	k->wrapper = wrapper_new();
	if (k->challenges == NULL || k->throttle == NULL ||
	    k->evidence == NULL || k->waiting == NULL || k->wrapper == NULL ||
	    k->tickets == NULL)
		return err_set(e, ENOMEM, "out of memory");
	secret_random(k->vault->nobody, sizeof(k->vault->nobody));
	if (!warm_up(k))
		return err_set(e, EIO, "the crypto library does not work");
	return 0;
}

static int
keeper_run(struct env *env, struct err *e)
{
	(void)env;
	(void)e;
	return 0;
}

/* --- logons --- */

static void
give_challenges(struct keeper *k, struct chan *ch, unsigned n)
{
	struct mono		 now = mono_now();
	struct wr		*w = chan_begin(ch, MSG_CHALLENGES, 0);
	struct msg_challenge	 c;

	while (n-- > 0) {
		c = challenges_issue(k->challenges, now);
		msg_put_challenge(w, &c);
	}
	(void)chan_end(ch);
}

/* Before the accounts are there a right password would be refused: wait. */
static void
on_challenge_want(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper	*k = ((struct env *)ctx)->state;
	unsigned	 n = rd_le16(&m->body);

	if (!rd_end(&m->body) || n == 0 || n > MSG_CHALLENGES_MAX) {
		chan_malformed(ch, m);
		return;
	}
	if (k->ready)
		give_challenges(k, ch, n);
	else
		chan_set_data(ch, (void *)(uintptr_t)n);
}

static void
give_those_who_waited(struct keeper *k)
{
	struct chan	*ch;
	unsigned	 n;
	size_t		 i;

	for (i = 0; (ch = env_peer_at(k->env, ROLE_WORKER, i)) != NULL; i++) {
		n = (unsigned)(uintptr_t)chan_data(ch);
		chan_set_data(ch, NULL);
		if (n > 0)
			give_challenges(k, ch, n);
	}
}

static void
on_auth_check(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper		*k = ((struct env *)ctx)->state;
	struct msg_auth_check	 q;
	struct msg_auth_result	 r = { .status =
				    (uint32_t)NT_INSUFFICIENT_RESOURCES };
	struct waiter		*w;

	msg_get_auth_check(&m->body, &q);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	w = k->ready ? judge(k, &q, &r) : NULL;
	if (w != NULL) {
		waiting_begin(k->waiting, w, ch, m->id);
		return;
	}
	msg_put_auth_result(chan_begin(ch, MSG_AUTH_RESULT, m->id), &r);
	(void)chan_end(ch);
	secret_wipe(&r, sizeof(r));
}

/* --- what the director says --- */

static void
answer_key(struct chan *ch, uint64_t id, const struct msg_site_key_answer *a)
{
	msg_put_site_key_answer(chan_begin(ch, MSG_SITE_KEY_ANSWER, id), a);
	(void)chan_end(ch);
}

static bool
open_key(struct keeper *k, enum seal_kind kind, struct rd sealed,
    uint8_t key[static CIPHER_KEY_SIZE])
{
	struct seal_what	 what = { kind, 0 };
	struct wr		 w = wr_over(key, CIPHER_KEY_SIZE);

	return unseal(&k->vault->key, &what, sealed, &w) == 0 &&
	    w.pos == CIPHER_KEY_SIZE;
}

static bool
take_keys(struct keeper *k, const struct msg_site_key *q)
{
	return seal_check(&k->vault->key, q->check) == 0 &&
	    open_key(k, SEAL_SIGNING, q->signing, k->vault->signing);
}

/* Stores of before there were such keys get them now. */
static bool
take_or_make(struct keeper *k, enum seal_kind kind, struct rd sealed,
    uint8_t key[static CIPHER_KEY_SIZE], struct wr *made)
{
	struct seal_what	 what = { kind, 0 };

	if (sealed.len > 0)
		return open_key(k, kind, sealed, key);
	secret_random(key, CIPHER_KEY_SIZE);
	return seal(&k->vault->key, &what, rd_over(key, CIPHER_KEY_SIZE),
	    made) == 0;
}

/* A new site: its check blob, and the seed that it will sign with. */
static bool
make_keys(struct keeper *k, uint8_t check[static SEAL_CHECK_SIZE],
    struct wr *sealed)
{
	struct seal_what	 what = { SEAL_SIGNING, 0 };

	secret_random(k->vault->signing, sizeof(k->vault->signing));
	return seal_check_make(&k->vault->key, check) == 0 &&
	    seal(&k->vault->key, &what, rd_over(k->vault->signing,
	    sizeof(k->vault->signing)), sealed) == 0;
}

static void
on_site_key(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper			*k = ((struct env *)ctx)->state;
	struct msg_site_key		 q;
	struct msg_site_key_answer	 a = { .key_id = k->vault->key.id };
	uint8_t				 check[SEAL_CHECK_SIZE];
	uint8_t				 sealed[SIGN_KEY_SIZE + SEAL_OVERHEAD];
	uint8_t				 agreement[sizeof(sealed)];
	uint8_t				 site_list[sizeof(sealed)];
	struct wr			 w = wr_over(sealed, sizeof(sealed));
	struct wr			 aw = wr_over(agreement,
					    sizeof(agreement));
	struct wr			 lw = wr_over(site_list,
					    sizeof(site_list));

	msg_get_site_key(&m->body, &q);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	k->site = (struct sid){ .count = 4, .authority = 5,
	    .sub = { 21, q.sid[0], q.sid[1], q.sid[2] } };
	memcpy(k->domain, q.domain, sizeof(k->domain));
	if (q.check.len > 0)
		a.answer = take_keys(k, &q) ? KEY_FITS : KEY_WRONG;
	else if (make_keys(k, check, &w)) {
		a.answer = KEY_MADE;
		a.check = rd_over(check, sizeof(check));
		a.signing = wr_written(&w);
	} else
		a.answer = KEY_WRONG;
	if (a.answer != KEY_WRONG &&
	    (!sign_public_key(k->vault->signing, a.public_key) ||
	    !take_or_make(k, SEAL_AGREEMENT, q.agreement, k->vault->agreement,
	    &aw) || !take_or_make(k, SEAL_SITE_LIST, q.site_list,
	    k->vault->site_list, &lw)))
		a.answer = KEY_WRONG;
	a.agreement = wr_written(&aw);
	a.site_list = wr_written(&lw);
	answer_key(ch, m->id, &a);
}

/* What is known goes on until all of the new is there. */
static void
on_accounts_begin(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper	*k = ((struct env *)ctx)->state;

	(void)ch;
	(void)m;
	verifiers_clear(&k->coming);
	k->loading = true;
}

/* The director has been away: what happened meanwhile, it does not know. */
static void
keep_lockout(struct keeper *k, struct account *old)
{
	struct account	*a = verifiers_by_id(&k->coming, old->id);

	if (a == NULL)
		return;
	a->bad_count = old->bad_count;
	a->bad_last = old->bad_last;
	a->bad_from = old->bad_from;
	if (a->is_locked || !lockout_is_locked(old, mono_now()))
		return;
	a->is_locked = true;
	a->locked_until = old->locked_until;
	evidence_lock(k->evidence, a);
}

static void
on_accounts_end(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper		*k = ((struct env *)ctx)->state;
	struct verifiers	 old = k->accounts;
	struct account		*a;

	(void)ch;
	(void)m;
	if (!k->loading)
		return;
	for (a = verifiers_next(&old, NULL); a != NULL;
	    a = verifiers_next(&old, a))
		keep_lockout(k, a);
	k->accounts = k->coming;
	k->coming = old;
	verifiers_clear(&k->coming);
	k->loading = false;
	k->ready = true;
	tell_unlocked(k);
	give_those_who_waited(k);
	waiting_ask_again(k->waiting);
}

static bool
unseal_hash(struct keeper *k, int64_t id, struct rd sealed,
    uint8_t dst[static NT_HASH_SIZE])
{
	struct seal_what	 what = { SEAL_VERIFIER, id };
	struct wr		 w = wr_over(dst, NT_HASH_SIZE);

	return unseal(&k->vault->key, &what, sealed, &w) == 0 &&
	    w.pos == NT_HASH_SIZE;
}

static void
tell_no_memory(const struct account *a)
{
	log_error("account \"%s\": nobody can log on with it: out of memory",
	    VIS(a->name));
}

static void
fill_views(struct keeper *k, struct account *a, const struct msg_account *m)
{
	struct verifiers	*t = k->loading ? &k->coming : &k->accounts;
	struct account_view	*v;
	size_t			 i;

	account_drop_views(t, a);
	for (i = 0; i < m->nviews; i++) {
		v = account_add_view(t, a, m->views[i].view);
		if (v == NULL) {
			log_error("account \"%s\": a replica shows it too "
			    "early: out of memory", VIS(a->name));
			return;
		}
		v->exists = m->views[i].exists;
		v->state = m->views[i].state;
		if (!unseal_hash(k, a->id, m->views[i].verifier,
		    v->secret->hash))
			secret_random(v->secret->hash,
			    sizeof(v->secret->hash));
		if (!account_take_facts(&v->facts, &m->views[i].facts))
			tell_no_memory(a);
	}
}

static void
fill_account(struct keeper *k, struct account *a, const struct msg_account *m)
{
	a->rid = m->rid;
	a->generation = m->generation;
	a->cohort = m->cohort;
	a->state = m->state;
	a->is_operator = m->is_operator;
	a->is_domain = m->is_domain;
	a->is_generated = m->is_generated;
	a->wakes = m->wakes;
	a->is_leaked = m->is_leaked;
	a->is_sealed = m->is_sealed;
	if (!m->is_locked)
		a->bad_count = a->is_locked ? 0 : a->bad_count;
	a->is_locked = m->is_locked;
	a->locked_until = m->locked_until_mono;
	a->has_previous = m->previous.len > 0 &&
	    unseal_hash(k, a->id, m->previous, a->secret->previous);
	if (m->verifier.len == 0 ||
	    !unseal_hash(k, a->id, m->verifier, a->secret->hash)) {
		/* A deleted account keeps its name, not its secret; a user
		   of the domain that is new has none yet. */
		if (m->state != MSG_ACCOUNT_DELETED &&
		    (m->verifier.len > 0 || !m->is_domain))
			log_error("account \"%s\": its secret cannot be "
			    "unsealed: nobody can log on with it",
			    VIS(a->name));
		secret_random(a->secret->hash, sizeof(a->secret->hash));
	}
	if (!account_take_facts(&a->facts, &m->facts))
		tell_no_memory(a);
	fill_views(k, a, m);
}

/*
 * A domain user that is gone everywhere is forgotten: its name may be
 * another's by now.  NULL: so is this one, or there is no place for it.
 */
static struct account *
place_of(struct verifiers *t, const struct msg_account *m)
{
	bool		 is_gone = m->is_domain &&
			    m->state == MSG_ACCOUNT_DELETED;
	struct account	*a = verifiers_by_id(t, m->id);
	struct account	*other = verifiers_by_name(t, m->name);

	if (other != NULL && other != a && other->is_domain &&
	    other->state == MSG_ACCOUNT_DELETED) {
		verifiers_drop(t, other);
		other = NULL;
	}
	if (is_gone && (m->nviews == 0 || (other != NULL && other != a))) {
		if (a != NULL)
			verifiers_drop(t, a);
		return NULL;
	}
	a = verifiers_put(t, m->id, m->name);
	if (a == NULL)
		log_error("account \"%s\": cannot be taken over",
		    VIS(m->name));
	return a;
}

static void
on_account(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper		*k = ((struct env *)ctx)->state;
	struct msg_account	 row;
	struct account		*a;

	msg_get_account(&m->body, &row);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	a = place_of(k->loading ? &k->coming : &k->accounts, &row);
	if (a != NULL)
		fill_account(k, a, &row);
	if (!k->loading)
		waiting_look(k->waiting, row.id);
}

/* It closes here by itself, whatever becomes of the director. */
static void
on_recovery(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper	*k = ((struct env *)ctx)->state;
	struct mono	 until = msg_get_recovery(&m->body);

	if (rd_end(&m->body))
		k->rescue_until = until;
	else
		chan_malformed(ch, m);
}

/* What is signed is public: it comes in a descriptor, whatever its size. */
static bool
read_payload(int fd, struct buf *b)
{
	uint8_t	*p;
	ssize_t	 n;

	do {
		p = buf_space(b, READ_CHUNK);
		if (p == NULL)
			return false;
		n = read(fd, p, READ_CHUNK);
		b->len -= READ_CHUNK - (n > 0 ? (size_t)n : 0);
	} while (n > 0);
	return n == 0;
}

static void
on_sign(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper	*k = ((struct env *)ctx)->state;
	uint8_t		 signature[SIGN_SIZE];
	struct buf	 b;
	bool		 ok;

	buf_init(&b, MANIFEST_SIZE_MAX + READ_CHUNK);
	ok = read_payload(m->fd, &b) &&
	    sign_bytes(k->vault->signing, b.data, b.len, signature);
	msg_put_signed(chan_begin(ch, MSG_SIGNED, m->id), ok ? signature :
	    NULL);
	(void)chan_end(ch);
	buf_free(&b);
}

static void
on_policy(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper		*k = ((struct env *)ctx)->state;
	struct msg_policy	 policy;

	msg_get_policy(&m->body, &policy);
	if (rd_end(&m->body))
		k->policy = policy;
	else
		chan_malformed(ch, m);
}

static void
on_secret_task(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper		*k = ((struct env *)ctx)->state;
	struct msg_secret	 what;

	msg_get_secret(&m->body, &what);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	secret_task(k, &what, m->fd, m->id);
	m->fd = -1;
}

static void
on_secret_ticket(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct msg_secret_ticket	 q;

	msg_get_secret_ticket(&m->body, &q);
	if (rd_end(&m->body))
		secret_from_ticket(((struct env *)ctx)->state, &q, m->id);
	else
		chan_malformed(ch, m);
}

static void
on_ticket_make(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct msg_ticket_make	 q;
	struct msg_ticket	 a;

	msg_get_ticket_make(&m->body, &q);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	tickets_make(((struct env *)ctx)->state, chan_index(ch), &q, &a);
	msg_put_ticket(chan_begin(ch, MSG_TICKET, m->id), &a);
	(void)chan_end(ch);
}

static void
on_ticket_drop(void *ctx, struct chan *ch, struct chan_msg *m)
{
	uint8_t	 ticket[DOMAIN_TICKET_SIZE];

	rd_copy(&m->body, ticket, sizeof(ticket));
	if (rd_end(&m->body))
		tickets_forget(((struct env *)ctx)->state, chan_index(ch),
		    ticket);
	else
		chan_malformed(ch, m);
}

static void
on_push_credential(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct msg_push_credential	 q;

	msg_get_push_credential(&m->body, &q);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	credential_give(((struct env *)ctx)->state, &q, m->fd);
	m->fd = -1;
}

static void
on_secret_prove(void *ctx, struct chan *ch, struct chan_msg *m)
{
	struct keeper		*k = ((struct env *)ctx)->state;
	struct msg_secret_proof	 q;
	struct msg_secret_proven a;

	msg_get_secret_proof(&m->body, &q);
	if (!rd_end(&m->body)) {
		chan_malformed(ch, m);
		return;
	}
	a = (struct msg_secret_proven){ q.account, secret_fits(k, &q) };
	msg_put_secret_proven(chan_begin(ch, MSG_SECRET_PROVEN, m->id), &a);
	(void)chan_end(ch);
}

static void
on_list_make(void *ctx, struct chan *ch, struct chan_msg *m)
{
	list_make(((struct env *)ctx)->state, ch, m);
}

static void
on_list_wrap(void *ctx, struct chan *ch, struct chan_msg *m)
{
	list_wrap(((struct env *)ctx)->state, ch, m);
}

static void
on_enrol(void *ctx, struct chan *ch, struct chan_msg *m)
{
	list_enrol(((struct env *)ctx)->state, ch, m);
}

/* --- life --- */

static void
keeper_peer(struct env *env, struct chan *ch)
{
	(void)env;
	(void)ch;
}

static void
keeper_peer_lost(struct env *env, struct chan *ch)
{
	struct keeper	*k = env->state;

	waiting_lost(k->waiting, ch);
	if (chan_peer(ch) == ROLE_WORKER)
		tickets_worker_lost(k, chan_index(ch));
}

static void
keeper_reconfigured(struct env *env)
{
	(void)env;
}

static void
keeper_stop(struct env *env)
{
	struct keeper	*k = env->state;

	waiting_free(&k->waiting);
	tickets_free(&k->tickets);
	evidence_free(&k->evidence);
	k->ready = false;
	verifiers_clear(&k->accounts);
	verifiers_clear(&k->coming);
	secret_pool_free(&k->accounts.pool);
	secret_pool_free(&k->coming.pool);
	secret_pool_free(&k->desk);
	list_clear(k);
	wrapper_free(&k->wrapper);
	env_exit(env);
}

static const struct chan_handler	handlers[] = {
	{ MSG_CHALLENGE_WANT,	on_challenge_want },
	{ MSG_AUTH_CHECK,	on_auth_check },
	{ MSG_SITE_KEY,		on_site_key },
	{ MSG_ACCOUNTS_BEGIN,	on_accounts_begin },
	{ MSG_ACCOUNT,		on_account },
	{ MSG_ACCOUNTS_END,	on_accounts_end },
	{ MSG_RECOVERY,		on_recovery },
	{ MSG_POLICY,		on_policy },
	{ MSG_SECRET_TASK,	on_secret_task },
	{ MSG_SECRET_TICKET,	on_secret_ticket },
	{ MSG_SECRET_PROVE,	on_secret_prove },
	{ MSG_PUSH_CREDENTIAL,	on_push_credential },
	{ MSG_TICKET_MAKE,	on_ticket_make },
	{ MSG_TICKET_DROP,	on_ticket_drop },
	{ MSG_SIGN,		on_sign },
	{ MSG_LIST_MAKE,	on_list_make },
	{ MSG_LIST_WRAP,	on_list_wrap },
	{ MSG_ENROL,		on_enrol },
};

const struct role_ops	keeper_ops = {
	.role = ROLE_KEEPER,
	.groups = SB_LOCKED,	/* neither files nor sockets of its own */
	.open = keeper_open,
	.run = keeper_run,
	.peer = keeper_peer,
	.peer_lost = keeper_peer_lost,
	.reconfigured = keeper_reconfigured,
	.stop = keeper_stop,
	.handlers = handlers,
	.nhandlers = sizeof(handlers) / sizeof(handlers[0]),
};
