/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The site's identity, its control files, its publications, its requests. */
#include "tests/unit/storage.h"

#include "base/text.h"
#include "store/bundle.h"
#include "store/publication.h"
#include "store/request.h"
#include "store/site.h"
#include "store/sitecontrol.h"

static struct site_row		 site;
static bool			 have_site;
static struct sitecontrol_row	 files[16];
static char			 content[64];
static size_t			 n_files;
static struct publication_row	 sets[16];
static size_t			 n_sets;
static struct request_row	 queue[16];
static size_t			 n_queue;
static bool			 more;

static void
take_site(void *arg, const struct err *e, const struct site_row *row)
{
	struct storage	*s = arg;

	note_err(s, e);
	have_site = row != NULL;
	if (!have_site)
		return;
	site = *row;
	assert_true(row->key_check.len < sizeof(content));
	memcpy(content, row->key_check.data, row->key_check.len);
}

static const struct site_row	 s01 = {
	.code = "S01", .sid = { 1, 0xffffffffU, 3 },
	.server = { { 9, 8, 7 } }, .node = 1, .key_id = 0xdeadbeefU,
	.key_check = { "check", 5 }, .created = { 12345 }
};

static void
the_site_has_one_identity_for_ever(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	assert_int_equal(waited(s, store_site(s->st, take_site, s)), 0);
	assert_false(have_site);
	store_site_create(b, &s01);
	committed(s, b);
	assert_int_equal(waited(s, store_site(s->st, take_site, s)), 0);
	assert_true(have_site);
	assert_string_equal(site.code, "S01");
	assert_memory_equal(site.sid, s01.sid, sizeof(site.sid));
	assert_true(guid_equal(&site.server, &s01.server));
	assert_int_equal(site.node, 1);
	assert_int_equal(site.key_id, 0xdeadbeefU);
	assert_int_equal(site.created.us, 12345);
	assert_memory_equal(content, "check", 5);
	b = store_batch_new();
	store_site_create(b, &s01);
	assert_int_equal(commit(s, b), EEXIST);
	b = store_batch_new();
	store_site_key(b, 7, (struct store_blob){ "other", 5 });
	committed(s, b);
	assert_int_equal(waited(s, store_site(s->st, take_site, s)), 0);
	assert_int_equal(site.key_id, 7);
	assert_memory_equal(content, "other", 5);
}

static void
a_site_without_a_code_is_none(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();
	struct site_row	 bad = s01;

	bad.code[2] = '\0';
	store_site_create(b, &bad);
	assert_int_equal(commit(s, b), EINVAL);
}

static void
take_files(void *arg, const struct err *e, const struct sitecontrol_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_files = l->n;
	more = l->more;
	for (i = 0; i < l->n; i++) {
		files[i] = l->rows[i];
		files[i].origin = kept(s, files[i].origin);
		files[i].who = kept(s, files[i].who);
		files[i].reason = kept(s, files[i].reason);
		memset(content, 0, sizeof(content));
		if (files[i].content.len > 0)
			memcpy(content, files[i].content.data,
			    files[i].content.len);
	}
}

struct serial_note {
	struct storage	*s;
	const uint64_t	*at;
	uint64_t	 was;
};

static void
note_serial(void *arg, const struct err *failed)
{
	struct serial_note	*n = arg;

	note_err(n->s, failed);
	n->was = failed == NULL ? *n->at : 0;
}

static uint64_t
import(struct storage *s, uint64_t serial, const char *text)
{
	struct serial_note	 n = { .s = s };
	struct batch		*b = store_batch_new();

	n.at = store_sitecontrol_add(b, &(struct sitecontrol_row){
	    .serial = serial, .origin = "import site.ct0",
	    .content = { text, strlen(text) }, .who = "anna",
	    .at = AT(serial), .reason = "first" });
	(void)waited(s, store_submit(s->st, &b, note_serial, &n));
	return n.was;
}

static void
files_of(struct storage *s, const struct sitecontrol_query *q)
{
	assert_int_equal(waited(s, store_sitecontrols(s->st, q, take_files,
	    s)), 0);
}

