/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/storage.h"

#include "store/client.h"
#include "store/finding.h"

static struct client_row	 rows[STORE_PAGE_MAX];
static struct client_address	 addresses[CLIENT_ADDRESSES_MAX];
static struct evidence_row	 evidence[16];
static size_t			 n_rows;
static bool			 more;
static struct finding_row	 findings[16];
static size_t			 n_findings;

static void
take(void *arg, const struct err *e, const struct client_list *list)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_rows = list->n;
	more = list->more;
	for (i = 0; i < list->n; i++) {
		rows[i] = list->rows[i];
		rows[i].name = kept(s, rows[i].name);
		rows[i].domain = kept(s, rows[i].domain);
		rows[i].versions = kept(s, rows[i].versions);
	}
	for (i = 0; list->n > 0 && i < rows[0].n_addresses; i++) {
		addresses[i] = rows[0].addresses[i];
		addresses[i].address = kept(s, addresses[i].address);
	}
	for (i = 0; list->n > 0 && i < rows[0].n_evidence; i++) {
		evidence[i] = rows[0].evidence[i];
		evidence[i].address = kept(s, evidence[i].address);
	}
}

static void
ask(struct storage *s, const struct client_query *q)
{
	assert_int_equal(waited(s, store_clients(s->st, q, take, s)), 0);
}

static void
take_findings(void *arg, const struct err *e, const struct finding_list *list)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_findings = list->n;
	for (i = 0; i < list->n; i++) {
		findings[i] = list->rows[i];
		findings[i].other = kept(s, findings[i].other);
		findings[i].detail = kept(s, findings[i].detail);
	}
}

static size_t
open_findings(struct storage *s)
{
	const struct finding_query	 q = { .open_only = true };

	assert_int_equal(waited(s, store_findings(s->st, &q, take_findings,
	    s)), 0);
	return n_findings;
}

static struct guid
id(unsigned n)
{
	struct guid	 g = { { 0 } };

	g.b[0] = (uint8_t)(n >> 8);
	g.b[15] = (uint8_t)n;
	return g;
}

static struct client_seen
client(unsigned n, const char *name, int64_t at)
{
	return (struct client_seen){
		.guid = id(n), .name = name, .domain = "PLANT",
		.source = SOURCE_DDR, .at = AT(at)
	};
}

struct merge_note {
	struct storage			*s;
	const struct client_merge	*at;
	struct client_merge		 was;
};

static void
note_merge(void *arg, const struct err *failed)
{
	struct merge_note	*n = arg;

	note_err(n->s, failed);
	n->was = *n->at;
}

static struct client_merge
see(struct storage *s, const struct client_seen *c)
{
	struct merge_note	 n = { .s = s };
	struct batch		*b = store_batch_new();

	n.at = store_client_seen(b, c);
	assert_int_equal(waited(s, store_submit(s->st, &b, note_merge, &n)),
	    0);
	return n.was;
}

static void
see_name(struct storage *s, unsigned n, const char *name, int64_t at)
{
	struct client_seen	 c = client(n, name, at);

	(void)see(s, &c);
}

static struct client_row *
by_guid(struct storage *s, unsigned n)
{
	struct guid	 g = id(n);

	ask(s, &(struct client_query){ .guid = &g });
	assert_int_equal(n_rows, 1);
	return &rows[0];
}

static void
a_client_is_kept_as_it_was_told(void **state)
{
	static const char *const	 where[] = { "10.1.2.3", "fe80::1" };
	struct storage			*s = *state;
	struct client_seen		 c = client(1, "Pc17", 100);
	struct client_merge		 m;

	c.addresses = where;
	c.n_addresses = 2;
	c.versions = "base=2.00.1493.2";
	m = see(s, &c);
	assert_true(m.fresh);
	assert_int_equal(m.findings, 0);
	(void)by_guid(s, 1);
	assert_string_equal(rows[0].name, "Pc17");
	assert_string_equal(rows[0].domain, "PLANT");
	assert_int_equal(rows[0].first_seen.us, AT(100).us);
	assert_int_equal(rows[0].last_seen.us, AT(100).us);
	assert_int_equal(rows[0].source, SOURCE_DDR);
	assert_int_equal(rows[0].manifest, 0);
	assert_string_equal(rows[0].versions, "base=2.00.1493.2");
	assert_int_equal(rows[0].n_addresses, 2);
	assert_string_equal(addresses[0].address, "10.1.2.3");
	assert_string_equal(addresses[1].address, "fe80::1");
}

