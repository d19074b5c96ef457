/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and answers of the control socket: frames, both codecs, bad input. */
#include <errno.h>

#include "protocol/control/answer.h"
#include "protocol/control/request.h"
#include "tests/unit/check.h"

static struct buf
framed(const char *body)
{
	struct buf	 b;
	size_t		 n = strlen(body);
	uint8_t		 head[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16),
			    (uint8_t)(n >> 8), (uint8_t)n };

	buf_init(&b, CONTROL_FRAME_MAX);
	buf_add(&b, head, sizeof(head));
	buf_add(&b, body, n);
	assert_true(buf_ok(&b));
	return b;
}

static int
get(const char *body, struct control_request *q, struct err *e)
{
	return control_request_get(rd_over(body, strlen(body)), q, e);
}

/* --- frames --- */

static void
frames_are_taken_one_by_one(void **state)
{
	struct buf	 b = framed("{\"v\":1}");
	struct rd	 r, body;

	(void)state;
	buf_add(&b, b.data, b.len);
	r = buf_reader(&b);
	assert_int_equal(frame_next(&r, &body), FRAME_WHOLE);
	assert_memory_equal(body.base, "{\"v\":1}", 7);
	assert_int_equal(frame_next(&r, &body), FRAME_WHOLE);
	assert_int_equal(frame_next(&r, &body), FRAME_PART);
	assert_int_equal(rd_left(&r), 0);
	buf_free(&b);
}

static void
a_part_of_a_frame_is_left_alone(void **state)
{
	struct buf	 b = framed("{\"v\":1}");
	struct rd	 r, body;
	size_t		 n;

	(void)state;
	for (n = 0; n < b.len; n++) {
		r = rd_over(b.data, n);
		assert_int_equal(frame_next(&r, &body), FRAME_PART);
		assert_int_equal(rd_left(&r), n);
		assert_true(rd_ok(&r));
	}
	buf_free(&b);
}

static void
lengths_that_cannot_be_are_refused_at_once(void **state)
{
	static const uint8_t	bad[][4] = {
		{ 0, 0, 0, 0 }, { 0, 1, 0, 1 }, { 0xff, 0xff, 0xff, 0xff },
		{ 'G', 'E', 'T', ' ' },
	};
	struct rd	 r, body;
	size_t		 i;

	(void)state;
	for (i = 0; i < nitems(bad); i++) {
		r = rd_over(bad[i], 4);
		assert_int_equal(frame_next(&r, &body), FRAME_BAD);
	}
}

static void
an_object_that_is_too_large_is_not_sent(void **state)
{
	struct control_answer	 a = { .kind = ANSWER_NOTE };
	struct buf		 b;
	char			*text = malloc(CONTROL_BODY_MAX + 1);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', CONTROL_BODY_MAX);
	text[CONTROL_BODY_MAX] = '\0';
	a.text = text;
	buf_init(&b, 4 * CONTROL_FRAME_MAX);
	assert_int_equal(control_answer_put(&b, &a), -ENOBUFS);
	assert_int_equal(b.len, 0);
	text[CONTROL_BODY_MAX - 64] = '\0';
	assert_int_equal(control_answer_put(&b, &a), 0);
	buf_free(&b);
	free(text);
}

/* --- requests --- */

static const char	good[] = "{\"v\":1,\"verb\":\"account add\",\"args\":"
			    "{\"name\":\"J\\u00fcrgen\",\"operator\":true,"
			    "\"generate\":false},\"dry_run\":true}";

static void
a_request_tells_its_verb_and_arguments(void **state)
{
	struct control_request	 q;
	struct err		 e;

	(void)state;
	assert_int_equal(get(good, &q, &e), 0);
	assert_ptr_equal(q.verb, control_verb(VERB_ACCOUNT_ADD));
	assert_string_equal(control_text(&q, "name"), "J\xc3\xbcrgen");
	assert_true(control_flag(&q, "operator"));
	assert_false(control_flag(&q, "generate"));
	assert_null(control_text(&q, "comment"));
	assert_null(control_text(&q, "no such parameter"));
	assert_null(control_file(&q));
	assert_true(q.dry_run);
	control_request_free(&q);
	assert_null(q.verb);
}

