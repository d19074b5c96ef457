/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked about inventories. */
#include "store/inventory.h"
#include "store/page.h"

static void
read_head(struct sql *q, struct arena *mem, void *row)
{
	struct inventory_row	*r = row;

	(void)mem;
	r->kind = (enum inventory_kind)get_i64(q);
	r->told = get_wall(q);
	r->received = get_wall(q);
	r->complete = get_wall(q);
	r->deltas = get_u64(q);
	r->items = get_u64(q);
}

static void
deliver_heads(struct page *p)
{
	const struct inventory_list	 list = { p->rows, p->n };

	((inventory_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_inventories(struct store *st, const struct guid *client,
    inventory_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct inventory_row), read_head, deliver_heads
	};
	struct page			*p;

	p = page_new(&noun, "SELECT kind, told, received, complete, deltas, "
	    "items FROM inventory WHERE client = (SELECT seq FROM client "
	    "WHERE guid = ?) ORDER BY kind LIMIT ?", 0);
	page_guid(p, client);
	return page_submit(st, p, (void (*)(void))done, arg);
}

static void
read_item(struct sql *q, struct arena *mem, void *row)
{
	struct inventory_item	*it = row;

	it->class = get_text(q, mem);
	it->key = get_text(q, mem);
	it->value = get_text(q, mem);
}

static void
deliver_items(struct page *p)
{
	const struct item_list	 list = { p->rows, p->n, p->more };

	((item_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_inventory_items(struct store *st, const struct item_query *want,
    item_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct inventory_item), read_item, deliver_items
	};
	struct page			*p;

	p = page_new(&noun, "SELECT class, key, value FROM inventory_item "
	    "WHERE client = (SELECT seq FROM client WHERE guid = ?) "
	    "AND kind = ? AND (class, key) > (?, ?) ORDER BY class, key "
	    "LIMIT ?", want->limit);
	page_guid(p, want->client);
	page_number(p, want->kind);
	page_text(p, want->after_class);
	page_text(p, want->after_key);
	return page_submit(st, p, (void (*)(void))done, arg);
}
