/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account list as the keeper makes it: sealed in its forms, its key wrapped
 * for each client, a bundle for a new one; nothing unsealed in any message.
 */
#include "tests/unit/check.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/sms/enrol.h"
#include "protocol/sms/listkeys.h"
#include "protocol/role/list_msg.h"
#include "tests/unit/keeper_double.h"

#define SERIAL	77
#define MANY	100000

static const uint8_t	client_secret[CIPHER_KEY_SIZE] = { 5 };
static struct guid	guid = { { 9, 8, 7 } };

/* What the director holds of the keeper's. */
static uint8_t	agreement[128], site_list[128];
static size_t	nagreement, nsite_list;

static int
set_up(void **state)
{
	struct msg_site_key_answer	 a;
	struct heard			*h;
	struct rd			 r;

	if (keeper_up(state) != 0)
		return -1;
	h = far_heard(director, MSG_SITE_KEY_ANSWER);
	assert_non_null(h);
	r = heard_body(h);
	msg_get_site_key_answer(&r, &a);
	assert_true(rd_end(&r));
	nagreement = a.agreement.len;
	nsite_list = a.site_list.len;
	assert_int_equal(nagreement, CIPHER_KEY_SIZE + SEAL_OVERHEAD);
	assert_int_equal(nsite_list, CIPHER_KEY_SIZE + SEAL_OVERHEAD);
	memcpy(agreement, a.agreement.base, nagreement);
	memcpy(site_list, a.site_list.base, nsite_list);
	return 0;
}

static void
open_sealed(enum seal_kind kind, int64_t owner, struct rd sealed,
    uint8_t key[static CIPHER_KEY_SIZE])
{
	struct seal_what	 what = { kind, owner };
	struct wr		 w = wr_over(key, CIPHER_KEY_SIZE);

	assert_int_equal(unseal(&master, &what, sealed, &w), 0);
	assert_int_equal(w.pos, CIPHER_KEY_SIZE);
}

/* --- the list --- */

static void
put_account(struct wr *w, int64_t id, int64_t sealed_for, const char *name)
{
	struct seal_what	 what = { SEAL_PASSWORD, sealed_for };
	uint8_t			 blob[128];
	struct wr		 b = wr_over(blob, sizeof(blob));
	struct msg_list_account	 m = { .id = id, .generation = 3,
				    .is_generated = id == 1 };

	assert_int_equal(seal(&master, &what, rd_over("aB3$secret", 10), &b),
	    0);
	m.password = wr_written(&b);
	text_copy(m.name, sizeof(m.name), name);
	msg_put_list_account(w, &m);
}

static bool
contains(struct rd body, const void *what, size_t n)
{
	return memmem(body.base, body.len, what, n) != NULL;
}

/* Two accounts; the second one's password is another's. */
static struct msg_list_made
make_list(void)
{
	struct msg_list_make	 q = { "S01", SERIAL, 2 };
	struct msg_list_made	 a;
	struct heard		*h;
	struct wr		*w = far_begin(director, MSG_LIST_MAKE, 4);
	struct rd		 r;

	msg_put_list_make(w, &q);
	put_account(w, 1, 1, "SMSClient_00002");
	put_account(w, 2, 3, "SMSClient_00001");
	far_end(director);
	h = far_heard(director, MSG_LIST_MADE);
	assert_non_null(h);
	assert_int_equal(h->id, 4);
	r = heard_body(h);
	assert_false(contains(r, "secret", 6));
	msg_get_list_made(&r, &a);
	assert_true(rd_end(&r));
	return a;
}

static void
holds_one(struct rd sealed, const uint8_t *key, enum acctlist_form form)
{
	struct acctlist_head	 h;
	struct acctlist		 l;

	assert_true(acctlist_head(sealed, &h));
	assert_int_equal(h.form, form);
	assert_int_equal(h.serial, SERIAL);
	assert_true(acctlist_open(sealed, key, &l));
	assert_int_equal(l.n, 1);	/* one does not open: left out */
	assert_string_equal(l.acct[0].name, "SMSClient_00002");
	assert_string_equal(l.acct[0].password, "aB3$secret");
	assert_string_equal(l.acct[0].domain, "SMS");
	assert_int_equal(l.acct[0].generation, 3);
	assert_int_equal(l.acct[0].flags, ACCT_GENERATED);
}

