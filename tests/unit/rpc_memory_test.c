/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The n-th allocation fails, for every n of a short story: a sealed logon,
 * a handle, a long lookup, a listing.  Each time it ends in a fault, a refusal
 * or an errno, and nothing is lost.
 */
#include "tests/unit/check.h"

#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/pdu.h"
#include "protocol/rpc/samr.h"
#include "protocol/smb2/status.h"
#include "tests/unit/rpc_site.h"

#define NAMES	150

static long	fail_at = -1;
static long	calls;

void	*__real_malloc(size_t);
void	*__real_calloc(size_t, size_t);
void	*__real_realloc(void *, size_t);
void	*__real_reallocarray(void *, size_t, size_t);
void	*__wrap_malloc(size_t);
void	*__wrap_calloc(size_t, size_t);
void	*__wrap_realloc(void *, size_t);
void	*__wrap_reallocarray(void *, size_t, size_t);

void *
__wrap_malloc(size_t n)
{
	return calls++ == fail_at ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return calls++ == fail_at ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return calls++ == fail_at ? NULL : __real_realloc(p, n);
}

void *
__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return calls++ == fail_at ? NULL : __real_reallocarray(p, n, size);
}

struct scene {
	struct rpc_site		*site;
	struct rpc_pipe		*pipe;
	struct rpc_client	*client;
};

static bool
asked(struct scene *s, uint16_t opnum, void *args)
{
	return rpc_client_call(s->client, opnum, args) == 0 &&
	    rpc_site_talk(s->site, s->pipe, s->client, SIZE_MAX) == RPC_READY;
}

/* True: all went well. */
static bool
play(struct scene *s, const struct rpc_client_how *how)
{
	const char		*names[NAMES];
	struct lsa_open		 open = { .access = 0 };
	struct lsa_lookup_names	 look = { .count = NAMES, .names = names,
				    .level = 1 };
	size_t			 i;

	for (i = 0; i < NAMES; i++)
		names[i] = i % 2 ? "user" : "Everyone";
	if (rpc_pipe_new(rpc_endpoint_find("lsarpc"), &s->site->host,
	    &s->site->holder, &s->pipe) != 0 ||
	    rpc_client_new(how, &s->client) != 0 ||
	    rpc_site_talk(s->site, s->pipe, s->client, SIZE_MAX) != RPC_READY ||
	    !asked(s, LSA_OPEN_POLICY2, &open) ||
	    rpc_client_status(s->client) != NT_OK)
		return false;
	look.handle = open.handle;
	return asked(s, LSA_LOOKUP_NAMES3, &look) &&
	    rpc_client_status(s->client) == NT_OK && look.mapped == NAMES;
}

/* The same for accounts: connect, open, create, describe, list. */
static bool
play_samr(struct scene *s, const struct rpc_client_how *how)
{
	struct samr_connect	 c = { .access = 0x02000000 };
	struct samr_open	 o = { .access = 0x02000000,
				    .sid = rpc_site_sid };
	struct samr_create	 n = { .name = "new", .access = 0x02000000 };
	struct samr_user_args	 u = { .level = SAMR_USER_ALL };
	struct samr_enum	 e = { .preferred = UINT32_MAX };
	struct samr_lookup	 l = { .count = 1, .names = &n.name };

	if (rpc_pipe_new(rpc_endpoint_find("samr"), &s->site->host,
	    &s->site->holder, &s->pipe) != 0 ||
	    rpc_client_new(how, &s->client) != 0 ||
	    rpc_site_talk(s->site, s->pipe, s->client, SIZE_MAX) != RPC_READY ||
	    !asked(s, SAMR_CONNECT2, &c) ||
	    rpc_client_status(s->client) != NT_OK)
		return false;
	o.handle = c.handle;
	if (!asked(s, SAMR_OPEN_DOMAIN, &o) ||
	    rpc_client_status(s->client) != NT_OK)
		return false;
	n.handle = e.handle = l.handle = o.opened;
	if (!asked(s, SAMR_CREATE_USER, &n) ||
	    rpc_client_status(s->client) != NT_OK)
		return false;
	u.handle = n.opened;
	return asked(s, SAMR_QUERY_USER, &u) &&
	    rpc_client_status(s->client) == NT_OK &&
	    asked(s, SAMR_LOOKUP_NAMES, &l) &&
	    rpc_client_status(s->client) == NT_OK &&
	    asked(s, SAMR_ENUM_USERS, &e) &&
	    rpc_client_status(s->client) == NT_OK && e.count == 4;
}

static void
no_allocation_that_fails_among_accounts_does_harm(void **state)
{
	const struct rpc_client_how	 how = { .iface = &samr_iface };
	struct rpc_site			 site;
	struct scene			 s;
	bool				 good = false;
	long				 n;

	(void)state;
	assert_true(rpc_site_init(&site, RPC_OPERATOR));
	for (n = 0; !good; n++) {
		assert_true(rpc_site_people(&site));
		s = (struct scene){ .site = &site };
		calls = 0;
		fail_at = n;
		good = play_samr(&s, &how);
		fail_at = -1;
		if (good != (calls <= n))
			fail_msg("allocation %ld of %ld failed, and %s", n,
			    calls, good ? "nobody noticed" : "more did");
		rpc_client_free(&s.client);
		rpc_pipe_free(&s.pipe);
		(void)rpc_site_answer(&site);
	}
	assert_true(n > 20);
	rpc_site_free(&site);
}

static void
tell(struct rpc_site *site, bool raw)
{
	struct ntlm_identity	 who = { .user = "user", .domain = "SITE01",
				    .workstation = "PC17", .target = "" };
	struct client_logon_how	 logon = { .who = &who,
				    .crypto = site->crypto, .raw = raw };
	struct rpc_client_how	 how = { .iface = &lsarpc_iface,
				    .logon = &logon,
				    .level = RPC_LEVEL_PRIVACY };
	struct scene		 s;
	bool			 good = false;
	long			 n;

	assert_int_equal(nt_hash(site->crypto, RPC_SITE_PASSWORD,
	    who.nt_hash), 0);
	for (n = 0; !good; n++) {
		s = (struct scene){ .site = site };
		ntlm_nonce_fresh(&logon.nonce);
		calls = 0;
		fail_at = n;
		good = play(&s, &how);
		fail_at = -1;
		if (good != (calls <= n))
			fail_msg("allocation %ld of %ld failed, and %s", n,
			    calls, good ? "nobody noticed" : "more did");
		rpc_client_free(&s.client);
		rpc_pipe_free(&s.pipe);
		(void)rpc_site_answer(site);
	}
	assert_true(n > 20);
}

static void
no_allocation_that_fails_does_harm(void **state)
{
	struct rpc_site	 site;

	(void)state;
	assert_true(rpc_site_init(&site, RPC_ANYBODY));
	tell(&site, false);
	tell(&site, true);
	site.at_once = true;
	tell(&site, false);
	rpc_site_free(&site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_allocation_that_fails_does_harm),
		cmocka_unit_test(
		    no_allocation_that_fails_among_accounts_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
