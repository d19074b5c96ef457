/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/sitecontrol.h"

#include <errno.h>
#include <openssl/evp.h>

#include "store/batch.h"
#include "store/page.h"

static int
last_serial(struct db *db, uint64_t *out)
{
	struct sql	 q = sql_make(db, "SELECT max(serial) "
			    "FROM sitecontrol");

	*out = sql_row(&q) ? get_u64(&q) : 0;
	return sql_end(&q);
}

static int
add(struct db *db, void *payload)
{
	struct sitecontrol_row	*s = payload;
	struct sql		 q;
	uint64_t		 last, serial;
	int			 error;

	if ((error = last_serial(db, &last)) != 0)
		return error;
	serial = s->serial != 0 ? s->serial : last + 1;
	if (serial <= last)
		return db_refuse(db, ESTALE, "site control serial %llu is not "
		    "above the last one, %llu", (unsigned long long)serial,
		    (unsigned long long)last);
	q = sql_make(db, "INSERT INTO sitecontrol VALUES (?, ?, ?, ?, ?, ?, "
	    "?)");
	put_u64(&q, serial);
	put_text(&q, s->origin);
	put_blob(&q, s->content);
	put_bytes(&q, s->sha256, sizeof(s->sha256));
	put_text(&q, s->who);
	put_wall(&q, s->at);
	put_text(&q, s->reason);
	error = sql_run(&q);
	if (error == 0)
		s->serial = serial;
	return error;
}

const uint64_t *
store_sitecontrol_add(struct batch *b, const struct sitecontrol_row *row)
{
	struct sitecontrol_row	*s = batch_change(b, add, sizeof(*s));

	if (s == NULL)
		return NULL;
	*s = *row;
	s->origin = batch_text(b, row->origin);
	s->content = batch_blob(b, row->content);
	s->who = batch_text(b, row->who);
	s->reason = batch_text(b, row->reason);
	if (EVP_Digest(row->content.data, row->content.len, s->sha256, NULL,
	    EVP_sha256(), NULL) != 1)
		b->mem.failed = true;
	return &s->serial;
}

static void
read_row(struct sql *q, struct arena *mem, void *row)
{
	struct sitecontrol_row	*s = row;

	s->serial = get_u64(q);
	s->origin = get_text(q, mem);
	s->size = get_u64(q);
	get_bytes(q, s->sha256, sizeof(s->sha256));
	s->who = get_text(q, mem);
	s->at = get_wall(q);
	s->reason = get_text(q, mem);
	s->content = get_blob(q, mem);
}

static void
deliver(struct page *p)
{
	const struct sitecontrol_list	 list = { p->rows, p->n, p->more };

	((sitecontrol_done *)p->done)(p->arg, job_err(&p->job), &list);
}

#define COLUMNS	"serial, origin, length(content), sha256, who, at, reason"

int
store_sitecontrols(struct store *st, const struct sitecontrol_query *want,
    sitecontrol_done *done, void *arg)
{
	static const struct page_noun	 noun = {
		sizeof(struct sitecontrol_row), read_row, deliver
	};
	struct page			*p;

	if (want->last) {
		p = page_new(&noun, "SELECT " COLUMNS ", content "
		    "FROM sitecontrol ORDER BY serial DESC LIMIT min(1, ?)", 1);
	} else if (want->serial != 0) {
		p = page_new(&noun, "SELECT " COLUMNS ", content "
		    "FROM sitecontrol WHERE serial = ? LIMIT ?", 1);
		page_number(p, (int64_t)want->serial);
	} else {
		p = page_new(&noun, "SELECT " COLUMNS ", NULL "
		    "FROM sitecontrol WHERE serial < ? "
		    "ORDER BY serial DESC LIMIT ?", want->limit);
		page_number(p, want->before != 0 ? (int64_t)want->before :
		    INT64_MAX);
	}
	return page_submit(st, p, (void (*)(void))done, arg);
}