static void
site_control_files_are_kept_by_rising_serial(void **state)
{
	static const char	 abc[] = "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad";
	struct storage		*s = *state;
	char			 hex[65];

	assert_int_equal(import(s, 9, "abc"), 9);
	assert_int_equal(import(s, 0, "second"), 10);
	assert_int_equal(import(s, 10, "late"), 0);
	assert_int_equal(s->err.code, ESTALE);
	assert_string_equal(s->err.text,
	    "site control serial 10 is not above the last one, 10");
	assert_int_equal(import(s, 15, "third"), 15);
	files_of(s, &(struct sitecontrol_query){ .last = true });
	assert_int_equal(n_files, 1);
	assert_int_equal(files[0].serial, 15);
	assert_string_equal(content, "third");
	files_of(s, &(struct sitecontrol_query){ .serial = 9 });
	assert_int_equal(n_files, 1);
	assert_string_equal(content, "abc");
	assert_int_equal(files[0].size, 3);
	hex_encode(hex, files[0].sha256, 32);
	assert_string_equal(hex, abc);
	assert_string_equal(files[0].who, "anna");
	assert_string_equal(files[0].origin, "import site.ct0");
	assert_string_equal(files[0].reason, "first");
	assert_int_equal(files[0].at.us, AT(9).us);
	files_of(s, &(struct sitecontrol_query){ .limit = 2 });
	assert_int_equal(n_files, 2);
	assert_true(more);
	assert_int_equal(files[0].serial, 15);
	assert_int_equal(files[0].content.len, 0);
	assert_int_equal(files[0].size, 5);
	files_of(s, &(struct sitecontrol_query){ .before = files[1].serial });
	assert_int_equal(n_files, 1);
	assert_int_equal(files[0].serial, 9);
	assert_false(more);
}

static void
history_is_not_to_be_changed(void **state)
{
	struct storage	*s = *state;

	(void)import(s, 1, "abc");
	assert_false(storage_try(s, "DELETE FROM sitecontrol"));
	assert_false(storage_try(s, "UPDATE sitecontrol SET reason = ''"));
}

static void
take_sets(void *arg, const struct err *e, const struct publication_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_sets = l->n;
	for (i = 0; i < l->n; i++) {
		sets[i] = l->rows[i];
		sets[i].error = kept(s, sets[i].error);
	}
}

static const struct publication_row *
set(struct storage *s, uint64_t serial)
{
	const struct publication_query	 q = { .serial = serial };

	assert_int_equal(waited(s, store_publications(s->st, &q, take_sets,
	    s)), 0);
	assert_int_equal(n_sets, 1);
	return &sets[0];
}

static uint64_t
current(struct storage *s)
{
	const struct publication_query	 q = { .current = true };

	assert_int_equal(waited(s, store_publications(s->st, &q, take_sets,
	    s)), 0);
	return n_sets == 0 ? 0 : sets[0].serial;
}

static uint64_t
begin(struct storage *s, uint64_t sitecontrol)
{
	struct serial_note	 n = { .s = s };
	struct batch		*b = store_batch_new();

	n.at = store_publication_begin(b, sitecontrol, AT(1));
	assert_int_equal(waited(s, store_submit(s->st, &b, note_serial, &n)),
	    0);
	return n.was;
}

static const uint8_t	 hash[32] = { 1, 2, 3 };

static int
publish(struct storage *s, uint64_t serial, int64_t at)
{
	struct batch	*b = store_batch_new();

	store_publication_publish(b, serial, hash, AT(at));
	return commit(s, b);
}

static void
one_set_at_most_is_published(void **state)
{
	struct storage	*s = *state;

	assert_int_equal(current(s), 0);
	assert_int_equal(begin(s, 9), 1);
	assert_int_equal(current(s), 0);
	assert_int_equal(publish(s, 1, 10), 0);
	assert_int_equal(current(s), 1);
	assert_int_equal(begin(s, 10), 2);
	assert_int_equal(current(s), 1);
	assert_int_equal(publish(s, 2, 20), 0);
	assert_int_equal(current(s), 2);
	assert_memory_equal(sets[0].manifest, hash, 32);
	assert_int_equal(sets[0].sitecontrol, 10);
	assert_int_equal(set(s, 1)->state, PUBLICATION_SUPERSEDED);
	assert_int_equal(sets[0].ended.us, AT(10).us);
	assert_int_equal(sets[0].superseded.us, AT(20).us);
}

static void
a_failed_set_leaves_the_last_good_one(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	(void)begin(s, 9);
	assert_int_equal(publish(s, 1, 10), 0);
	(void)begin(s, 10);
	store_publication_fail(b, 2, "no space left", AT(20));
	committed(s, b);
	assert_int_equal(current(s), 1);
	assert_int_equal(set(s, 2)->state, PUBLICATION_FAILED);
	assert_string_equal(sets[0].error, "no space left");
	/* What has ended is not published, and supersedes nothing. */
	assert_int_equal(publish(s, 2, 30), EALREADY);
	assert_int_equal(publish(s, 7, 30), ENOENT);
	assert_int_equal(current(s), 1);
	assert_int_equal(begin(s, 10), 3);
}