static void
what_is_not_told_is_kept(void **state)
{
	struct storage		*s = *state;
	struct client_seen	 c = client(1, "PC17", 100);

	c.versions = "1";
	(void)see(s, &c);
	c = client(1, "pc17", 200);
	c.domain = NULL;
	c.source = SOURCE_CCR;
	assert_false(see(s, &c).fresh);
	(void)by_guid(s, 1);
	assert_string_equal(rows[0].name, "pc17");
	assert_string_equal(rows[0].domain, "PLANT");
	assert_string_equal(rows[0].versions, "1");
	assert_int_equal(rows[0].source, SOURCE_CCR);
	assert_int_equal(rows[0].first_seen.us, AT(100).us);
	assert_int_equal(rows[0].last_seen.us, AT(200).us);
	assert_int_equal(open_findings(s), 0);
}

static void
old_news_does_not_overwrite_newer(void **state)
{
	static const char *const	 where[] = { "10.9.9.9" };
	struct storage			*s = *state;
	struct client_seen		 c = client(1, "OLDNAME", 50);

	see_name(s, 1, "PC17", 100);
	c.addresses = where;
	c.n_addresses = 1;
	(void)see(s, &c);
	(void)by_guid(s, 1);
	assert_string_equal(rows[0].name, "PC17");
	assert_int_equal(rows[0].first_seen.us, AT(50).us);
	assert_int_equal(rows[0].last_seen.us, AT(100).us);
	assert_int_equal(rows[0].n_addresses, 0);
	assert_int_equal(open_findings(s), 0);
}

static void
no_client_fills_the_table_with_addresses(void **state)
{
	struct storage		*s = *state;
	struct client_seen	 c;
	char			 text[16];
	const char		*where[1] = { text };
	int			 i;

	for (i = 0; i < 3 * CLIENT_ADDRESSES_MAX; i++) {
		(void)snprintf(text, sizeof(text), "10.0.0.%d", i);
		c = client(1, "PC17", 100 + i);
		c.addresses = where;
		c.n_addresses = 1;
		(void)see(s, &c);
	}
	(void)by_guid(s, 1);
	assert_int_equal(rows[0].n_addresses, CLIENT_ADDRESSES_MAX);
	assert_string_equal(addresses[0].address, "10.0.0.47");
	assert_string_equal(addresses[15].address, "10.0.0.32");
	assert_true(storage_try(s, "CREATE TEMP TABLE t (n CHECK (n = 16));"
	    "INSERT INTO t SELECT count(*) FROM client_address"));
}

static void
add_evidence(struct storage *s, int64_t account, enum evidence_class class,
    int64_t at, const char *address)
{
	struct batch	*b = store_batch_new();

	store_client_evidence(b, &(struct evidence_row){ .client = id(1),
	    .account = account, .generation = (uint32_t)account,
	    .class = class, .last = AT(at), .address = address, .node = 1 });
	committed(s, b);
}

