/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clients that enrol, and what they drop signed from then on, through the
 * lane of the director's inboxes.
 */
#include "tests/unit/check.h"

#include <sys/xattr.h>

#include "base/log.h"
#include "base/text.h"
#include "protocol/role/landing_msg.h"
#include "protocol/sms/envelope.h"
#include "server/director/client/enrolled.h"
#include "server/director/client/token.h"
#include "store/audit.h"
#include "store/client.h"
#include "store/finding.h"
#include "store/inbox.h"
#include "tests/unit/director_double.h"

#define ACCOUNT	4711

static const char	heartbeat[] =
    "<System>\r\n"
    "AGENTINFO <Heartbeat Discovery><S01><1998/11/02 06:00:00>\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <10><SMS Unique Identifier><STRING><48>\r\n"
    "    <GUID:0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0>\r\n"
    "END_PROPERTY\r\n"
    "BEGIN_PROPERTY\r\n"
    "    <65608><Netbios Name><STRING><16>\r\n"
    "    <PC17>\r\n"
    "END_PROPERTY\r\n"
    "END_OF_FILE\r\n";

static const uint8_t	token[CIPHER_KEY_SIZE] = { 42 };
static const uint8_t	own_sign[SIGN_KEY_SIZE] = { 43 };
static const uint8_t	own_agree[CIPHER_KEY_SIZE] = { 44 };
static struct guid	guid;
static uint8_t		next_id;

static int
set_up(void **state)
{
	next_id = 0;
	assert_true(guid_parse("0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0",
	    &guid));
	return director_up(state);
}

/* --- files --- */

/* Under a name of the site's own until it says what it is. */
static void
lie(const struct msg_landed *m, const void *data)
{
	uint8_t		 value[DROP_XATTR_MAX];
	struct wr	 w = wr_over(value, sizeof(value));
	const char	*box = box_row(m->box)->name;
	char		 hidden[64], from[160], to[700];

	msg_put_landed(&w, m);
	(void)snprintf(hidden, sizeof(hidden), "cap/up/%s/.written", box);
	spit(hidden, data, (size_t)m->size);
	(void)snprintf(from, sizeof(from), "%s/%s", site_dir, hidden);
	(void)snprintf(to, sizeof(to), "%s/cap/up/%s/%s", site_dir, box,
	    m->name);
	assert_int_equal(setxattr(from, DROP_XATTR, value, w.pos, 0), 0);
	assert_int_equal(rename(from, to), 0);
}

static void
tell(const struct msg_landed *m)
{
	msg_put_landed(far_begin(worker, MSG_LANDED, 0), m);
	far_end(worker);
}

static struct msg_landed
put(enum box box, const char *ext, const void *data, size_t n)
{
	struct msg_landed	 m = { .box = box, .size = n,
				    .account = ACCOUNT, .session = 5,
				    .workstation = "PC17",
				    .landed = wall_now() };

	memset(m.landing.b, ++next_id, sizeof(m.landing.b));
	(void)snprintf(m.name, sizeof(m.name), "FILE%04d.%s", next_id, ext);
	assert_true(addr_parse("10.1.2.3", &m.address));
	lie(&m, data);
	return m;
}

static char	row_result[512];
static bool	row_is_bad, row_is_through;

static void
look_at_row(void *arg, const struct err *failed,
    const struct inbox_list *list)
{
	(void)arg;
	assert_null(failed);
	row_is_through = list->n > 0 && (list->rows[0].state ==
	    INBOX_QUARANTINED || list->rows[0].state == INBOX_REMOVED);
	if (!row_is_through)
		return;
	row_is_bad = list->rows[0].state == INBOX_QUARANTINED;
	(void)snprintf(row_result, sizeof(row_result), "%s",
	    list->rows[0].result);
}

static bool
is_through(const struct msg_landed *m)
{
	struct inbox_query	 q = { .landing = &m->landing };

	assert_int_equal(store_inbox(the_director()->store, &q, look_at_row,
	    NULL), 0);
	store_wait(the_director()->store);
	return row_is_through;
}