static void
a_crash_while_building_is_a_failure(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	(void)begin(s, 9);
	assert_int_equal(publish(s, 1, 10), 0);
	(void)begin(s, 10);
	store_publication_abandon(b, AT(50));
	committed(s, b);
	assert_int_equal(current(s), 1);
	assert_int_equal(set(s, 2)->state, PUBLICATION_FAILED);
	assert_string_equal(sets[0].error, "interrupted by a restart");
	assert_int_equal(waited(s, store_publications(s->st,
	    &(struct publication_query){ 0 }, take_sets, s)), 0);
	assert_int_equal(n_sets, 2);
	assert_int_equal(sets[0].serial, 2);
}

static void
take_queue(void *arg, const struct err *e, const struct request_list *l)
{
	struct storage	*s = arg;
	size_t		 i;

	note_err(s, e);
	n_queue = l->n;
	more = l->more;
	for (i = 0; i < l->n; i++) {
		queue[i] = l->rows[i];
		queue[i].computer = kept(s, queue[i].computer);
		queue[i].domain = kept(s, queue[i].domain);
		queue[i].kind = kept(s, queue[i].kind);
		queue[i].payload.data = arena_text(&s->kept,
		    queue[i].payload.data, queue[i].payload.len);
	}
}

static void
requests(struct storage *s, const struct request_query *q)
{
	assert_int_equal(waited(s, store_requests(s->st, q, take_queue, s)),
	    0);
}

struct request_note {
	struct storage			*s;
	const struct request_merge	*at;
	struct request_merge		 was;
};

static void
note_request(void *arg, const struct err *failed)
{
	struct request_note	*n = arg;

	note_err(n->s, failed);
	n->was = *n->at;
}

static struct request_merge
request(struct storage *s, const char *computer, const char *payload,
    int64_t at)
{
	struct request_note	 n = { .s = s };
	struct batch		*b = store_batch_new();

	n.at = store_request_add(b, &(struct request_row){
	    .computer = computer, .domain = "Plant", .kind = "ccr",
	    .payload = { payload, strlen(payload) }, .latest = AT(at) });
	(void)waited(s, store_submit(s->st, &b, note_request, &n));
	return n.was;
}

static void
requests_of_one_machine_are_merged_in_place(void **state)
{
	struct storage		*s = *state;
	struct request_merge	 m;

	m = request(s, "PC17", "one", 10);
	assert_true(m.fresh && m.seq == 1);
	m = request(s, "PC18", "other", 20);
	assert_true(m.fresh && m.seq == 2);
	m = request(s, "pc17", "two", 30);
	assert_true(!m.fresh && m.seq == 1);
	requests(s, &(struct request_query){ 0 });
	assert_int_equal(n_queue, 2);
	assert_string_equal(queue[0].computer, "PC17");
	assert_string_equal(queue[0].domain, "Plant");
	assert_string_equal(queue[0].payload.data, "two");
	assert_int_equal(queue[0].count, 2);
	assert_int_equal(queue[0].initial.us, AT(10).us);
	assert_int_equal(queue[0].latest.us, AT(30).us);
	assert_int_equal(queue[0].state, REQUEST_INCOMING);
	assert_int_equal(queue[1].count, 1);
}

static void
a_dropped_request_is_gone_and_its_place_too(void **state)
{
	struct storage	*s = *state;
	struct batch	*b = store_batch_new();

	(void)request(s, "PC17", "one", 10);
	(void)request(s, "PC18", "one", 10);
	store_request_drop(b, 1);
	committed(s, b);
	b = store_batch_new();
	store_request_drop(b, 1);
	assert_int_equal(commit(s, b), ENOENT);
	assert_int_equal(request(s, "PC17", "new", 20).seq, 3);
	requests(s, &(struct request_query){ .seq = 3 });
	assert_int_equal(n_queue, 1);
	assert_string_equal(queue[0].payload.data, "new");
	requests(s, &(struct request_query){ .limit = 1 });
	assert_true(n_queue == 1 && more && queue[0].seq == 2);
	requests(s, &(struct request_query){ .limit = 1, .after = 2 });
	assert_true(n_queue == 1 && !more && queue[0].seq == 3);
}

