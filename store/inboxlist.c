/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked about inboxes: files, totals, the quarantine log. */
#include "store/inbox.h"
#include "store/page.h"

static void
read_file(struct sql *q, struct arena *mem, void *row)
{
	struct inbox_row	*r = row;

	r->seq = get_i64(q);
	r->landing = get_guid(q);
	r->box = get_text(q, mem);
	r->name = get_text(q, mem);
	r->size = get_u64(q);
	r->account = get_i64(q);
	r->generation = get_u32(q);
	r->session = get_u64(q);
	r->address = get_text(q, mem);
	r->workstation = get_text(q, mem);
	r->node = get_u32(q);
	r->landed = get_wall(q);
	r->state = (enum inbox_state)get_i64(q);
	r->changed = get_wall(q);
	r->result = get_text(q, mem);
}

static void
deliver_files(struct page *p)
{
	const struct inbox_list	 list = { p->rows, p->n, p->more };

	((inbox_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define FILE_COLUMNS	"seq, landing, box, name, size, account, " \
	"generation, session, address, workstation, node, landed, state, " \
	"changed, result"

int
store_inbox(struct store *st, const struct inbox_query *want,
    inbox_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct inbox_row), read_file, deliver_files
	};
	struct page			*p;

	if (want->landing != NULL) {
		p = page_new(&noun, "SELECT " FILE_COLUMNS " FROM inbox "
		    "WHERE landing = ? LIMIT ?", 1);
		page_guid(p, want->landing);
	} else if (want->box != NULL) {
		p = page_new(&noun, "SELECT " FILE_COLUMNS " FROM inbox "
		    "WHERE box = ? AND state = ? AND state <> 4 AND seq > ? "
		    "ORDER BY seq LIMIT ?", want->limit);
		page_text(p, want->box);
		page_number(p, want->state);
		page_number(p, want->after);
	} else {
		p = page_new(&noun, "SELECT " FILE_COLUMNS " FROM inbox "
		    "WHERE seq > ? ORDER BY seq LIMIT ?", want->limit);
		page_number(p, want->after);
	}
	return page_submit(st, p, (void (*)(void))done, arg);
}

static void
read_total(struct sql *q, struct arena *mem, void *row)
{
	struct inbox_total	*t = row;

	t->box = get_text(q, mem);
	t->state = (enum inbox_state)get_i64(q);
	t->files = get_u64(q);
	t->bytes = get_u64(q);
	t->oldest = get_wall(q);
}

static void
deliver_totals(struct page *p)
{
	const struct inbox_totals	 totals = { p->rows, p->n };

	((inbox_totals_done *)p->done)(p->arg, job_err(&p->job), &totals);
}

int
store_inbox_totals(struct store *st, inbox_totals_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct inbox_total), read_total, deliver_totals
	};

	return page_submit(st, page_new(&noun, "SELECT box, state, files, "
	    "bytes, iif(state = 1, (SELECT landed FROM inbox "
	    "WHERE inbox.box = t.box AND inbox.state = 1 AND inbox.state <> 4 "
	    "ORDER BY seq LIMIT 1), 0) FROM inbox_total AS t "
	    "ORDER BY box, state LIMIT ?", 0), (void (*)(void))done, arg);
}

static void
read_quarantine(struct sql *q, struct arena *mem, void *row)
{
	struct quarantine_row	*r = row;

	r->seq = get_i64(q);
	r->landing = get_guid(q);
	r->box = get_text(q, mem);
	r->name = get_text(q, mem);
	r->size = get_u64(q);
	r->account = get_i64(q);
	r->address = get_text(q, mem);
	r->at = get_wall(q);
	r->reason = get_text(q, mem);
}

static void
deliver_quarantine(struct page *p)
{
	const struct quarantine_list	 list = { p->rows, p->n, p->more };

	((quarantine_done *)p->done)(p->arg, job_err(&p->job), &list);
}

int
store_quarantine(struct store *st, int64_t before, uint32_t limit,
    quarantine_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct quarantine_row), read_quarantine,
		deliver_quarantine
	};
	struct page			*p;

	p = page_new(&noun, "SELECT seq, landing, box, name, size, account, "
	    "address, at, reason FROM quarantine WHERE seq < ? "
	    "ORDER BY seq DESC LIMIT ?", limit);
	page_number(p, before != 0 ? before : INT64_MAX);
	return page_submit(st, p, (void (*)(void))done, arg);
}