static void
an_address_counts_until_the_last_news_from_there(void **state)
{
	static const char *const	 home[] = { "10.1.1.1", "10.1.1.2" };
	static const char *const	 away[] = { "10.9.9.9", "10.1.1.2" };
	struct storage			*s = *state;
	struct client_seen		 c = client(1, "PC17", 100);

	c.addresses = home;
	c.n_addresses = 2;
	(void)see(s, &c);
	c.at = AT(200);
	(void)see(s, &c);			/* nothing has changed */
	c.at = AT(250);
	c.n_addresses = 0;
	(void)see(s, &c);			/* nothing is told of it */
	c.at = AT(300);
	c.addresses = away;
	c.n_addresses = 2;
	(void)see(s, &c);
	c.at = AT(400);
	(void)see(s, &c);
	(void)by_guid(s, 1);
	assert_int_equal(rows[0].n_addresses, 3);
	assert_string_equal(addresses[0].address, "10.1.1.2");
	assert_int_equal(addresses[0].first.us, AT(100).us);
	assert_int_equal(addresses[0].last.us, AT(400).us);
	assert_string_equal(addresses[1].address, "10.9.9.9");
	assert_int_equal(addresses[1].first.us, AT(300).us);
	assert_int_equal(addresses[1].last.us, AT(400).us);
	assert_string_equal(addresses[2].address, "10.1.1.1");
	assert_int_equal(addresses[2].last.us, AT(250).us);
}

static void
evidence_of_an_unknown_client_is_dropped(void **state)
{
	struct storage	*s = *state;

	add_evidence(s, 1, EVIDENCE_A, 100, "10.0.0.1");
	see_name(s, 1, "PC17", 100);
	assert_int_equal(by_guid(s, 1)->n_evidence, 0);
}

static void
a_changed_name_is_found_once_and_counted(void **state)
{
	struct storage	*s = *state;

	see_name(s, 1, "PC17", 100);
	see_name(s, 1, "PC18", 200);
	assert_int_equal(open_findings(s), 1);
	assert_int_equal(findings[0].kind, FINDING_GUID_TWO_NAMES);
	assert_string_equal(findings[0].other, "PC17");
	assert_string_equal(findings[0].detail,
	    "was \"PC17\", now calls itself \"PC18\"");
	/* Two machines of one image take turns. */
	see_name(s, 1, "PC17", 300);
	see_name(s, 1, "PC18", 400);
	assert_int_equal(open_findings(s), 2);
	assert_int_equal(findings[0].count, 2);
	assert_int_equal(findings[0].first.us, AT(200).us);
	assert_int_equal(findings[0].last.us, AT(400).us);
	assert_int_equal(findings[1].count, 1);
}

static void
one_name_with_two_guids_is_found_and_not_merged(void **state)
{
	struct storage		*s = *state;
	struct client_seen	 c;

	see_name(s, 1, "PC17", 100);
	c = client(2, "pc17", 200);
	assert_int_equal(see(s, &c).findings, 1);
	assert_int_equal(open_findings(s), 1);
	assert_int_equal(findings[0].kind, FINDING_NAME_TWO_GUIDS);
	assert_true(findings[0].client.b[15] == 2);
	assert_string_equal(findings[0].other,
	    "00000000-0000-0000-0000-000000000001");
	ask(s, &(struct client_query){ .name = "PC17" });
	assert_int_equal(n_rows, 2);
	/* Heartbeats do not find it again, and again. */
	c.at = AT(300);
	assert_int_equal(see(s, &c).findings, 0);
	/* In another domain it is another machine. */
	c = client(3, "PC17", 300);
	c.domain = "LAB";
	assert_int_equal(see(s, &c).findings, 0);
}

static void
a_closed_finding_opens_when_it_happens_again(void **state)
{
	const struct finding_row	 f = {
		.kind = FINDING_TWO_ADDRESSES, .client = id(1),
		.other = "10.1.1.1", .detail = "within 7 min", .last = AT(10)
	};
	struct storage			*s = *state;
	struct batch			*b = store_batch_new();

	store_finding(b, &f);
	committed(s, b);
	assert_int_equal(open_findings(s), 1);
	b = store_batch_new();
	store_finding_close(b, findings[0].seq);
	committed(s, b);
	assert_int_equal(open_findings(s), 0);
	b = store_batch_new();
	store_finding(b, &f);
	committed(s, b);
	assert_int_equal(open_findings(s), 1);
	assert_int_equal(findings[0].count, 2);
	b = store_batch_new();
	store_finding_close(b, 4711);
	assert_int_equal(commit(s, b), ENOENT);
}

