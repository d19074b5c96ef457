/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/page.h"
#include "store/request.h"

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct request_row	*r = row;

	r->seq = get_i64(q);
	r->computer = get_text(q, mem);
	r->domain = get_text(q, mem);
	r->kind = get_text(q, mem);
	r->payload = get_blob(q, mem);
	r->count = get_u64(q);
	r->initial = get_wall(q);
	r->latest = get_wall(q);
	r->state = (enum request_state)get_i64(q);
	r->source = (enum request_source)get_i64(q);
	r->class = (enum request_class)get_i64(q);
	r->approved = get_i64(q) != 0;
	r->forced = get_i64(q) != 0;
	r->hold = (enum request_hold)get_i64(q);
	r->tries = get_u64(q);
	get_stored_time(q, &r->first_try);
	get_stored_time(q, &r->due);
	r->last_try = get_wall(q);
	r->error = get_u32(q);
	r->result = get_text(q, mem);
	r->change = get_i64(q);
}

static void
deliver(struct page *p)
{
	const struct request_list	 list = { p->rows, p->n, p->more };

	((request_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"seq, computer, domain, kind, payload, count, initial, " \
	"latest, state, source, class, approved, forced, hold, tries, " \
	"first_wall, first_mono, first_boot, due_wall, due_mono, due_boot, " \
	"last_try, error, result, change"

static const struct page_noun	 noun = {
	sizeof(struct request_row), read_row, deliver
};

int
store_requests(struct store *st, const struct request_query *want,
    request_done *done, void *arg)
{
	static const char	 one[] = "SELECT " COLUMNS " FROM request "
				    "WHERE seq = ? LIMIT ?";
	static const char	 changed[] = "SELECT " COLUMNS " FROM request "
				    "WHERE change > ? AND kind <> 'resync' "
				    "ORDER BY change LIMIT ?";
	static const char	 all[] = "SELECT " COLUMNS " FROM request "
				    "WHERE seq > ? ORDER BY seq LIMIT ?";
	struct page		*p;

	p = page_new(&noun, want->seq != 0 ? one : want->by_change ? changed :
	    all, want->limit);
	page_number(p, want->seq != 0 ? want->seq : want->after);
	return page_submit(st, p, (void (*)(void))done, arg);
}
