/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Account lists and keys.dat: what is taken is written the same; a lookup
 * ends, and stays inside the file. */
#include <stdlib.h>
#include <string.h>

#include "protocol/sms/acctshelf.h"
#include "protocol/sms/listkeys.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
a_list(const uint8_t *data, size_t size)
{
	static const uint8_t	 key[CIPHER_KEY_SIZE] = { 1 };
	struct acctlist_head	 h;
	struct acctshelf	 shelf;
	struct acctlist		 l;
	uint8_t			 b[ACCTLIST_SIZE_MAX];
	struct wr		 w = wr_over(b, sizeof(b));

	if (acctshelf_get(rd_over(data, size), &shelf) && shelf.n == 0)
		abort();
	if (acctlist_head(rd_over(data, size), &h) &&
	    acctlist_open(rd_over(data, size), key, &l))
		abort();
	if (!acctlist_get(rd_over(data, size), &l))
		return;
	acctlist_put(&w, &l);
	if (!wr_ok(&w) || w.pos != size || memcmp(b, data, size) != 0)
		abort();
}

static void
look_up(const uint8_t *data, size_t size, const struct keys_head *h)
{
	struct keys_search	 s;
	struct keys_range	 range;
	struct rd		 r;
	struct guid		 guid;
	uint8_t			 wrapped[CIPHER_WRAP_SIZE];
	int			 reads = 0;

	if (size < sizeof(guid.b))
		return;
	memcpy(guid.b, data + size - sizeof(guid.b), sizeof(guid.b));
	keys_search_begin(&s, h, &guid);
	while (keys_search_next(&s, &range)) {
		r = rd_over(data, size);
		r = rd_at(&r, (size_t)range.offset,
		    (size_t)range.n * KEYS_RECORD_SIZE);
		if (++reads > 32)
			abort();
		(void)keys_search_feed(&s, rd_ok(&r) ? r : rd_over("", 0),
		    wrapped);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keys_head	 h;

	a_list(data, size);
	if (keys_check(rd_over(data, size), &h) &&
	    keys_file_size(&h) != size)
		abort();
	if (keys_get_head(rd_over(data, size), &h))
		look_up(data, size, &h);
	return 0;
}
