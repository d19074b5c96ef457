/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listkeys - clidata.box/keys.dat: the list key of accounts.dat, wrapped for
 * each enrolled client, in records of one size sorted by GUID.
 *
 * A client reads the header and, by ranged reads, its own record:
 *
 *	keys_search_begin(&s, &head, &guid);
 *	while (keys_search_next(&s, &range))
 *		... read range.n records at range.offset into bytes ...
 *		keys_search_feed(&s, rd_over(bytes, n), wrapped)
 *
 * Units    bytes.
 * Errors   false: not such bytes, cut, out of order.
 * Memory   the caller's; nothing is allocated.
 * Source   product.md 4 "Sealing"; the layout is ours: doc/formats.
 */
#ifndef PROTOCOL_SMS_LISTKEYS_H
#define PROTOCOL_SMS_LISTKEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/guid.h"
#include "base/wire.h"
#include "protocol/sms/cipher.h"
#include "protocol/sms/names.h"

#define KEYS_HEAD_SIZE		24
#define KEYS_RECORD_SIZE	56
#define KEYS_RECORDS_MAX	1000000u
#define KEYS_RANGE_MAX		64	/* records in one read */

struct keys_head {
	char		 site[SITE_CODE_SIZE];
	uint64_t	 serial;	/* of the list, as in accounts.dat */
	uint32_t	 n;		/* records that follow */
};

struct keys_record {
	struct guid	 guid;
	uint8_t		 wrapped[CIPHER_WRAP_SIZE];
};

void	 keys_put_head(struct wr *, const struct keys_head *);
bool	 keys_get_head(struct rd, struct keys_head *out) MUST_CHECK;
void	 keys_put_record(struct wr *, const struct keys_record *);
uint64_t keys_file_size(const struct keys_head *);
/* The order of the records: as the bytes of the GUIDs compare. */
int	 keys_order(const struct guid *, const struct guid *);
/* A whole file: the right size, strictly ascending. */
bool	 keys_check(struct rd, struct keys_head *out) MUST_CHECK;

/* The key that wraps: of this client in this site, from agree(). */
bool	 keys_kek(const uint8_t shared[static CIPHER_KEY_SIZE],
	    const char site[static SITE_CODE_SIZE], const struct guid *,
	    uint8_t kek[static CIPHER_KEY_SIZE]) MUST_CHECK;

/* --- lookup --- */

enum keys_found { KEYS_GO_ON, KEYS_FOUND, KEYS_ABSENT };

struct keys_search {
	struct guid	 guid;
	uint32_t	 lo, hi;	/* it can only be in [lo, hi) */
};

struct keys_range {
	uint64_t	 offset;
	uint32_t	 n;		/* records, 1 to KEYS_RANGE_MAX */
};

void	 keys_search_begin(struct keys_search *, const struct keys_head *,
	    const struct guid *);
bool	 keys_search_next(const struct keys_search *, struct keys_range *out);
/* The bytes of that range.  A range of another size ends the search. */
enum keys_found	 keys_search_feed(struct keys_search *, struct rd,
	    uint8_t wrapped[static CIPHER_WRAP_SIZE]);

#endif
