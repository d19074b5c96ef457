/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A control message: the words of a verb, a line feed, the answer to it; or
 * only a line feed, then a request.  What is accepted is encoded; the encoding
 * is accepted, too, and encodes to the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/control/answer.h"
#include "protocol/control/request.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static struct rd
body_of(const struct buf *b)
{
	struct rd	 r = buf_reader(b), body;

	must(frame_next(&r, &body) == FRAME_WHOLE && rd_end(&r));
	return body;
}

static void
try_request(struct rd body)
{
	struct control_request	 q;
	struct buf		 first, second;

	if (control_request_get(body, &q, NULL) != 0)
		return;
	buf_init(&first, CONTROL_FRAME_MAX);
	buf_init(&second, CONTROL_FRAME_MAX);
	must(control_request_put(&first, &q) == 0);
	control_request_free(&q);
	must(control_request_get(body_of(&first), &q, NULL) == 0);
	must(control_request_put(&second, &q) == 0);
	control_request_free(&q);
	must(first.len == second.len &&
	    memcmp(first.data, second.data, first.len) == 0);
	buf_free(&first);
	buf_free(&second);
}

static void
try_answer(const struct control_verb *v, struct rd body)
{
	struct control_answer	 a;
	struct buf		 first, second;

	if (control_answer_get(body, v, &a, NULL) != 0)
		return;
	buf_init(&first, CONTROL_FRAME_MAX);
	buf_init(&second, CONTROL_FRAME_MAX);
	must(control_answer_put(&first, &a) == 0);
	control_answer_free(&a);
	must(control_answer_get(body_of(&first), v, &a, NULL) == 0);
	must(control_answer_put(&second, &a) == 0);
	control_answer_free(&a);
	must(first.len == second.len &&
	    memcmp(first.data, second.data, first.len) == 0);
	buf_free(&first);
	buf_free(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct control_verb	*v;
	const uint8_t			*end = memchr(data, '\n', size);
	char				 words[64];
	size_t				 n = end == NULL ? 0 :
					    (size_t)(end - data);
	struct rd			 body;

	if (end == NULL || n >= sizeof(words) || size > CONTROL_BODY_MAX)
		return 0;
	memcpy(words, data, n);
	words[n] = '\0';
	body = rd_over(end + 1, size - n - 1);
	v = control_verb_find(words);
	if (n == 0)
		try_request(body);
	else if (v != NULL)
		try_answer(v, body);
	return 0;
}
