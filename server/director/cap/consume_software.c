/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sinv.box: software inventory becomes items of its client, a file each. */
#include <stdlib.h>

#include "base/arena.h"
#include "protocol/sms/sinv.h"
#include "protocol/sms/smstime.h"
#include "server/director/cap/consume_report.h"

struct software {
	struct prepared	 base;
	struct sinv	 sinv;
};

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

static void
forget(struct prepared *p)
{
	sinv_free(&((struct software *)p)->sinv);
	free(p);
}

struct prepared *
prepare_sinv(const void *data, size_t len, struct wall now)
{
	struct software	*s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->base.free = forget;
	s->base.outcome = sinv_parse(data, len, now, &s->sinv, &s->base.why);
	if (s->base.outcome == REPORT_OK)
		s->base.items = items_of(&s->sinv);
	s->base.n = s->sinv.nfile;
	return &s->base;
}

enum digest
consume_sinv(struct director *site, struct drop *drop, struct batch *b)
{
	struct software		*s = (struct software *)drop->prepared;
	enum digest		 verdict;
	struct inventory_report	 r = { .kind = INVENTORY_SOFTWARE };

	if (s == NULL)
		return DIGEST_LATER;
	verdict = drop_judge(drop, s->base.outcome, &s->base.why);
	if (verdict != DIGEST_DONE)
		return verdict;
	if (s->base.items == NULL)
		return DIGEST_LATER;
	r.items = s->base.items;
	r.n = s->base.n;
	return drop_inventory(site, drop, &s->sinv.head, &r, b);
}
