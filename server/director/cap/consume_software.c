/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sinv.box: software inventory becomes items of its client, a file each. */
#include "base/arena.h"
#include "protocol/sms/sinv.h"
#include "protocol/sms/smstime.h"
#include "server/director/cap/consume_report.h"

/* In the order in which verb_inventory.c shows them. */
static const char *
facts_of(struct sinv *s, const struct sinv_file *f)
{
	const char	*text;
	struct buf	 b;
	char		 when[SMSTIME_SIZE] = "";

	if (f->gone)
		return "";
	if (f->modified.us != 0)
		(void)smstime_text(f->modified, when);
	buf_init(&b, 8 * SINV_TEXT_MAX);
	buf_fmt(&b, "%llu\n%s\n%s\n%s\n%s\n%s\n", (unsigned long long)f->size,
	    when, f->version, f->company, f->product, f->product_version);
	text = buf_text(&b);
	if (text != NULL)
		text = arena_text(&s->arena, text, b.len);
	buf_free(&b);
	return text;
}

static struct inventory_item *
items_of(struct sinv *s)
{
	struct inventory_item	*items;
	const struct sinv_file	*f;
	size_t			 i = 0;

	items = arena_array(&s->arena, s->nfile, sizeof(*items));
	if (items == NULL)
		return NULL;
	STAILQ_FOREACH(f, &s->files, next) {
		items[i].act = f->gone ? ITEM_REMOVE : ITEM_PUT;
		items[i].class = f->folder;
		items[i].key = f->name;
		items[i++].value = facts_of(s, f);
	}
	return arena_ok(&s->arena) ? items : NULL;
}

static enum digest
take(struct director *site, struct drop *drop, struct sinv *s,
    struct batch *b)
{
	struct inventory_report	 r = {
		.kind = INVENTORY_SOFTWARE,
		.items = items_of(s),
		.n = s->nfile,
	};

	if (r.items == NULL)
		return DIGEST_LATER;
	return drop_inventory(site, drop, &s->head, &r, b);
}

enum digest
consume_sinv(struct director *site, struct drop *drop, struct batch *b)
{
	struct syntax_err	 why = { 0 };
	struct sinv		 s;
	enum digest		 verdict;

	verdict = drop_judge(drop, sinv_parse(drop->data, drop->len,
	    drop->now, &s, &why), &why);
	if (verdict == DIGEST_DONE)
		verdict = take(site, drop, &s, b);
	sinv_free(&s);
	return verdict;
}
