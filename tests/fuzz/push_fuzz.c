/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes to and fro between a director, its site-push and the machine: the
 * first byte chooses a job, a credential, an end, a list of services or a
 * sealed secret.  A job that is taken must be written, and be taken for the
 * same then.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/auth/lsa_secret.h"
#include "protocol/role/push_job.h"
#include "protocol/rpc/svcctl.h"

#define ARENA_MAX	(1U << 20)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
job(struct rd in, struct arena *mem)
{
	struct push_order	 one, two;
	struct buf		 a, b;

	buf_init(&a, 4 * PUSH_JOB_MAX);
	buf_init(&b, 4 * PUSH_JOB_MAX);
	if (push_job_parse(in.base, in.len, mem, &one, NULL) == 0) {
		push_job_put(&a, &one);
		if (a.len <= PUSH_JOB_MAX) {
			if (push_job_parse(a.data, a.len, mem, &two,
			    NULL) != 0)
				abort();
			push_job_put(&b, &two);
			if (a.len != b.len ||
			    memcmp(a.data, b.data, a.len) != 0)
				abort();
		}
	}
	buf_free(&a);
	buf_free(&b);
}

static void
text(struct rd in, bool is_end)
{
	struct push_credential	 c;
	enum push_end		 end;
	const char		*words;
	uint32_t		 number;
	char			*s = malloc(in.len + 1);

	if (s == NULL)
		return;
	memcpy(s, in.base, in.len);
	s[in.len] = '\0';
	if (is_end)
		(void)push_end_parse(s, &end, &number, &words);
	else
		(void)push_credential_parse(s, &c);
	free(s);
}

static void
rows(struct rd in, struct arena *mem)
{
	struct svc_row	 row;
	uint32_t	 i;

	for (i = 0; i < 4; i++)
		(void)svc_rows_get(in, 4, i, mem, &row);
}

static void
secret(struct rd in)
{
	uint8_t		 plain[LSA_SECRET_MAX];
	struct wr	 w = wr_over(plain, sizeof(plain));
	struct rd	 key = rd_take(&in, 16);

	if (rd_ok(&in))
		(void)lsa_secret_open(key, rd_rest(&in), &w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct rd	 r = rd_over(bytes, n), in;
	uint8_t		 which = rd_u8(&r);
	struct arena	 mem;

	if (!rd_ok(&r))
		return 0;
	in = rd_rest(&r);
	arena_init(&mem, ARENA_MAX);
	switch (which % 5) {
	case 0: job(in, &mem); break;
	case 1: text(in, false); break;
	case 2: text(in, true); break;
	case 3: rows(in, &mem); break;
	default: secret(in);
	}
	arena_free(&mem);
	return 0;
}
