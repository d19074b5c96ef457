/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CopyListVersion: one number for all that is offered.  The list that it is
 * made of has a line for each thing, in the order of the offer, files by path:
 *
 *	component NAME
 *	version 2.00.1493.3192
 *	cfg <SHA-256 of its .CFG>
 *	file <SHA-256> i386/apasetup.exe
 */
#include "protocol/sms/published_ident.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/compcfg.h"

#define LIST_MAX	((size_t)8 << 20)
#define HASH_SIZE	32

static void
put_hash(struct buf *b, const char *what, const uint8_t hash[static HASH_SIZE])
{
	char	 hex[2 * HASH_SIZE + 1];

	hex_encode(hex, hash, HASH_SIZE);
	buf_fmt(b, "%s %s", what, hex);
}

static bool
put_cfg(struct arena *a, const struct publication *p,
    const struct site_agent *g, const struct component *c, struct buf *list)
{
	struct compcfg	 cfg;
	struct buf	 b;
	uint8_t		 hash[HASH_SIZE];
	bool		 ok;

	buf_init(&b, INI_SIZE_MAX);
	ok = compcfg_make(a, p->site, g, c, &cfg);
	if (ok)
		compcfg_put(&b, &cfg);
	ok = ok && buf_ok(&b) && EVP_Digest(b.data, b.len, hash, NULL,
	    EVP_sha256(), NULL) == 1;
	buf_free(&b);
	if (ok)
		put_hash(list, "cfg", hash);
	return ok;
}

static bool
put_component(struct arena *a, const struct publication *p,
    const struct site_agent *g, struct buf *list)
{
	const struct component	*c = offered_component(p, g);
	char			 text[VERSION_TEXT_SIZE];
	size_t			 i;

	if (c == NULL)
		return true;
	buf_fmt(list, "component %s\nversion %s\n", g->name,
	    version_text(&c->version, text));
	if (!put_cfg(a, p, g, c, list))
		return false;
	buf_str(list, "\n");
	for (i = 0; i < c->nfile; i++) {
		put_hash(list, "file", c->file[i].sha256);
		buf_fmt(list, " %s\n", c->file[i].path);
	}
	return buf_ok(list);
}

bool
copy_list_version(struct arena *a, const struct publication *p, uint32_t *out)
{
	struct buf	 list;
	struct rd	 r;
	uint8_t		 hash[HASH_SIZE];
	size_t		 i;
	bool		 ok = true;

	buf_init(&list, LIST_MAX);
	for (i = 0; i < p->site->nagent && ok; i++)
		ok = put_component(a, p, &p->site->agent[i], &list);
	ok = ok && EVP_Digest(list.data, list.len, hash, NULL, EVP_sha256(),
	    NULL) == 1;
	r = rd_over(hash, sizeof(hash));
	*out = rd_be32(&r);
	buf_free(&list);
	return ok;
}
