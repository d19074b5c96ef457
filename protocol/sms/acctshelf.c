/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/acctshelf.h"

#include <string.h>

#define MAGIC		"ACCS"
#define VERSION_1	1
#define HEAD_SIZE	8
#define ENTRY_SIZE	6

void
acctshelf_put(struct buf *b, const struct acctshelf *s)
{
	uint8_t		 head[HEAD_SIZE];
	struct wr	 w = wr_over(head, sizeof(head));
	size_t		 i;

	wr_bytes(&w, MAGIC, 4);
	wr_le16(&w, VERSION_1);
	wr_le16(&w, (uint16_t)s->n);
	buf_add(b, head, w.pos);
	for (i = 0; i < s->n; i++) {
		w = wr_over(head, ENTRY_SIZE);
		wr_le16(&w, (uint16_t)s->list[i].cohort);
		wr_le32(&w, (uint32_t)s->list[i].sealed.len);
		buf_add(b, head, w.pos);
		buf_add(b, s->list[i].sealed.base, s->list[i].sealed.len);
	}
}

bool
acctshelf_get(struct rd r, struct acctshelf *s)
{
	char		 magic[4];
	size_t		 i, n;
	unsigned	 least = 0;

	memset(s, 0, sizeof(*s));
	rd_copy(&r, magic, sizeof(magic));
	if (rd_le16(&r) != VERSION_1 || memcmp(magic, MAGIC, 4) != 0)
		return false;
	n = rd_le16(&r);
	if (n == 0 || n > COHORTS_MAX)
		return false;
	for (i = 0; i < n; i++) {
		s->list[i].cohort = rd_le16(&r);
		s->list[i].sealed = rd_take(&r, rd_le32(&r));
		if (s->list[i].cohort < least ||
		    s->list[i].cohort >= COHORTS_MAX)
			return false;
		least = s->list[i].cohort + 1;
	}
	s->n = n;
	return rd_end(&r);
}
