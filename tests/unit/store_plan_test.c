/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every statement that the store has, and how SQLite would find its rows: a
 * table that grows with the site is never read from end to end, nor sorted.
 */
#include "tests/unit/storage.h"

#include <sqlite3.h>

#include "store/account.h"
#include "store/accountlist.h"
#include "store/audit.h"
#include "store/cleanup.h"
#include "store/client.h"
#include "store/engine.h"
#include "store/enrolled.h"
#include "store/finding.h"
#include "store/inbox.h"
#include "store/installation.h"
#include "store/intent.h"
#include "store/inventory.h"
#include "store/lease.h"
#include "store/message.h"
#include "store/pool.h"
#include "store/proposal.h"
#include "store/recovery.h"
#include "store/publication.h"
#include "store/request.h"
#include "store/sam.h"
#include "store/site.h"
#include "store/sitecontrol.h"
#include "store/uptake.h"

/* Few rows, ever: these may be scanned. */
static const char *const	 small[] = {
	"SCAN site", "SCAN t", "SCAN account", "SCAN CONSTANT ROW",
	"SCAN pool", "SCAN generation", "SCAN intent",	/* what is live */
	"SCAN recovery", "SCAN proposal", "SCAN policy", "SCAN old_password",
	/* One row a client, counted from end to end: uptake.h says why. */
	"SCAN uptake", "SCAN logon"
};

static const struct guid	 one = { { 1 } };
static const struct guid	 two = { { 2 } };

/* Every item's act, of reports that are taken, too old, or do not fit. */
static void
change_inventory(struct batch *b)
{
	const struct inventory_item	 items[] = {
		{ ITEM_PUT, "c", "k", "v" }, { ITEM_PUT, "d", "k", "v" },
		{ ITEM_CHANGE, "c", "k", "w" }, { ITEM_REMOVE, "c", "k", "" },
		{ ITEM_REMOVE, "none", "k", "" }
	};
	struct inventory_report		 r = {
		.client = one, .computer = "PC", .kind = INVENTORY_HARDWARE,
		.full = true, .told = AT(1), .at = AT(1), .items = items,
		.n = 1, .copylist = COPYLIST_DIFFERS
	};

	(void)store_inventory(b, &r);
	r.full = false;
	r.told = AT(2);
	r.n = nitems(items) - 1;
	r.copylist = COPYLIST_EQUAL;
	(void)store_inventory(b, &r);
	r.told = AT(3);
	r.n = nitems(items);
	(void)store_inventory(b, &r);
	r.client = two;
	(void)store_inventory(b, &r);
}

static void
change_rotation(struct batch *b)
{
	store_pool_set(b, &(struct pool_row){ .running = true });
	store_recovery_set(b, &(struct recovery_row){ .admitted = 1 });
	store_generation_set(b, &(struct generation_row){ .number = 1,
	    .state = 1 });
	store_intent_add(b, &(struct intent_row){ .id = 1, .account = 9,
	    .kind = INTENT_CREATE });
	store_intent_state(b, 1, INTENT_SENT, "", AT(1));
	(void)store_proposal_add(b, &(struct proposal_row){ .uid = 1,
	    .made = AT(1), .until = { .wall = AT(2) } });
	store_proposal_remove(b, 1);
}