/* Where a parameter's value stands in a request. */
static size_t
place(enum control_verb_id verb, const char *name)
{
	const struct control_param	*p = control_verb(verb)->params;
	size_t				 i;

	for (i = 0; p[i].name != NULL; i++)
		if (strcmp(p[i].name, name) == 0)
			return i;
	fail_msg("there is no %s", name);
	return 0;
}

static void
what_is_written_is_read_again(void **state)
{
	struct control_request	 q = { .verb = control_verb(
				    VERB_SITE_SHOW) }, again;
	struct buf		 b;
	struct rd		 r, body;
	struct err		 e;

	(void)state;
	q.values[place(VERB_SITE_SHOW, "serial")] = (struct control_value){
	    true, NULL, CONTROL_NUMBER_MAX };
	q.values[place(VERB_SITE_SHOW, "text")] = (struct control_value){
	    true, NULL, 1 };
	buf_init(&b, CONTROL_FRAME_MAX);
	assert_int_equal(control_request_put(&b, &q), 0);
	r = buf_reader(&b);
	assert_int_equal(frame_next(&r, &body), FRAME_WHOLE);
	assert_int_equal(control_request_get(body, &again, &e), 0);
	assert_int_equal(control_number(&again, "serial"),
	    CONTROL_NUMBER_MAX);
	assert_true(control_flag(&again, "text"));
	assert_false(again.dry_run);
	control_request_free(&again);
	buf_free(&b);
}

static bool
is_request(const uint8_t *p, size_t n)
{
	struct control_request	 q;
	bool			 ok = control_request_get(rd_over(p, n), &q,
				    NULL) == 0;

	if (ok)
		control_request_free(&q);
	return ok;
}

static void
no_prefix_of_a_request_is_one(void **state)
{
	(void)state;
	no_prefix_is_accepted(is_request, good, strlen(good));
}

#define ARGS(verb, args)						\
	"{\"v\":1,\"verb\":\"" verb "\",\"args\":{" args "},\"dry_run\":false}"

static void
bad_requests_are_refused_with_a_sentence(void **state)
{
	static const struct {
		const char	*body;
		int		 error;
	} rows[] = {
		{ "", EPROTO },
		{ "x", EPROTO },
		{ "[]", EPROTO },
		{ "null", EPROTO },
		{ "\"", EPROTO },
		{ "\"\\", EPROTO },
		{ "{}", EPROTONOSUPPORT },
		{ "{\"v\":2}", EPROTONOSUPPORT },
		{ "{\"v\":\"1\"}", EPROTONOSUPPORT },
		{ "{\"v\":1.0}", EPROTONOSUPPORT },
		{ "{\"v\":1}", EPROTO },
		{ "{\"v\":1,\"v\":1}", EPROTO },
		{ "{\"v\":1} x", EPROTO },
		{ "{\"v\":1,\"verb\":\"status\",\"args\":{}}", EPROTO },
		{ "{\"v\":1,\"verb\":\"status\",\"args\":{},\"dry_run\":0}",
		    EPROTO },
		{ "{\"v\":1,\"verb\":\"status\",\"args\":[],"
		    "\"dry_run\":false}", EPROTO },
		{ "{\"v\":1,\"verb\":1,\"args\":{},\"dry_run\":false}",
		    EPROTO },
		{ "{\"v\":1,\"verb\":\"status\",\"args\":{},"
		    "\"dry_run\":false,\"x\":1}", EPROTO },
		{ ARGS("status", "\"x\":{\"a\":{\"b\":{\"c\":1}}}"), EPROTO },
		{ ARGS("status", "\"x\":\"\\u0000\""), EPROTO },
		{ ARGS("status", "\"x\":\"\xff\""), EPROTO },
		{ ARGS("nix", ""), EINVAL },
		{ ARGS("", ""), EINVAL },
		{ ARGS("Status", ""), EINVAL },
		{ ARGS("status", "\"x\":1"), EINVAL },
		{ ARGS("account show", ""), EINVAL },
		{ ARGS("account show", "\"name\":1"), EINVAL },
		{ ARGS("account show", "\"name\":null"), EINVAL },
		{ ARGS("account show", "\"name\":\"\""), EINVAL },
		{ ARGS("account show", "\"name\":\"a\\u0007\""), EINVAL },
		{ ARGS("account show", "\"name\":\"a\\u007f\""), EINVAL },
		{ ARGS("account list", "\"all\":1"), EINVAL },
		{ ARGS("audit tail", "\"count\":-1"), EINVAL },
		{ ARGS("audit tail", "\"count\":9007199254740993"), EINVAL },
		{ ARGS("audit tail", "\"count\":1.5"), EINVAL },
	};
	struct control_request	 q;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		e = (struct err){ 0 };
		if (get(rows[i].body, &q, &e) != -rows[i].error ||
		    e.text[0] == '\0')
			fail_msg("row %zu, %s: %d \"%s\"", i, rows[i].body,
			    e.code, e.text);
		assert_null(q.json);
	}
}