static void
a_list_has_two_forms_and_what_does_not_open_is_left_out(void **state)
{
	struct msg_list_made	 a = make_list();
	uint8_t			 key[CIPHER_KEY_SIZE];

	(void)state;
	open_sealed(SEAL_LIST, SERIAL, a.key, key);
	holds_one(a.list_form, key, ACCTLIST_LIST);
	open_sealed(SEAL_SITE_LIST, 0, rd_over(site_list, nsite_list), key);
	holds_one(a.site_form, key, ACCTLIST_SITE);
}

/* --- for clients --- */

static struct msg_list_client
client(void)
{
	struct msg_list_client	 c = { .guid = guid };

	assert_true(agree_public_key(client_secret, c.agreement));
	return c;
}

static void
ask_wrap(uint64_t serial, struct rd key, const struct msg_list_client *c,
    uint16_t n)
{
	struct msg_list_wrap	 q = { "S01", serial, key, n };
	struct wr		*w = far_begin(director, MSG_LIST_WRAP, 6);

	msg_put_list_wrap(w, &q);
	while (n-- > 0)
		msg_put_list_client(w, c++);
	far_end(director);
}

static struct msg_list_wrapped
wrap(uint64_t serial, struct rd key, const struct msg_list_client *c,
    uint16_t expected)
{
	struct msg_list_wrapped	 a = { .has_kek = false };
	struct heard		*h;
	struct rd		 r;

	ask_wrap(serial, key, c, 1);
	h = far_heard(director, MSG_LIST_WRAPPED);
	assert_non_null(h);
	r = heard_body(h);
	assert_int_equal(rd_le16(&r), expected);
	if (expected > 0)
		msg_get_list_wrapped(&r, &a);
	assert_true(rd_end(&r));
	return a;
}

/* As the client does it, from its secret and the site's public key. */
static bool
client_unwraps(const uint8_t *wrapped, uint8_t key[static CIPHER_KEY_SIZE])
{
	uint8_t		 secret[CIPHER_KEY_SIZE], site[CIPHER_KEY_SIZE];
	uint8_t		 shared[CIPHER_KEY_SIZE], kek[CIPHER_KEY_SIZE];
	struct wrapper	*w = wrapper_new();
	bool		 ok;

	open_sealed(SEAL_AGREEMENT, 0, rd_over(agreement, nagreement),
	    secret);
	assert_true(agree_public_key(secret, site));
	assert_true(agree(client_secret, site, shared));
	assert_true(keys_kek(shared, "S01", &guid, kek));
	ok = unwrap_key(w, kek, wrapped, key);
	wrapper_free(&w);
	return ok;
}

static void
the_key_is_wrapped_for_a_client_and_its_kek_is_kept(void **state)
{
	struct msg_list_made	 a = make_list();
	struct msg_list_client	 c = client();
	struct msg_list_wrapped	 first, again;
	uint8_t			 key[CIPHER_KEY_SIZE], got[CIPHER_KEY_SIZE];

	(void)state;
	first = wrap(SERIAL, a.key, &c, 1);
	assert_true(first.has_kek);
	open_sealed(SEAL_LIST, SERIAL, a.key, key);
	assert_true(client_unwraps(first.wrapped, got));
	assert_memory_equal(got, key, sizeof(key));
	c.has_kek = true;
	memcpy(c.kek, first.kek, sizeof(c.kek));
	memset(c.agreement, 0, sizeof(c.agreement));	/* not asked again */
	again = wrap(SERIAL, a.key, &c, 1);
	assert_false(again.has_kek);
	assert_memory_equal(again.wrapped, first.wrapped,
	    sizeof(first.wrapped));
}