/* The words of its row; a leading '!' says that it was put aside. */
static void
comes_to(const struct msg_landed *m, const char *words)
{
	bool	 bad = words[0] == '!';

	until(is_through(m));
	if (row_is_bad != bad || strstr(row_result, words + bad) == NULL)
		fail_msg("%s: \"%s\", not \"%s\"", row_is_bad ? "bad" :
		    "good", row_result, words);
}

static void
drop(enum box box, const char *ext, const void *data, size_t n,
    const char *words)
{
	struct msg_landed	 m = put(box, ext, data, n);

	tell(&m);
	comes_to(&m, words);
}

/* --- tokens and answers --- */

static void
stored(void *arg, const struct err *failed)
{
	*(bool *)arg = true;
	assert_null(failed);
}

static void
commit(struct batch *b)
{
	bool	 done = false;

	assert_int_equal(store_submit(the_director()->store, &b, stored,
	    &done), 0);
	until(done);
}

static void
give_bound(uint8_t id, const char *name, int64_t hours, struct guid client)
{
	struct enrol_token	 t = { .id = { id }, .client = client };
	struct enrol_keys	 k;
	struct token_row	 row = { .id = { id }, .name = name,
				    .client = client,
				    .created = wall_now() };
	struct batch		*b = store_batch_new();

	assert_true(enrol_keys(token, &k));
	assert_true(sign_public_key(k.sign, t.public_key));
	(void)strcpy(t.name, name);
	t.expires.us = wall_now().us + hours * 3600000000;
	memcpy(row.public_key, t.public_key, sizeof(row.public_key));
	row.expires = t.expires;
	store_token_add(b, &row);
	commit(b);
	token_added(the_director(), &t);
}

static void
give_token(uint8_t id, const char *name, int64_t hours)
{
	give_bound(id, name, hours, (struct guid){ { 0 } });
}

static void
answer(struct enrol_reply *e, uint8_t dst[static ENROL_REPLY_SIZE])
{
	struct enrol_keys	 k;
	struct wr		 w = wr_over(dst, ENROL_REPLY_SIZE);

	assert_true(enrol_keys(token, &k));
	assert_true(sign_public_key(own_sign, e->signing));
	assert_true(agree_public_key(own_agree, e->agreement));
	enrol_put_reply(&w, e, k.sign, own_sign);
	assert_true(wr_ok(&w));
}

static void
drop_answer(uint8_t id, const char *name, const char *words)
{
	struct enrol_reply	 e = { .site = "S01", .id = { id },
				    .guid = guid, .when = wall_now() };
	uint8_t			 b[ENROL_REPLY_SIZE];

	(void)strcpy(e.name, name);
	answer(&e, b);
	drop(BOX_CCR, "ENR", b, sizeof(b), words);
}

static void
enrol(void)
{
	give_token(1, "PC17", 72);
	drop_answer(1, "PC17", "client PC17 is enrolled");
}

/* --- signed drops --- */

static size_t
wrap(uint64_t sequence, const char *text, uint8_t *dst, size_t size)
{
	struct envelope	 e = { "S01", BOX_DDR, guid, sequence,
			    rd_over(text, strlen(text)) };
	struct wr	 w = wr_over(dst, size);

	envelope_put(&w, &e, own_sign);
	assert_true(wr_ok(&w));
	return w.pos;
}

static void
drop_signed(uint64_t sequence, const char *text, const char *words)
{
	uint8_t	 b[2048];
	size_t	 n = wrap(sequence, text, b, sizeof(b));

	drop(BOX_DDR, "DDR", b, n, words);
}

/* --- what the store knows --- */

static enum evidence_class	best;

static void
look_at_client(void *arg, const struct err *failed,
    const struct client_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	best = 0;
	for (i = 0; list->n > 0 && i < list->rows[0].n_evidence; i++)
		if (list->rows[0].evidence[i].class > best)
			best = list->rows[0].evidence[i].class;
}

static enum evidence_class
evidence(void)
{
	struct client_query	 q = { .guid = &guid };

	assert_int_equal(store_clients(the_director()->store, &q,
	    look_at_client, NULL), 0);
	store_wait(the_director()->store);
	return best;
}

static uint64_t	unsigned_files;

