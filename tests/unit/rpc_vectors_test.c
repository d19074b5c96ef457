/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls captured between Samba and its clients, and some packed by Samba's NDR
 * library: request and response are read to their last byte and written again,
 * byte for byte.  A line of the file is: interface, operation, byte order of
 * the request, request, response (always little-endian).
 */
#include "tests/unit/check.h"

#include <stdio.h>

#include "base/text.h"
#include "protocol/rpc/dssetup.h"
#include "protocol/rpc/lsarpc.h"
#include "protocol/rpc/netlogon.h"
#include "protocol/rpc/samr.h"
#include "protocol/rpc/srvsvc.h"
#include "protocol/rpc/svcctl.h"
#include "protocol/rpc/winreg.h"
#include "protocol/rpc/wkssvc.h"

#define STUB_MAX	65536
#define ARENA_MAX	(4U << 20)

static const struct rpc_iface	*ifaces[] = {
	&dssetup_iface, &lsarpc_iface, &netlogon_iface, &samr_iface,
	&srvsvc_iface, &svcctl_iface, &winreg_iface, &wkssvc_iface,
};

struct stub {
	uint8_t	 bytes[STUB_MAX];
	size_t	 size;
};

struct vector {
	char			 line[4 * STUB_MAX];
	const struct rpc_op	*op;
	bool			 big;
	struct stub		 in;
	struct stub		 out;
};

static FILE *
vectors_open(void)
{
	const char	*src = getenv("srcdir");
	char		 path[4096];
	FILE		*f;

	(void)snprintf(path, sizeof(path), "%s/tests/data/rpc-stubs.txt",
	    src == NULL ? "." : src);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s is missing", path);
	return f;
}

static const struct rpc_iface *
iface_named(const char *name)
{
	size_t	 i;

	for (i = 0; i < nitems(ifaces); i++) {
		if (strcmp(ifaces[i]->name, name) == 0)
			return ifaces[i];
	}
	fail_msg("no interface %s", name);
	return NULL;
}

static void
stub_set(struct stub *s, const char *hex)
{
	s->size = strlen(hex) / 2;
	assert_true(s->size <= sizeof(s->bytes));
	assert_true(hex_decode(s->bytes, s->size, hex));
}

static bool
vector_next(FILE *f, struct vector *v)
{
	const char	*word[5];
	char		*rest = NULL;
	size_t		 i;

	do {
		if (fgets(v->line, sizeof(v->line), f) == NULL)
			return false;
	} while (v->line[0] == '#');
	for (i = 0; i < nitems(word); i++) {
		word[i] = strtok_r(i == 0 ? v->line : NULL, " \n", &rest);
		assert_non_null(word[i]);
	}
	v->op = rpc_iface_op(iface_named(word[0]), (uint16_t)atoi(word[1]));
	if (v->op == NULL)
		fail_msg("%s has no operation %s", word[0], word[1]);
	v->big = strcmp(word[2], "be") == 0;
	stub_set(&v->in, word[3]);
	stub_set(&v->out, word[4]);
	return true;
}

struct trial {
	const struct vector	*v;
	struct arena		 mem;
	void			*args;
	uint32_t		 status;
};

static void
trial_begin(struct trial *t, const struct vector *v)
{
	*t = (struct trial){ .v = v };
	arena_init(&t->mem, ARENA_MAX);
	t->args = calloc(1, v->op->size);
	assert_non_null(t->args);
}

static void
trial_end(struct trial *t)
{
	arena_free(&t->mem);
	free(t->args);
}

static bool
reads_request(struct trial *t, const uint8_t *p, size_t size)
{
	struct ndr	 n = ndr_reader(rd_over(p, size), t->v->big, &t->mem);

	t->v->op->in(&n, t->args);
	return ndr_ok(&n) && rd_left(&n.in) == 0;
}