static void
change_all(struct storage *s)
{
	const char		*where[] = { "10.0.0.1" };
	static const uint8_t	 hash[32];
	const struct client_facts facts = { .agent = "x", .macs = "a\n",
					    .subnets = "b\n" };
	const struct stored_time never = { .boot = "" };
	const struct account_new_secret secret = { .secret = SECRET_ENTERED };
	struct client_seen	 seen = {
		.guid = one, .name = "PC", .addresses = where,
		.n_addresses = 1, .at = AT(5), .facts = &facts
	};
	struct batch		*b = store_batch_new();

	store_site_create(b, &(struct site_row){ .code = "S01", .node = 1,
	    .key_check = { "x", 1 } });
	store_site_key(b, 1, (struct store_blob){ "x", 1 });
	store_setting_set(b, "a", "1");
	store_setting_set(b, "a", NULL);
	(void)store_account_add(b, &(struct account_row){ .id = 1,
	    .name = "a", .kind = ACCOUNT_CLIENT, .secret = SECRET_ENTERED });
	store_sam_put(b, &(struct sam_row){ .key = "g:", .name = "G",
	    .rid = store_sam_rid(b) });
	store_sam_remove(b, "g:1");
	store_account_state(b, 1, ACCOUNT_DISABLED, AT(1));
	store_account_passwd(b, 1, &secret, AT(1));
	store_account_lock(b, 1, &never);
	store_account_logon(b, 1, AT(1));
	store_account_state(b, 1, ACCOUNT_DELETED, AT(1));
	store_account_purge(b, AT(2));
	(void)store_sitecontrol_add(b, &(struct sitecontrol_row){
	    .content = { "x", 1 } });
	(void)store_publication_begin(b, 1, AT(1));
	(void)store_publication_begin(b, 1, AT(1));
	store_publication_publish(b, 1, hash, AT(1));
	store_publication_fail(b, 2, "x", AT(1));
	store_publication_abandon(b, AT(1));
	(void)store_inbox_land(b, &(struct inbox_row){ .landing = one,
	    .box = "ddr.box", .name = "x" });
	store_inbox_quarantine(b, &one, "x", AT(1));
	store_inbox_remove(b, &one, AT(1));
	(void)store_inbox_prune(b, AT(2), 5);
	(void)store_request_add(b, &(struct request_row){ .computer = "PC" });
	(void)store_request_add(b, &(struct request_row){ .computer = "PC" });
	(void)store_request_discovered(b,
	    &(struct request_row){ .computer = "PC" });
	(void)store_request_discovered(b,
	    &(struct request_row){ .computer = "PC2" });
	(void)store_request_begin(b, 1, &never);
	store_request_end(b, &(struct request_end){ .seq = 1,
	    .state = REQUEST_RETRY });
	(void)store_request_begin(b, 1, &never);
	(void)store_requests_act(b, REQUEST_APPROVE, (int64_t[]){ 1, 2 }, 2);
	(void)store_requests_act(b, REQUEST_TRY, (int64_t[]){ 1, 2 }, 2);
	(void)store_requests_act(b, REQUEST_PARK, (int64_t[]){ 1, 2 }, 2);
	store_requests_unpark(b, HOLD_OPERATOR);
	(void)store_requests_act(b, REQUEST_REMOVE, (int64_t[]){ 2 }, 1);
	store_request_end(b, &(struct request_end){ .seq = 1, .done = true });
	(void)store_request_add(b, &(struct request_row){ .computer = "PC" });
	store_requests_recover(b);
	store_request_drop(b, 3);
	(void)store_client_seen(b, &seen);
	seen.name = "OTHER";
	seen.at = AT(6);
	(void)store_client_seen(b, &seen);
	seen.at = AT(1);
	(void)store_client_seen(b, &seen);
	seen.adds = true;
	seen.at = AT(7);
	where[0] = "10.0.0.2";
	(void)store_client_seen(b, &seen);
	store_client_evidence(b, &(struct evidence_row){ .client = one,
	    .class = EVIDENCE_A, .address = "a" });
	store_client_evidence(b, &(struct evidence_row){ .client = one,
	    .class = EVIDENCE_A, .address = "b" });
	store_client_evidence(b, &(struct evidence_row){ .client = one,
	    .class = EVIDENCE_A, .address = "a", .rid = 1, .session = 1,
	    .last = AT(20000) });
	store_client_evidence(b, &(struct evidence_row){ .client = one,
	    .class = EVIDENCE_A, .address = "a", .rid = 1, .session = 2,
	    .last = AT(20001) });
	store_logon(b, "a", 1, AT(1));
	store_logons_prune(b, AT(1));
	change_inventory(b);
	store_message(b, &(struct message_row){ .system = "PC" });
	store_message_prune(b, AT(2), 5);
	store_client_fetched(b, &one, 1);
	store_client_forget(b, &one);
	store_finding_close(b, 1);
	(void)store_audit(b, &(struct audit_row){ .outcome = AUDIT_DONE });
	store_enrolled_put(b, &(struct enrolled_row){ .guid = one });
	store_enrolled_kek(b, &(struct enrolled_row){ .guid = one });
	store_enrolled_sequence(b, &one, 1, NULL);
	store_enrolled_forget(b, &one);
	store_token_add(b, &(struct token_row){ .id = { 1 } });
	store_token_use(b, one.b, AT(1));
	store_token_prune(b, AT(1));
	store_accountlist_set(b, &(struct accountlist_row){ .serial = 1,
	    .key = { "x", 1 }, .list_form = { "x", 1 },
	    .site_form = { "x", 1 } });
	change_rotation(b);
	store_lease_add(b, &(struct lease_row){ .id = 1, .target = "PC",
	    .name = "SMS#_PC", .account = 3, .state = 1 });
	store_lease_secret(b, 1, (struct store_blob){ "x", 1 },
	    (struct store_blob){ "x", 1 });
	store_lease_set(b, &(struct lease_row){ .id = 1, .state = 6 });
	store_lease_purge(b, AT(2));
	store_installed(b, "PC", AT(2), AT(1));
	store_cleanup_put(b, &(struct cleanup_row){ .account = 1 });
	store_cleanup_remove(b, 1);
	store_cleanup_run_set(b, &(struct cleanup_run){ .removed = 1 });
	committed(s, b);
	/* The explanations of what is refused ask too. */
	b = store_batch_new();
	store_account_state(b, 2, ACCOUNT_DISABLED, AT(1));
	assert_int_equal(commit(s, b), ENOENT);
	b = store_batch_new();
	store_publication_fail(b, 9, "x", AT(1));
	assert_int_equal(commit(s, b), ENOENT);
}