static void
look_at_findings(void *arg, const struct err *failed,
    const struct finding_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	unsigned_files = 0;
	for (i = 0; i < list->n; i++)
		if (list->rows[i].kind == FINDING_UNSIGNED_FILE &&
		    strcmp(list->rows[i].other, "ddr.box") == 0)
			unsigned_files += list->rows[i].count;
}

static uint64_t
findings(void)
{
	struct finding_query	 q = { .open_only = true };

	assert_int_equal(store_findings(the_director()->store, &q,
	    look_at_findings, NULL), 0);
	store_wait(the_director()->store);
	return unsigned_files;
}

static size_t	done, refused;

static void
look_at_audit(void *arg, const struct err *failed,
    const struct audit_list *list)
{
	size_t	 i;

	(void)arg;
	assert_null(failed);
	done = refused = 0;
	for (i = 0; i < list->n; i++) {
		if (strcmp(list->rows[i].verb, "client enrol answer") != 0)
			continue;
		done += list->rows[i].outcome == AUDIT_DONE;
		refused += list->rows[i].outcome == AUDIT_REFUSED;
	}
}

static void
audited(size_t as_done, size_t as_refused)
{
	struct audit_query	 q = { 0 };

	assert_int_equal(store_audits(the_director()->store, &q,
	    look_at_audit, NULL), 0);
	store_wait(the_director()->store);
	assert_int_equal(done, as_done);
	assert_int_equal(refused, as_refused);
}

/* --- enrolling --- */

static void
a_token_of_a_lost_client_is_for_that_one_alone(void **state)
{
	(void)state;
	give_bound(1, "PC17", 72, (struct guid){ { 9, 9 } });
	drop_answer(1, "PC17", "!made for another client of that name");
	assert_int_equal(enrolled_count(the_director()), 0);
	give_bound(2, "PC17", 72, guid);
	drop_answer(2, "PC17", "client PC17 is enrolled");
	drop_answer(2, "PC17", "!used already");
	audited(1, 2);
}

static void
a_client_enrols_once_and_is_known_after_a_start(void **state)
{
	const struct enrolled	*e;

	(void)state;
	enrol();
	e = enrolled_find(the_director(), &guid);
	assert_non_null(e);
	assert_string_equal(e->name, "PC17");
	audited(1, 0);
	drop_answer(1, "PC17", "!used already");
	audited(1, 1);
	director_stop();
	director_start();
	e = enrolled_find(the_director(), &guid);
	assert_non_null(e);
	assert_string_equal(e->name, "PC17");
	assert_int_equal(enrolled_count(the_director()), 1);
	drop_answer(1, "PC17", "!used already");
	audited(1, 2);
}

static void
an_answer_without_a_right_is_refused(void **state)
{
	struct enrol_reply	 e = { .site = "S01", .id = { 2 },
				    .guid = guid, .name = "PC17" };
	uint8_t			 b[ENROL_REPLY_SIZE];

	(void)state;
	drop_answer(1, "PC17", "!did not get its token from this site");
	give_token(1, "PC17", 72);
	give_token(2, "PC18", -1);
	drop_answer(1, "PC18", "!made for another name");
	drop_answer(2, "PC18", "!has expired");
	audited(0, 2);
	answer(&e, b);
	b[ENROL_REPLY_SIZE - 1] ^= 1;
	drop(BOX_CCR, "ENR", b, sizeof(b), "!did not get its token");
	drop(BOX_CCR, "ENR", b, sizeof(b) - 1, "!no answer of a client");
	e.site[0] = 'X';
	answer(&e, b);
	drop(BOX_CCR, "ENR", b, sizeof(b), "!no answer of a client");
	audited(0, 2);
	assert_null(enrolled_find(the_director(), &guid));
	drop_answer(1, "PC17", "client PC17 is enrolled");
	give_token(3, "PC18", 72);
	drop_answer(3, "PC18", "!that of another enrolled client");
}

static void
two_answers_at_once_enrol_one(void **state)
{
	struct enrol_reply	 e = { .site = "S01", .id = { 1 },
				    .guid = guid, .name = "PC17" };
	uint8_t			 b[ENROL_REPLY_SIZE];
	struct msg_landed	 one, two;

	(void)state;
	give_token(1, "PC17", 72);
	answer(&e, b);
	one = put(BOX_CCR, "ENR", b, sizeof(b));
	e.guid = guid_random();
	answer(&e, b);
	two = put(BOX_CCR, "ENR", b, sizeof(b));
	tell(&one);
	tell(&two);
	comes_to(&one, "is enrolled");
	comes_to(&two, "!used already");
	assert_int_equal(enrolled_count(the_director()), 1);
}