static void
a_word_of_255_bytes_is_the_longest(void **state)
{
	char			 body[400], word[CONTROL_WORD_MAX + 2];
	struct control_request	 q;

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	(void)snprintf(body, sizeof(body), ARGS("account show",
	    "\"name\":\"%s\""), word);
	assert_int_equal(get(body, &q, NULL), -EINVAL);
	(void)snprintf(body, sizeof(body), ARGS("account show",
	    "\"name\":\"%s\""), word + 1);
	assert_int_equal(get(body, &q, NULL), 0);
	control_request_free(&q);
}

static void
a_file_is_told_by_its_parameter(void **state)
{
	struct control_request	 q;

	(void)state;
	assert_int_equal(get(ARGS("site import", "\"file\":\"a\""), &q, NULL),
	    0);
	assert_int_equal(control_file(&q)->kind, PARAM_SOURCE);
	control_request_free(&q);
	assert_int_equal(get(ARGS("site backup", "\"file\":\"a\""), &q, NULL),
	    0);
	assert_int_equal(control_file(&q)->kind, PARAM_TARGET);
	control_request_free(&q);
}

/* --- answers --- */

static void
again(const struct control_answer *a, const struct control_verb *v,
    struct control_answer *out)
{
	struct buf	 b;
	struct rd	 r, body;
	struct err	 e;

	buf_init(&b, CONTROL_FRAME_MAX);
	assert_int_equal(control_answer_put(&b, a), 0);
	r = buf_reader(&b);
	assert_int_equal(frame_next(&r, &body), FRAME_WHOLE);
	assert_int_equal(control_answer_get(body, v, out, &e), 0);
	assert_int_equal(out->kind, a->kind);
	buf_free(&b);
}

static void
a_row_keeps_its_cells(void **state)
{
	const struct control_verb	*v = control_verb(VERB_ACCOUNT_ADD);
	struct control_answer		 a = { .kind = ANSWER_ROW,
					    .table = &table_new_account,
					    .cells = { TEXT("a\nb"), NOTHING,
					    NUMBER(INT64_MAX) } };
	struct control_answer		 b;

	(void)state;
	again(&a, v, &b);
	assert_ptr_equal(b.table, &table_new_account);
	assert_string_equal(b.cells[0].text, "a\nb");
	assert_int_equal(b.cells[1].kind, CELL_NULL);
	assert_int_equal(b.cells[2].kind, CELL_NUMBER);
	assert_true(b.cells[2].number == INT64_MAX);
	control_answer_free(&b);
}

static void
text_that_is_no_unicode_is_made_fit(void **state)
{
	struct control_answer	 a = { .kind = ANSWER_NOTE,
				    .text = "x\xff\xfey" }, b;

	(void)state;
	again(&a, control_verb(VERB_STATUS), &b);
	assert_string_equal(b.text, "x\\xff\\xfey");
	control_answer_free(&b);
}

static void
the_other_answers_come_back(void **state)
{
	const struct control_verb	*v = control_verb(VERB_STATUS);
	struct control_answer		 a = { .kind = ANSWER_END,
					    .exit = CONTROL_REFUSED,
					    .text = "no", .hint = "do" }, b;

	(void)state;
	again(&a, v, &b);
	assert_int_equal(b.exit, CONTROL_REFUSED);
	assert_string_equal(b.text, "no");
	assert_string_equal(b.hint, "do");
	control_answer_free(&b);
	a = (struct control_answer){ .kind = ANSWER_PROGRESS, .done = 3,
	    .total = INT64_MAX };
	again(&a, v, &b);
	assert_int_equal(b.done, 3);
	assert_true(b.total == INT64_MAX);
	control_answer_free(&b);
	a = (struct control_answer){ .kind = ANSWER_SECRET,
	    .secret = ANSWER_SHOW };
	again(&a, v, &b);
	assert_int_equal(b.secret, ANSWER_SHOW);
	control_answer_free(&b);
}