static void
evidence_merges_as_a_maximum(void **state)
{
	struct storage	*s = *state;

	see_name(s, 1, "PC17", 100);
	add_evidence(s, 1, EVIDENCE_A, 100, "10.0.0.1");
	add_evidence(s, 1, EVIDENCE_A, 30000, "10.0.0.3");
	add_evidence(s, 1, EVIDENCE_A, 20000, "10.0.0.2");
	add_evidence(s, 1, EVIDENCE_C, 40000, "10.0.0.4");
	add_evidence(s, 2, EVIDENCE_A, 25000, "10.0.0.5");
	(void)by_guid(s, 1);
	assert_int_equal(rows[0].n_evidence, 3);
	assert_int_equal(evidence[0].class, EVIDENCE_C);
	assert_int_equal(evidence[1].class, EVIDENCE_A);
	assert_int_equal(evidence[1].account, 1);
	assert_int_equal(evidence[1].count, 3);
	assert_int_equal(evidence[1].first.us, AT(100).us);
	assert_int_equal(evidence[1].last.us, AT(30000).us);
	assert_string_equal(evidence[1].address, "10.0.0.3");
	assert_int_equal(evidence[2].account, 2);
	assert_int_equal(evidence[2].generation, 2);
}

/* A3: two machines may bear one id. */
static void
evidence_from_two_places_within_an_hour_is_of_class_c(void **state)
{
	struct storage	*s = *state;

	see_name(s, 1, "PC17", 100);
	add_evidence(s, 1, EVIDENCE_A, 10000, "10.0.0.1");
	add_evidence(s, 2, EVIDENCE_A, 20000, "10.0.0.1");
	add_evidence(s, 2, EVIDENCE_A, 23599, "10.0.0.2");
	(void)by_guid(s, 1);
	assert_int_equal(rows[0].n_evidence, 2);
	assert_int_equal(evidence[0].account, 2);
	assert_int_equal(evidence[0].class, EVIDENCE_C);
	assert_int_equal(evidence[0].count, 2);
	assert_int_equal(evidence[0].first.us, AT(20000).us);
	assert_int_equal(evidence[1].class, EVIDENCE_A);
	assert_int_equal(evidence[1].account, 1);
	assert_int_equal(open_findings(s), 1);
	assert_int_equal(findings[0].kind, FINDING_TWO_ADDRESSES);
	assert_string_equal(findings[0].other, "10.0.0.1");
	/* The first of them again: still ambiguous. */
	add_evidence(s, 3, EVIDENCE_A, 24000, "10.0.0.1");
	(void)by_guid(s, 1);
	assert_int_equal(evidence[0].class, EVIDENCE_C);
	assert_int_equal(open_findings(s), 2);
	/* Alone for more than an hour. */
	add_evidence(s, 3, EVIDENCE_A, 28000, "10.0.0.1");
	(void)by_guid(s, 1);
	assert_int_equal(evidence[0].class, EVIDENCE_A);
	assert_int_equal(open_findings(s), 2);
}

/* What is proven by a key of its own stays proven. */
static void
evidence_by_a_key_is_not_downgraded(void **state)
{
	struct storage	*s = *state;

	see_name(s, 1, "PC17", 100);
	add_evidence(s, 1, EVIDENCE_A_PLUS, 100, "10.0.0.1");
	add_evidence(s, 1, EVIDENCE_A_PLUS, 200, "10.0.0.2");
	(void)by_guid(s, 1);
	assert_int_equal(rows[0].n_evidence, 1);
	assert_int_equal(evidence[0].class, EVIDENCE_A_PLUS);
	assert_int_equal(open_findings(s), 1);
}

static void
the_fetched_serial_only_rises(void **state)
{
	struct storage	*s = *state;
	struct guid	 g = id(1);
	struct batch	*b = store_batch_new();

	see_name(s, 1, "PC17", 100);
	store_client_fetched(b, &g, 7);
	store_client_fetched(b, &g, 5);
	committed(s, b);
	assert_int_equal(by_guid(s, 1)->manifest, 7);
	g = id(2);
	b = store_batch_new();
	store_client_fetched(b, &g, 7);
	committed(s, b);
	ask(s, &(struct client_query){ .guid = &g });
	assert_int_equal(n_rows, 0);
}