/* To be called after a request, as what is answered depends on it. */
static bool
reads_response(struct trial *t, const uint8_t *p, size_t size)
{
	struct ndr	 n = ndr_reader(rd_over(p, size), false, &t->mem);

	t->v->op->out(&n, t->args);
	ndr_u32(&n, &t->status);
	return ndr_ok(&n) && rd_left(&n.in) == 0;
}

/* Pointers are numbered as the writer likes: 0x0002.... here and there. */
static bool
both_pointers(const uint8_t *a, const uint8_t *b, bool big)
{
	size_t	 high = big ? 0 : 2;

	return a[high] == b[high] && a[high + 1] == b[high + 1] &&
	    a[high] + a[high + 1] == 2;
}

static void
same(const struct vector *v, const char *what, const struct stub *s,
    const struct buf *b)
{
	size_t	 i;

	if (s->size != b->len)
		fail_msg("%s %s: %zu bytes instead of %zu", v->op->name, what,
		    b->len, s->size);
	for (i = 0; i < s->size; i++) {
		if (b->data[i] == s->bytes[i])
			continue;
		if (!both_pointers(b->data + i / 4 * 4, s->bytes + i / 4 * 4,
		    v->big && s == &v->in))
			fail_msg("%s %s differs at %zu of %zu", v->op->name,
			    what, i, s->size);
	}
}

static void
comes_back(const struct vector *v)
{
	uint8_t		*in = exact(v->in.bytes, v->in.size);
	uint8_t		*out = exact(v->out.bytes, v->out.size);
	struct trial	 t;
	struct buf	 b;
	struct ndr	 n;

	trial_begin(&t, v);
	buf_init(&b, STUB_MAX);
	if (!reads_request(&t, in, v->in.size))
		fail_msg("%s request is refused", v->op->name);
	n = ndr_writer(&b, v->big);
	v->op->in(&n, t.args);
	assert_true(ndr_ok(&n));
	same(v, "request", &v->in, &b);
	buf_clear(&b);
	if (!reads_response(&t, out, v->out.size))
		fail_msg("%s response is refused", v->op->name);
	n = ndr_writer(&b, false);
	v->op->out(&n, t.args);
	ndr_u32(&n, &t.status);
	assert_true(ndr_ok(&n));
	same(v, "response", &v->out, &b);
	buf_free(&b);
	trial_end(&t);
	free(in);
	free(out);
}

static void
captured_calls_come_back_as_they_were(void **state)
{
	struct vector	*v = calloc(1, sizeof(*v));
	FILE		*f = vectors_open();
	size_t		 count;

	(void)state;
	assert_non_null(v);
	for (count = 0; vector_next(f, v); count++)
		comes_back(v);
	(void)fclose(f);
	free(v);
	assert_true(count > 100);
}

static void
no_prefix_is_taken(const struct vector *v)
{
	struct trial	 t;
	uint8_t		*p;
	size_t		 n;

	for (n = 0; n < v->in.size; n++) {
		p = exact(v->in.bytes, n);
		trial_begin(&t, v);
		if (reads_request(&t, p, n))
			fail_msg("%s: %zu bytes taken", v->op->name, n);
		trial_end(&t);
		free(p);
	}
	for (n = 0; n < v->out.size; n++) {
		p = exact(v->out.bytes, n);
		trial_begin(&t, v);
		assert_true(reads_request(&t, v->in.bytes, v->in.size));
		if (reads_response(&t, p, n))
			fail_msg("%s: %zu bytes taken", v->op->name, n);
		trial_end(&t);
		free(p);
	}
}

static void
no_prefix_of_a_captured_call_is_taken(void **state)
{
	struct vector	*v = calloc(1, sizeof(*v));
	FILE		*f = vectors_open();

	(void)state;
	assert_non_null(v);
	while (vector_next(f, v))
		no_prefix_is_taken(v);
	(void)fclose(f);
	free(v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captured_calls_come_back_as_they_were),
		cmocka_unit_test(no_prefix_of_a_captured_call_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