static void
a_cell_of_the_wrong_kind_is_not_sent(void **state)
{
	struct control_answer	 a = { .kind = ANSWER_ROW,
				    .table = &table_new_account,
				    .cells = { NUMBER(1), NOTHING,
				    NOTHING } };
	struct buf		 b;

	(void)state;
	buf_init(&b, CONTROL_FRAME_MAX);
	assert_int_equal(control_answer_put(&b, &a), -EINVAL);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void
bad_answers_are_refused_with_a_sentence(void **state)
{
	static const char *const	rows[] = {
		"", "{}", "{\"v\":1}", "{\"v\":2,\"note\":\"x\"}",
		"{\"v\":1,\"note\":1}",
		"{\"v\":1,\"note\":\"x\",\"more\":1}",
		"{\"v\":1,\"row\":[],\"table\":\"new_account\"}",
		"{\"v\":1,\"row\":[\"a\",\"b\"],\"table\":\"new_account\"}",
		"{\"v\":1,\"row\":[\"a\",\"b\",1,2],\"table\":\"new_account\"}",
		"{\"v\":1,\"row\":[1,\"b\",1],\"table\":\"new_account\"}",
		"{\"v\":1,\"row\":[\"a\",null,true],\"table\":\"new_account\"}",
		"{\"v\":1,\"row\":[\"a\",\"b\",1],\"table\":\"roles\"}",
		"{\"v\":1,\"row\":{},\"table\":\"new_account\"}",
		"{\"v\":1,\"row\":[\"a\",\"b\",1]}",
		"{\"v\":1,\"done\":-1,\"total\":1}",
		"{\"v\":1,\"done\":1}",
		"{\"v\":1,\"secret\":\"steal\"}",
		"{\"v\":1,\"exit\":5,\"message\":\"\",\"hint\":\"\"}",
		"{\"v\":1,\"exit\":-1,\"message\":\"\",\"hint\":\"\"}",
		"{\"v\":1,\"exit\":0,\"message\":\"\"}",
		"{\"v\":1,\"exit\":\"0\",\"message\":\"\",\"hint\":\"\"}",
	};
	struct control_answer	 a;
	struct err		 e;
	size_t			 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++) {
		e = (struct err){ 0 };
		if (control_answer_get(rd_over(rows[i], strlen(rows[i])),
		    control_verb(VERB_ACCOUNT_ADD), &a, &e) == 0 ||
		    e.text[0] == '\0')
			fail_msg("row %zu: %s", i, rows[i]);
	}
}

static bool
is_answer(const uint8_t *p, size_t n)
{
	struct control_answer	 a;
	bool			 ok = control_answer_get(rd_over(p, n),
				    control_verb(VERB_ACCOUNT_ADD), &a,
				    NULL) == 0;

	if (ok)
		control_answer_free(&a);
	return ok;
}

static void
no_prefix_of_an_answer_is_one(void **state)
{
	static const char *const	rows[] = {
		"{\"v\":1,\"row\":[\"a\",null,1],\"table\":\"new_account\"}",
		"{\"v\":1,\"exit\":0,\"message\":\"m\",\"hint\":\"\"}",
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < nitems(rows); i++)
		no_prefix_is_accepted(is_answer, rows[i], strlen(rows[i]));
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(frames_are_taken_one_by_one),
		cmocka_unit_test(a_part_of_a_frame_is_left_alone),
		cmocka_unit_test(lengths_that_cannot_be_are_refused_at_once),
		cmocka_unit_test(an_object_that_is_too_large_is_not_sent),
		cmocka_unit_test(a_request_tells_its_verb_and_arguments),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(no_prefix_of_a_request_is_one),
		cmocka_unit_test(bad_requests_are_refused_with_a_sentence),
		cmocka_unit_test(a_word_of_255_bytes_is_the_longest),
		cmocka_unit_test(a_file_is_told_by_its_parameter),
		cmocka_unit_test(a_row_keeps_its_cells),
		cmocka_unit_test(text_that_is_no_unicode_is_made_fit),
		cmocka_unit_test(the_other_answers_come_back),
		cmocka_unit_test(a_cell_of_the_wrong_kind_is_not_sent),
		cmocka_unit_test(bad_answers_are_refused_with_a_sentence),
		cmocka_unit_test(no_prefix_of_an_answer_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