static void
a_key_of_a_client_that_is_none_gets_a_record_that_opens_nothing(void **state)
{
	struct msg_list_made	 a = make_list();
	struct msg_list_client	 c = client();
	struct msg_list_wrapped	 w;
	uint8_t			 key[CIPHER_KEY_SIZE];

	(void)state;
	memset(c.agreement, 0, sizeof(c.agreement));
	w = wrap(SERIAL, a.key, &c, 1);
	assert_false(w.has_kek);
	assert_false(client_unwraps(w.wrapped, key));
	c = client();
	c.has_kek = true;		/* a blob that was not sealed */
	w = wrap(SERIAL, a.key, &c, 1);
	assert_false(client_unwraps(w.wrapped, key));
}

static void
a_list_key_of_another_serial_wraps_nothing(void **state)
{
	struct msg_list_made	 a = make_list();
	struct msg_list_client	 c = client();

	(void)state;
	(void)wrap(SERIAL + 1, a.key, &c, 0);
	(void)wrap(SERIAL, rd_over("none", 4), &c, 0);
}

static double
seconds(void)
{
	struct timespec	 t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
keys_are_wrapped_for_many_clients_in_little_time(void **state)
{
	static struct msg_list_client	 page[MSG_LIST_CLIENTS_MAX];
	struct msg_list_made		 a = make_list();
	struct msg_list_client		 c = client();
	struct msg_list_wrapped		 w = wrap(SERIAL, a.key, &c, 1);
	uint8_t				 sealed[128];
	size_t				 n = a.key.len, i, done = 0;
	double				 begin;

	(void)state;
	a = make_list();
	n = a.key.len;
	memcpy(sealed, a.key.base, n);
	c.has_kek = true;
	memcpy(c.kek, w.kek, sizeof(c.kek));
	for (i = 0; i < MSG_LIST_CLIENTS_MAX; i++)
		page[i] = c;
	begin = seconds();
	for (; done < MANY; done += MSG_LIST_CLIENTS_MAX) {
		ask_wrap(SERIAL, rd_over(sealed, n), page,
		    MSG_LIST_CLIENTS_MAX);
		assert_non_null(far_heard(director, MSG_LIST_WRAPPED));
	}
	print_message("%zu clients: %.3f s of a processor\n", done, seconds() - begin);
	assert_true(seconds() - begin < 20);	/* with sanitizers, too */
}

/* --- a bundle --- */

static void
ask_bundle(int fd)
{
	static const char	 public[] = "[Enrolment]\r\n"
				    "     Id=0102030405060708\r\n"
				    "     SiteCode=S01\r\n     Name=PC17\r\n"
				    "     Expires=2026-11-24T00:00:00.000000Z"
				    "\r\n[CAP List]\r\n     CAP1=MSWNET:"
				    "[\"SMS_SITE=S01\"]\\\\N\\CAP_S01\\\r\n"
				    "[Logon Point]\r\n     "
				    "Path=\\\\N\\SMSLOGON\r\n";
	struct msg_enrol	 q = { rd_over(public, strlen(public)),
				    { "S01", SERIAL, 2 } };
	struct wr		*w = far_begin(director, MSG_ENROL, 9);

	msg_put_enrol(w, &q);
	put_account(w, 1, 1, "SMSClient_00002");
	put_account(w, 2, 3, "SMSClient_00001");
	far_end_fd(director, fd);
}

static struct msg_enrolled
enrolled(struct rd *body)
{
	struct msg_enrolled	 a;
	struct heard		*h = far_heard(director, MSG_ENROLLED);
	struct rd		 r;

	assert_non_null(h);
	assert_int_equal(h->id, 9);
	r = heard_body(h);
	*body = r;
	msg_get_enrolled(&r, &a);
	assert_true(rd_end(&r));
	return a;
}

static void
a_bundle_is_shown_once_and_to_nobody_else(void **state)
{
	static char		 text[ENROL_BUNDLE_MAX];
	struct enrol_bundle	 b;
	struct enrol_keys	 keys;
	struct msg_enrolled	 a;
	struct syntax_err	 e;
	struct arena		 arena;
	struct rd		 body;
	uint8_t			 key[CIPHER_KEY_SIZE], want[CIPHER_KEY_SIZE];
	int			 pair[2];
	ssize_t			 n;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	ask_bundle(pair[0]);
	a = enrolled(&body);
	assert_string_equal(a.why, "");
	n = recv(pair[1], text, sizeof(text), 0);
	assert_true(n > 0);
	assert_int_equal(recv(pair[1], text + n, 1, 0), 0);	/* its end */
	(void)close(pair[1]);
	arena_init(&arena, 1 << 20);
	if (enrol_parse(text, (size_t)n, &arena, &b, &e) != 0)
		fail_msg("%u: %s", e.line, e.text);
	assert_true(enrol_keys(b.sec.token, &keys));
	assert_true(sign_public_key(keys.sign, key));
	assert_memory_equal(a.public_key, key, sizeof(key));
	assert_false(contains(body, b.sec.token, 8));
	holds_one(rd_over(b.sec.list, b.sec.nlist), keys.list,
	    ACCTLIST_TOKEN);
	open_sealed(SEAL_SITE_LIST, 0, rd_over(site_list, nsite_list), want);
	assert_memory_equal(b.sec.site_list, want, sizeof(want));
	open_sealed(SEAL_AGREEMENT, 0, rd_over(agreement, nagreement), key);
	assert_true(agree_public_key(key, want));
	assert_memory_equal(b.sec.agreement, want, sizeof(want));
	arena_free(&arena);
}

static void
a_bundle_that_nobody_takes_is_told_so(void **state)
{
	struct rd	 body;
	int		 pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	(void)close(pair[1]);
	ask_bundle(pair[0]);
	assert_string_equal(enrolled(&body).why,
	    "nobody was there to take the bundle");
}

/* A store of before: it has a signing key and neither of these. */
static void
a_store_without_the_newer_keys_gets_them(void **state)
{
	struct seal_what		 what = { SEAL_SIGNING, 0 };
	uint8_t				 check[SEAL_CHECK_SIZE], seed[128];
	struct wr			 w = wr_over(seed, sizeof(seed));
	struct msg_site_key		 q = { .sid = SUB_AUTHORITY,
					    .domain = "SMS" };
	struct msg_site_key_answer	 a;
	struct heard			*h;
	struct rd			 r;

	(void)state;
	assert_int_equal(seal_check_make(&master, check), 0);
	assert_int_equal(seal(&master, &what, rd_over(client_secret, 32),
	    &w), 0);
	q.check = rd_over(check, sizeof(check));
	q.signing = wr_written(&w);
	q.agreement = rd_over(agreement, nagreement);
	msg_put_site_key(far_begin(director, MSG_SITE_KEY, 8), &q);
	far_end(director);
	h = far_heard(director, MSG_SITE_KEY_ANSWER);
	assert_non_null(h);
	r = heard_body(h);
	msg_get_site_key_answer(&r, &a);
	assert_true(rd_end(&r));
	assert_int_equal(a.answer, KEY_FITS);
	assert_int_equal(a.signing.len, 0);
	assert_int_equal(a.agreement.len, 0);	/* it was there */
	assert_int_equal(a.site_list.len, CIPHER_KEY_SIZE + SEAL_OVERHEAD);
}

#define WITH_KEEPER(f)	cmocka_unit_test_setup_teardown(f, set_up,	\
	keeper_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_KEEPER(
		    a_list_has_two_forms_and_what_does_not_open_is_left_out),
		WITH_KEEPER(
		    the_key_is_wrapped_for_a_client_and_its_kek_is_kept),
		WITH_KEEPER(
	    a_key_of_a_client_that_is_none_gets_a_record_that_opens_nothing),
		WITH_KEEPER(a_list_key_of_another_serial_wraps_nothing),
		WITH_KEEPER(keys_are_wrapped_for_many_clients_in_little_time),
		WITH_KEEPER(a_bundle_is_shown_once_and_to_nobody_else),
		WITH_KEEPER(a_bundle_that_nobody_takes_is_told_so),
		WITH_KEEPER(a_store_without_the_newer_keys_gets_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
