/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a CAP shows its clients, as a malicious one might: each published
 * file, a component's .CFG and compver.ini, the signed part of a manifest, a
 * log line.  The first byte of the input chooses.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/compcfg.h"
#include "protocol/sms/compreport.h"
#include "protocol/sms/manifest.h"
#include "protocol/sms/published.h"
#include "protocol/sms/rings.h"
#include "protocol/sms/trace.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
component(const uint8_t *p, size_t n, struct arena *a)
{
	struct syntax_err	 e;
	struct compcfg		 c;
	struct buf		 b, second;

	if (compcfg_parse(p, n, a, &c, &e) != 0)
		return;
	buf_init(&b, 2 * INI_SIZE_MAX);
	buf_init(&second, 2 * INI_SIZE_MAX);
	compcfg_put(&b, &c);
	if (b.len <= INI_SIZE_MAX &&
	    compcfg_parse(b.data, b.len, a, &c, &e) == 0) {
		compcfg_put(&second, &c);
		if (b.len != second.len ||
		    memcmp(b.data, second.data, b.len) != 0)
			abort();
	}
	buf_free(&b);
	buf_free(&second);
}

static void
log_line(const uint8_t *p, size_t n)
{
	static struct trace_line	 t, again;
	struct buf			 b;

	if (!trace_parse((const char *)p, n, &t))
		return;
	buf_init(&b, 2 * TRACE_LINE_MAX);
	trace_put(&b, &t);
	if (!trace_parse((const char *)b.data, b.len, &again) ||
	    strcmp(t.text, again.text) != 0 || t.local_ms != again.local_ms)
		abort();
	buf_free(&b);
}

static void
rings(const uint8_t *p, size_t n, struct arena *a)
{
	struct syntax_err	 e;
	struct rings		 r, again;
	struct buf		 b;

	if (rings_parse(p, n, a, &r, &e) != 0)
		return;
	buf_init(&b, 2 * INI_SIZE_MAX);
	rings_put(&b, &r);
	if (b.len <= INI_SIZE_MAX && (rings_parse(b.data, b.len, a, &again,
	    &e) != 0 || again.n != r.n))
		abort();
	buf_free(&b);
}

/* What a client says of a component, in its discovery record. */
static void
report(const uint8_t *p, size_t n)
{
	char			 text[512], once[COMPREPORT_SIZE];
	char			 twice[COMPREPORT_SIZE];
	struct compreport	 r;

	if (n >= sizeof(text))
		return;
	memcpy(text, p, n);
	text[n] = '\0';
	if (!compreport_parse(text, &r))
		return;
	compreport_put(once, &r);
	if (!compreport_parse(once, &r))
		abort();
	compreport_put(twice, &r);
	if (strcmp(once, twice) != 0)
		abort();
}

static void
other(uint8_t which, const uint8_t *p, size_t n, struct arena *a)
{
	struct syntax_err	 e;
	struct manifest		 m;
	struct version		 v;
	struct err		 err;

	switch (which) {
	case 0:
		component(p, n, a);
		break;
	case 1:
		(void)compver_parse(p, n, &v, &e);
		break;
	case 2:
		(void)manifest_decode(p, n, a, &m, &err);
		break;
	case 4:
		rings(p, n, a);
		break;
	case 5:
		report(p, n);
		break;
	default:
		log_line(p, n);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct published_file	*f;
	struct syntax_err		 e;
	struct arena			 a;
	struct stamp			 stamp;
	size_t				 n;
	uint8_t				 which;

	if (size == 0)
		return 0;
	f = published_files(&n);
	which = (uint8_t)(data[0] - 'a') % 16;
	arena_init(&a, 8 << 20);
	if (which >= n)
		other((uint8_t)(which - n), data + 1, size - 1, &a);
	else if (f[which].check(data + 1, size - 1, &a, &stamp, &e) != 0 &&
	    (e.line == 0 || e.text[0] == '\0'))
		abort();
	arena_free(&a);
	return 0;
}