static void
who_enrols_again_counts_from_one_again(void **state)
{
	(void)state;
	enrol();
	drop_signed(9, heartbeat, "client PC17");
	give_token(2, "PC17", 72);
	drop_answer(2, "PC17", "client PC17 is enrolled");
	drop_signed(9, heartbeat, "client PC17");
	drop_signed(9, heartbeat, "!replay");
}

/* --- signed drops --- */

static void
what_a_client_signs_is_evidence_of_the_best_class(void **state)
{
	(void)state;
	enrol();
	drop_signed(1, heartbeat, "client PC17");
	assert_int_equal(evidence(), EVIDENCE_A_PLUS);
	assert_int_equal(findings(), 0);
}

static void
what_it_does_not_sign_is_taken_and_noted(void **state)
{
	(void)state;
	drop(BOX_DDR, "DDR", heartbeat, strlen(heartbeat), "client PC17");
	assert_int_equal(findings(), 0);
	enrol();
	drop(BOX_DDR, "DDR", heartbeat, strlen(heartbeat), "client PC17");
	assert_int_equal(evidence(), EVIDENCE_A);
	assert_int_equal(findings(), 1);
}

static void
a_number_is_taken_once_also_after_a_start(void **state)
{
	(void)state;
	enrol();
	drop_signed(5, heartbeat, "client PC17");
	drop_signed(5, heartbeat, "!replay");
	drop_signed(4, heartbeat, "client PC17");
	director_stop();
	director_start();
	drop_signed(5, heartbeat, "!replay");
	drop_signed(4, heartbeat, "!replay");
	drop_signed(6, heartbeat, "client PC17");
	drop_signed(100, heartbeat, "client PC17");
	drop_signed(36, heartbeat, "!replay");
	drop_signed(37, heartbeat, "client PC17");
}

/* Numbers go with the time: the window forgives no other order. */
static void
files_that_nobody_announced_are_taken_as_they_landed(void **state)
{
	struct msg_landed	 m[12];
	uint8_t			 b[2048];
	uint64_t		 i;
	size_t			 n;

	(void)state;
	enrol();
	director_stop();
	for (i = 0; i < nitems(m); i++) {
		n = wrap(1000 * (i + 1), heartbeat, b, sizeof(b));
		m[i] = put(BOX_DDR, "DDR", b, n);
	}
	director_start();
	tell(&m[nitems(m) - 1]);
	for (i = 0; i < nitems(m); i++)
		comes_to(&m[i], "client PC17");
}

/* Who jumps to the last number has none left; nobody else could do it to him. */
static void
the_last_number_is_kept_and_enrolling_again_begins_anew(void **state)
{
	(void)state;
	enrol();
	drop_signed(UINT64_MAX, heartbeat, "client PC17");
	director_stop();
	director_start();
	drop_signed(UINT64_MAX, heartbeat, "!replay");
	drop_signed(5, heartbeat, "!replay");
	drop_signed(UINT64_MAX - 1, heartbeat, "client PC17");
	give_token(2, "PC17", 72);
	drop_answer(2, "PC17", "client PC17 is enrolled");
	drop_signed(1, heartbeat, "client PC17");
}

static void
a_number_of_a_file_that_must_wait_is_not_spent(void **state)
{
	char			*future, *when;
	struct msg_landed	 m;
	uint8_t			 b[2048];
	size_t			 n;

	(void)state;
	enrol();
	future = strdup(heartbeat);
	assert_non_null(future);
	when = strstr(future, "1998");
	memcpy(when, "2998", 4);
	n = wrap(7, future, b, sizeof(b));
	m = put(BOX_DDR, "DDR", b, n);
	tell(&m);
	settle_down();
	assert_false(is_through(&m));
	drop_signed(7, heartbeat, "client PC17");
	free(future);
}