static void
a_request_without_a_computer_is_refused(void **state)
{
	struct storage	*s = *state;

	(void)request(s, "", "x", 1);
	assert_int_equal(s->err.code, EINVAL);
	(void)request(s, "PC\xff", "x", 1);
	assert_int_equal(s->err.code, EINVAL);
}

static struct bundle_row	bundles[8];
static struct bundle_file_row	bundle_files[8];
static size_t			n_bundles, n_bundle_files;

static void
take_bundles(void *arg, const struct err *e, const struct bundle_list *list)
{
	note_err(arg, e);
	n_bundles = list->n;
	assert_true(list->n <= nitems(bundles));
	memcpy(bundles, list->rows, list->n * sizeof(*bundles));
}

static void
take_bundle_files(void *arg, const struct err *e,
    const struct bundle_files *list)
{
	note_err(arg, e);
	n_bundle_files = list->n;
	assert_true(list->n <= nitems(bundle_files));
	memcpy(bundle_files, list->rows, list->n * sizeof(*bundle_files));
}

static void
put_bundle(struct storage *s, const char *name, const char *version,
    const struct bundle_file_row *rows, size_t n)
{
	const struct bundle_row	 row = { .name = name, .version = version,
				    .since = { 5 }, .who = "x",
				    .files = rows, .nfiles = n };
	struct batch		*b = store_batch_new();

	store_bundle_put(b, &row);
	committed(s, b);
}

static void
a_bundle_is_replaced_as_a_whole(void **state)
{
	static const struct bundle_file_row	 first[] = {
		{ "", "i386/a", 1, { 1 } }, { "", "i386/b", 2, { 2 } },
	};
	static const struct bundle_file_row	 second[] = {
		{ "", "i386/b", 3, { 3 } },
	};
	struct storage				*s = *state;

	put_bundle(s, "clicomp.src/hinv", "2.00.1493.1", first, 2);
	put_bundle(s, "clifiles.src", "", first, 1);
	put_bundle(s, "clicomp.src/hinv", "2.00.1493.2", second, 1);
	assert_int_equal(waited(s, store_bundles(s->st, "", take_bundles, s)),
	    0);
	assert_int_equal(n_bundles, 2);
	assert_int_equal(bundles[0].since.us, 5);
	assert_int_equal(waited(s, store_bundle_files(s->st, "", "",
	    take_bundle_files, s)), 0);
	assert_int_equal(n_bundle_files, 2);
	assert_int_equal(bundle_files[0].size, 3);
	assert_int_equal(bundle_files[0].sha256[0], 3);
	assert_int_equal(waited(s, store_bundle_files(s->st,
	    "clicomp.src/hinv", "i386/b", take_bundle_files, s)), 0);
	assert_int_equal(n_bundle_files, 1);
	assert_int_equal(bundle_files[0].size, 1);
	assert_int_equal(waited(s, store_bundles(s->st, "clicomp.src/hinv",
	    take_bundles, s)), 0);
	assert_int_equal(n_bundles, 1);
}

static void
an_empty_file_or_a_path_twice_is_no_bundle(void **state)
{
	static const struct bundle_file_row	 empty[] = {
		{ "", "i386/a", 0, { 1 } },
	};
	static const struct bundle_file_row	 twice[] = {
		{ "", "i386/a", 1, { 1 } }, { "", "i386/a", 1, { 1 } },
	};
	struct bundle_row			 row = { .name = "x",
						    .version = "" };
	struct storage				*s = *state;
	struct batch				*b = store_batch_new();

	row.files = empty;
	row.nfiles = 1;
	store_bundle_put(b, &row);
	assert_int_not_equal(commit(s, b), 0);
	b = store_batch_new();
	row.files = twice;
	row.nfiles = 2;
	store_bundle_put(b, &row);
	assert_int_not_equal(commit(s, b), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(the_site_has_one_identity_for_ever),
		WITH_STORE(a_site_without_a_code_is_none),
		WITH_STORE(a_bundle_is_replaced_as_a_whole),
		WITH_STORE(an_empty_file_or_a_path_twice_is_no_bundle),
		WITH_STORE(site_control_files_are_kept_by_rising_serial),
		WITH_STORE(history_is_not_to_be_changed),
		WITH_STORE(one_set_at_most_is_published),
		WITH_STORE(a_failed_set_leaves_the_last_good_one),
		WITH_STORE(a_crash_while_building_is_a_failure),
		WITH_STORE(requests_of_one_machine_are_merged_in_place),
		WITH_STORE(a_dropped_request_is_gone_and_its_place_too),
		WITH_STORE(a_request_without_a_computer_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