static void
a_forgotten_client_leaves_nothing(void **state)
{
	static const char *const	 where[] = { "10.1.2.3" };
	struct storage			*s = *state;
	struct client_seen		 c = client(1, "PC17", 100);
	struct guid			 g = id(1);
	struct batch			*b = store_batch_new();

	c.addresses = where;
	c.n_addresses = 1;
	(void)see(s, &c);
	add_evidence(s, 1, EVIDENCE_A, 100, "10.0.0.1");
	store_client_forget(b, &g);
	committed(s, b);
	ask(s, &(struct client_query){ .guid = &g });
	assert_int_equal(n_rows, 0);
	see_name(s, 1, "PC17", 200);
	(void)by_guid(s, 1);
	assert_int_equal(rows[0].n_addresses, 0);
	assert_int_equal(rows[0].n_evidence, 0);
	b = store_batch_new();
	g = id(9);
	store_client_forget(b, &g);
	assert_int_equal(commit(s, b), ENOENT);
}

static void
what_is_no_name_is_refused(void **state)
{
	static const char *const bad[] = { "", "PC\xc0\x80" };
	struct storage		*s = *state;
	struct client_seen	 c;
	struct batch		*b;
	size_t			 i;

	for (i = 0; i < nitems(bad); i++) {
		b = store_batch_new();
		c = client(1, bad[i], 1);
		(void)store_client_seen(b, &c);
		assert_int_equal(commit(s, b), EINVAL);
	}
	b = store_batch_new();
	c = client(1, "PC17", 1);
	c.domain = "\xff";
	(void)store_client_seen(b, &c);
	assert_int_equal(commit(s, b), EINVAL);
	ask(s, &(struct client_query){ .name = "\xff" });
	assert_int_equal(n_rows, 0);
}

static void
a_listing_goes_through_all_by_name_and_guid(void **state)
{
	struct storage		*s = *state;
	struct client_query	 q = { .limit = 7 };
	struct client_row	 last;
	struct batch		*b = store_batch_new();
	struct client_seen	 c;
	char			 name[16];
	size_t			 seen = 0;
	unsigned		 i;

	for (i = 0; i < 100; i++) {	/* each name five times */
		(void)snprintf(name, sizeof(name), "%s%u",
		    i % 2 ? "PC" : "pc", i / 5);
		c = client(i + 1, name, 1);
		(void)store_client_seen(b, &c);
	}
	committed(s, b);
	do {
		ask(s, &q);
		for (i = 0; i < n_rows; i++) {
			if (seen + i > 0)
				assert_true(strcasecmp(last.name, rows[i].name)
				    < 0 || (strcasecmp(last.name, rows[i].name)
				    == 0 && memcmp(last.guid.b, rows[i].guid.b,
				    16) < 0));
			last = rows[i];
		}
		seen += n_rows;
		q.after = &last;
	} while (more);
	assert_int_equal(seen, 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(a_client_is_kept_as_it_was_told),
		WITH_STORE(what_is_not_told_is_kept),
		WITH_STORE(old_news_does_not_overwrite_newer),
		WITH_STORE(no_client_fills_the_table_with_addresses),
		WITH_STORE(an_address_counts_until_the_last_news_from_there),
		WITH_STORE(evidence_of_an_unknown_client_is_dropped),
		WITH_STORE(a_changed_name_is_found_once_and_counted),
		WITH_STORE(one_name_with_two_guids_is_found_and_not_merged),
		WITH_STORE(a_closed_finding_opens_when_it_happens_again),
		WITH_STORE(evidence_merges_as_a_maximum),
		WITH_STORE(
		    evidence_from_two_places_within_an_hour_is_of_class_c),
		WITH_STORE(evidence_by_a_key_is_not_downgraded),
		WITH_STORE(the_fetched_serial_only_rises),
		WITH_STORE(a_forgotten_client_leaves_nothing),
		WITH_STORE(what_is_no_name_is_refused),
		WITH_STORE(a_listing_goes_through_all_by_name_and_guid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