static void
ignore_accounts(void *arg, const struct err *e, const struct account_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_files(void *arg, const struct err *e, const struct sitecontrol_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_sets(void *arg, const struct err *e, const struct publication_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_inbox(void *arg, const struct err *e, const struct inbox_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_totals(void *arg, const struct err *e, const struct inbox_totals *t)
{
	(void)t;
	note_err(arg, e);
}

static void
ignore_bad(void *arg, const struct err *e, const struct quarantine_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_enrolled(void *arg, const struct err *e, const struct enrolled_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_tokens(void *arg, const struct err *e, const struct token_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_list(void *arg, const struct err *e, const struct accountlist_row *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_clients(void *arg, const struct err *e, const struct client_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_findings(void *arg, const struct err *e, const struct finding_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_requests(void *arg, const struct err *e, const struct request_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_heads(void *arg, const struct err *e, const struct inventory_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_items(void *arg, const struct err *e, const struct item_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_messages(void *arg, const struct err *e, const struct message_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_audit(void *arg, const struct err *e, const struct audit_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_site(void *arg, const struct err *e, const struct site_row *row)
{
	(void)row;
	note_err(arg, e);
}

static void
ignore_pool(void *arg, const struct err *e, const struct pool_row *row)
{
	(void)row;
	note_err(arg, e);
}

static void
ignore_generations(void *arg, const struct err *e,
    const struct generation_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_intents(void *arg, const struct err *e, const struct intent_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_counts(void *arg, const struct err *e, const struct uptake_counts *c)
{
	(void)c;
	note_err(arg, e);
}

static void
ignore_laggards(void *arg, const struct err *e, const struct laggard_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_strays(void *arg, const struct err *e, const struct stray_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_proposals(void *arg, const struct err *e,
    const struct proposal_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_recovery(void *arg, const struct err *e, const struct recovery_row *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_count(void *arg, const struct err *e, uint64_t n)
{
	(void)n;
	note_err(arg, e);
}

static void
ignore_cleanups(void *arg, const struct err *e, const struct cleanup_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_run(void *arg, const struct err *e, const struct cleanup_run *r)
{
	(void)r;
	note_err(arg, e);
}

static void
ignore_leases(void *arg, const struct err *e, const struct lease_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ignore_facts(void *arg, const struct err *e, const struct sam_list *l)
{
	(void)l;
	note_err(arg, e);
}

static void
ask_all(struct storage *s)
{
	static const struct account_query	 accounts[] = {
		{ .id = 1 }, { .name = "a" }, { .limit = 1 }
	};
	static const struct sitecontrol_query	 files[] = {
		{ .last = true }, { .serial = 1 }, { .limit = 1 }
	};
	static const struct publication_query	 sets[] = {
		{ .current = true }, { .serial = 1 }, { .limit = 1 }
	};
	const struct inbox_query		 inbox[] = {
		{ .landing = &one }, { .limit = 1 },
		{ .box = "ddr.box", .state = INBOX_LANDED }
	};
	const struct client_query		 clients[] = {
		{ .guid = &two }, { .name = "PC" }, { .limit = 1 }
	};
	struct store				*st = s->st;
	size_t					 i;
	int					 bad = 0;

	for (i = 0; i < 3; i++) {
		bad |= store_accounts(st, &accounts[i], ignore_accounts, s);
		bad |= store_sitecontrols(st, &files[i], ignore_files, s);
		bad |= store_publications(st, &sets[i], ignore_sets, s);
		bad |= store_inbox(st, &inbox[i], ignore_inbox, s);
		bad |= store_clients(st, &clients[i], ignore_clients, s);
		bad |= store_findings(st, &(struct finding_query){
		    .open_only = i == 0 }, ignore_findings, s);
		bad |= store_requests(st, &(struct request_query){
		    .seq = (int64_t)i }, ignore_requests, s);
		bad |= store_requests(st, &(struct request_query){
		    .by_change = true }, ignore_requests, s);
		bad |= store_audits(st, &(struct audit_query){
		    .forward = i == 0 }, ignore_audit, s);
	}
	bad |= store_inventories(st, &one, ignore_heads, s);
	bad |= store_inventory_items(st, &(struct item_query){
	    .client = &one, .kind = INVENTORY_HARDWARE, .after_class = "",
	    .after_key = "" }, ignore_items, s);
	bad |= store_messages(st, &(struct message_query){ .system = "PC" },
	    ignore_messages, s);
	bad |= store_messages(st, &(struct message_query){ .limit = 1 },
	    ignore_messages, s);
	bad |= store_inbox_totals(st, ignore_totals, s);
	bad |= store_quarantine(st, 0, 0, ignore_bad, s);
	bad |= store_site(st, ignore_site, s);
	bad |= store_enrolled(st, NULL, ignore_enrolled, s);
	bad |= store_enrolled(st, &one, ignore_enrolled, s);
	bad |= store_tokens(st, NULL, ignore_tokens, s);
	bad |= store_tokens(st, one.b, ignore_tokens, s);
	bad |= store_accountlist(st, ignore_list, s);
	bad |= store_sam(st, "", ignore_facts, s);
	bad |= store_uptake_count(st, &(struct uptake_query){ .n = 0 },
	    ignore_counts, s);
	bad |= store_laggards(st, &(struct laggard_query){
	    .rule = UPTAKE_CLOSE }, ignore_laggards, s);
	bad |= store_laggards(st, &(struct laggard_query){
	    .rule = UPTAKE_RETIRE }, ignore_laggards, s);
	bad |= store_orphans(st, &(struct orphan_query){ .limit = 1 },
	    ignore_laggards, s);
	bad |= store_strays(st, &(struct stray_query){ .rid = 1 },
	    ignore_strays, s);
	bad |= store_pool(st, ignore_pool, s);
	bad |= store_generations(st, ignore_generations, s);
	bad |= store_proposals(st, ignore_proposals, s);
	bad |= store_recovery(st, ignore_recovery, s);
	bad |= store_intents(st, ignore_intents, s);
	bad |= store_leases(st, &(struct lease_query){ .after = 1 },
	    ignore_leases, s);
	bad |= store_leases(st, &(struct lease_query){ .ended = true },
	    ignore_leases, s);
	bad |= store_leases(st, &(struct lease_query){ .target = "PC" },
	    ignore_leases, s);
	bad |= store_installations(st, "PC", AT(1), ignore_count, s);
	bad |= store_cleanups(st, 0, ignore_cleanups, s);
	bad |= store_cleanup_run(st, ignore_run, s);
	assert_int_equal(bad, 0);
	store_wait(st);
}

static bool
is_small(const char *step)
{
	size_t	 i;

	for (i = 0; i < nitems(small); i++) {
		if (strncmp(step, small[i], strlen(small[i])) == 0)
			return true;
	}
	return false;
}

/* The rows of one client, a handful, may be sorted. */
static bool
is_of_one_client(const char *sql)
{
	return strstr(sql, "client_address") != NULL ||
	    strstr(sql, "FROM evidence") != NULL;
}

static bool
is_bad(const char *step, const char *sql)
{
	if (strstr(sql, "sqlite_schema") != NULL)
		return false;
	/* With a limit and nothing to look for it ends early. */
	if (strncmp(step, "SCAN", 4) == 0)
		return !is_small(step) && (strstr(sql, "LIMIT") == NULL ||
		    strstr(sql, "WHERE") != NULL);
	return strstr(step, "TEMP B-TREE") != NULL && !is_of_one_client(sql);
}

/* How many steps of the plan are bad. */
static int
examine(sqlite3 *h, const char *sql)
{
	sqlite3_stmt	*q;
	const char	*step;
	char		 text[2048];
	int		 bad = 0;

	(void)snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", sql);
	if (sqlite3_prepare_v2(h, text, -1, &q, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sqlite3_errmsg(h), sql);
	while (sqlite3_step(q) == SQLITE_ROW) {
		step = (const char *)sqlite3_column_text(q, 3);
		if (is_bad(step, sql)) {
			print_message("%s\n\t%s\n", step, sql);
			bad++;
		}
	}
	(void)sqlite3_finalize(q);
	return bad;
}

static void
no_statement_reads_a_large_table_from_end_to_end(void **state)
{
	struct storage	*s = *state;
	struct db	*db;
	size_t		 i, n = 0;
	int		 bad = 0;

	change_all(s);
	ask_all(s);
	db = &s->st->db;		/* the store thread is idle now */
	for (i = 0; i < DB_CACHE_SLOTS; i++) {
		if (db->cache[i].text == NULL ||
		    strstr(db->cache[i].text, "PRAGMA") != NULL)
			continue;
		bad += examine(db->h, db->cache[i].text);
		n++;
	}
	assert_true(n > 60);
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(no_statement_reads_a_large_table_from_end_to_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