static void
a_signed_file_that_does_not_hold_is_bad(void **state)
{
	static const struct {
		const char	*what;
		size_t		 at;
		const char	*words;
	} rows[] = {
		{ "version", 4, "!is not whole" },
		{ "site", 8, "!another site or box" },
		{ "guid", 30, "!not enrolled" },
		{ "sequence", 44, "!signature does not fit" },
		{ "payload", 60, "!signature does not fit" },
	};
	uint8_t	 b[2048];
	size_t	 i, n;

	(void)state;
	enrol();
	for (i = 0; i < nitems(rows); i++) {
		n = wrap(i + 1, heartbeat, b, sizeof(b));
		b[rows[i].at] ^= 3;
		drop(BOX_DDR, "DDR", b, n, rows[i].words);
	}
	n = wrap(9, heartbeat, b, sizeof(b));
	drop(BOX_CCR, "CCR", b, n, "!another site or box");
	drop(BOX_DDR, "DDR", b, n - 1, "!is not whole");
	assert_int_equal(evidence(), 0);
}

static void
who_signs_cannot_speak_for_another(void **state)
{
	char	*other = strdup(heartbeat);

	(void)state;
	assert_non_null(other);
	*strstr(other, "0F1E2D3C") = '1';
	enrol();
	drop_signed(1, other, "!speaks for another client than");
	free(other);
}

/* The batch of both is refused, each comes again alone. */
static void
a_batch_that_fails_leaves_numbers_and_tokens_as_they_were(void **state)
{
	struct enrol_reply	 e = { .site = "S01", .id = { 2 },
				    .guid = guid, .name = "PC17" };
	struct msg_landed	 known, fresh, answered;
	uint8_t			 b[2048];
	size_t			 n;

	(void)state;
	enrol();
	known = put(BOX_DDR, "DDR", heartbeat, strlen(heartbeat));
	tell(&known);
	comes_to(&known, "client PC17");
	give_token(2, "PC17", 72);
	director_stop();
	lie(&known, heartbeat);		/* a crash brought it back */
	n = wrap(3, heartbeat, b, sizeof(b));
	fresh = put(BOX_DDR, "DDR", b, n);
	answer(&e, b);
	answered = put(BOX_CCR, "ENR", b, ENROL_REPLY_SIZE);
	director_start();
	comes_to(&fresh, "client PC17");
	comes_to(&answered, "client PC17 is enrolled");
}

static void
who_is_forgotten_is_a_stranger(void **state)
{
	struct batch	*b;

	(void)state;
	enrol();
	b = store_batch_new();
	store_enrolled_forget(b, &guid);
	commit(b);
	enrolled_forgotten(the_director(), &guid);
	assert_null(enrolled_next(the_director(), NULL));
	drop_signed(1, heartbeat, "!not enrolled");
	drop(BOX_DDR, "DDR", heartbeat, strlen(heartbeat), "client PC17");
	assert_int_equal(findings(), 0);
}

#define WITH_SITE(f)	cmocka_unit_test_setup_teardown(f, set_up,	\
	director_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SITE(a_client_enrols_once_and_is_known_after_a_start),
		WITH_SITE(a_token_of_a_lost_client_is_for_that_one_alone),
		WITH_SITE(an_answer_without_a_right_is_refused),
		WITH_SITE(two_answers_at_once_enrol_one),
		WITH_SITE(who_enrols_again_counts_from_one_again),
		WITH_SITE(what_a_client_signs_is_evidence_of_the_best_class),
		WITH_SITE(what_it_does_not_sign_is_taken_and_noted),
		WITH_SITE(a_number_is_taken_once_also_after_a_start),
		WITH_SITE(files_that_nobody_announced_are_taken_as_they_landed),
		WITH_SITE(the_last_number_is_kept_and_enrolling_again_begins_anew),
		WITH_SITE(a_number_of_a_file_that_must_wait_is_not_spent),
		WITH_SITE(a_signed_file_that_does_not_hold_is_bad),
		WITH_SITE(who_signs_cannot_speak_for_another),
		WITH_SITE(
		    a_batch_that_fails_leaves_numbers_and_tokens_as_they_were),
		WITH_SITE(who_is_forgotten_is_a_stranger),
	};

	log_set(LVL_ERROR, LOG_PLAIN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
