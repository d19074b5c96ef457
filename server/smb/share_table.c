/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of opens: how one is admitted, waits, closes; the files that hang
 * on them; and the news.
 */
#include "server/smb/share_table.h"

#include <stdlib.h>

#include "protocol/smb2/access.h"
#include "server/smb/share_impl.h"

struct share_table *
share_table_new(const struct share_limits *limits)
{
	struct share_table	*t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->limits = *limits;
	RB_INIT(&t->handles);
	RB_INIT(&t->files);
	RB_INIT(&t->names);
	TAILQ_INIT(&t->breaking);
	TAILQ_INIT(&t->news);
	TAILQ_INIT(&t->answered);
	return t;
}

void
share_table_set_limits(struct share_table *t,
    const struct share_limits *limits)
{
	t->limits = *limits;
}

void
share_table_on_hint(struct share_table *t, share_hint_changed *changed,
    void *arg)
{
	t->hint = changed;
	t->hint_arg = arg;
}

/* Who still waits hears nothing before the answer. */
void
news_add(struct share_table *t, struct handle *h, enum share_news_kind kind)
{
	bool	 silent = h->state == HANDLE_WAITING &&
		    kind != SHARE_NEWS_OPENED;

	if (!silent && !h->in_news) {
		TAILQ_INSERT_TAIL(&t->news, h, of_news);
		h->in_news = true;
	}
	h->news |= 1U << kind;
}

/*
 * [MS-FSA] 2.1.5.1.2: a batch oplock is broken before the share modes are
 * judged, so that its holder may close; an exclusive one only if they agree.
 * Whoever truncates is judged as a writer.
 */
static enum ntstatus
judge(struct share_table *t, const struct handle *h)
{
	const struct file	*f = h->file;
	uint32_t		 access = h->access;

	if (f->remover != NULL)
		return h->can_wait ? NT_LATER : NT_DELETE_PENDING;
	if (f->delete_pending)
		return NT_DELETE_PENDING;
	if (oplock_bars(t, h, OPLOCK_BATCH))
		return h->can_wait ? NT_LATER : NT_SHARING_VIOLATION;
	if (h->overwrite)
		access |= FILE_WRITE_DATA;
	if (modes_conflict(&f->modes, access, h->sharing))
		return NT_SHARING_VIOLATION;
	if (oplock_bars(t, h, OPLOCK_EXCLUSIVE))
		return h->can_wait ? NT_LATER : NT_SHARING_VIOLATION;
	return NT_OK;
}

static void
join_file(struct share_table *t, struct handle *h)
{
	h->state = HANDLE_OPEN;
	TAILQ_INSERT_TAIL(&h->file->handles, h, of_file);
	h->file->nhandles++;
	modes_add(&h->file->modes, h);
	t->counts.opens++;
}

static void
admit(struct share_table *t, struct handle *h)
{
	join_file(t, h);
	if (h->overwrite)
		oplock_break_level2(t, h->file);
	oplock_set(t, h, oplock_to_grant(h));
}

struct share_granted
share_table_open(struct share_table *t, unsigned process,
    const struct share_open *o)
{
	struct share_key	 key = { process, o->id };
	struct share_granted	 no = { NT_INSUFFICIENT_RESOURCES, 0 };
	struct handle		*h;
	struct file		*f;

	if (handle_find(t, key) != NULL)
		return (struct share_granted){ NT_INVALID_HANDLE, 0 };
	if (t->counts.opens + t->counts.waiting >= t->limits.max_opens ||
	    (h = handle_new(t, process, o)) == NULL)
		return no;
	no.status = judge(t, h);
	if (no.status == NT_OK) {
		admit(t, h);
		return (struct share_granted){ NT_OK, h->level };
	}
	if (no.status == NT_LATER) {
		h->state = HANDLE_WAITING;
		TAILQ_INSERT_TAIL(&h->file->waiting, h, of_file);
		t->counts.waiting++;
		return no;
	}
	t->counts.refused++;
	f = h->file;
	handle_free(t, h);
	file_release(t, f);
	return no;
}

void
file_retry(struct share_table *t, struct file *f)
{
	struct handle	*h, *next;

	for (h = TAILQ_FIRST(&f->waiting); h != NULL; h = next) {
		next = TAILQ_NEXT(h, of_file);
		h->answer = judge(t, h);
		if (h->answer == NT_LATER)
			continue;
		TAILQ_REMOVE(&f->waiting, h, of_file);
		t->counts.waiting--;
		if (h->answer == NT_OK)
			admit(t, h);
		else {
			handle_orphan(t, h);
			h->news = 0;
			t->counts.refused++;
		}
		news_add(t, h, SHARE_NEWS_OPENED);
	}
}

/* Lets the others in on whatever became free. */
static void
settle(struct share_table *t, struct file *f)
{
	file_retry(t, f);
	file_release(t, f);
}

bool
share_table_cancel_open(struct share_table *t, struct share_key key)
{
	struct handle	*h = handle_find(t, key);
	struct file	*f;

	if (h == NULL || h->state != HANDLE_WAITING)
		return false;
	f = h->file;
	TAILQ_REMOVE(&f->waiting, h, of_file);
	t->counts.waiting--;
	handle_free(t, h);
	file_release(t, f);
	return true;
}

/* For all handles of the file but one, which knows. */
static void
set_deleting(struct share_table *t, struct file *f, bool on,
    const struct handle *but)
{
	struct handle	*h;

	if (f->delete_pending == on)
		return;
	f->delete_pending = on;
	TAILQ_FOREACH(h, &f->handles, of_file)
		if (h != but)
			news_add(t, h, SHARE_NEWS_DELETING);
}

enum ntstatus
share_table_set_delete(struct share_table *t, struct share_key key, bool on)
{
	struct handle	*h = handle_find_open(t, key);

	if (h == NULL)
		return NT_FILE_CLOSED;
	set_deleting(t, h->file, on, NULL);
	return NT_OK;
}

static void
leave_file(struct share_table *t, struct handle *h)
{
	struct file	*f = h->file;

	oplock_set(t, h, OPLOCK_NONE);
	locks_drop(t, h);
	modes_take(&f->modes, h);
	TAILQ_REMOVE(&f->handles, h, of_file);
	f->nhandles--;
	t->counts.opens--;
}

/* [MS-FSA] 2.1.5.5: the mark of a handle becomes the file's as it closes. */
struct share_closed
share_table_close(struct share_table *t, struct share_key key)
{
	struct share_closed	 closed = { false, "" };
	struct handle		*h = handle_find_open(t, key);
	struct file		*f;

	if (h == NULL)
		return closed;
	f = h->file;
	if (h->delete_on_close)
		set_deleting(t, f, true, h);
	leave_file(t, h);
	if (f->nhandles == 0 && f->delete_pending) {
		h->state = HANDLE_REMOVING;
		f->remover = h;
		closed.remove = true;
		closed.path = h->name->path;
		return closed;
	}
	handle_free(t, h);
	settle(t, f);
	return closed;
}

static void
end_removal(struct share_table *t, struct handle *h)
{
	struct file	*f = h->file;

	f->remover = NULL;
	f->delete_pending = false;
	handle_free(t, h);
	settle(t, f);
}

void
share_table_removed(struct share_table *t, struct share_key key)
{
	struct handle	*h = handle_find(t, key);

	if (h != NULL && h->state == HANDLE_REMOVING)
		end_removal(t, h);
}

/* Nobody is left who could remove what the last handle had marked. */
static void
bury(struct share_table *t, struct handle *h)
{
	struct file	*f = h->file;

	leave_file(t, h);
	if (f->nhandles == 0)
		f->delete_pending = false;
	handle_free(t, h);
	settle(t, f);
}

void
share_table_end_process(struct share_table *t, unsigned process)
{
	struct share_key	 key = { process, 0 };
	struct handle		*h;

	while ((h = handle_after(t, key)) != NULL &&
	    h->key.process == process) {
		if (h->state == HANDLE_WAITING)
			(void)share_table_cancel_open(t, h->key);
		else if (h->state == HANDLE_REMOVING)
			end_removal(t, h);
		else
			bury(t, h);
	}
}

/* A second holder cannot be; should it come, it counts as none. */
static void
claim_oplock(struct share_table *t, struct handle *h,
    const struct share_claim *c)
{
	bool	 is_top = c->oplock > OPLOCK_II;

	if (is_top && h->file->holder != NULL) {
		news_add(t, h, SHARE_NEWS_LOST);
		return;
	}
	oplock_set(t, h, c->oplock);
	if (is_top && c->breaking)
		oplock_await_ack(t, h, c->break_to);
}

enum ntstatus
share_table_claim(struct share_table *t, unsigned process,
    const struct share_claim *c)
{
	struct share_key	 key = { process, c->open.id };
	struct handle		*h;

	if (handle_find(t, key) != NULL)
		return NT_INVALID_HANDLE;
	h = handle_new(t, process, &c->open);
	if (h == NULL)
		return NT_INSUFFICIENT_RESOURCES;
	join_file(t, h);
	claim_oplock(t, h, c);
	if (c->deleting)
		h->file->delete_pending = true;
	if (c->removing && h->file->remover == NULL) {
		leave_file(t, h);
		h->state = HANDLE_REMOVING;
		h->file->remover = h;
	}
	return NT_OK;
}

static void
tell(struct share_table *t, struct handle *h, struct share_news *out)
{
	unsigned	 kind = 0;

	while ((h->news & 1U << kind) == 0)
		kind++;
	h->news &= ~(1U << kind);
	*out = (struct share_news){ .kind = (enum share_news_kind)kind,
	    .to = h->key, .granted = { h->answer, h->level },
	    .level = h->break_to, .path = "" };
	if (h->file != NULL) {
		out->deleting = h->file->delete_pending;
		out->path = h->name->path;
	}
	if (h->news != 0)
		return;
	TAILQ_REMOVE(&t->news, h, of_news);
	h->in_news = false;
	if (h->file == NULL)
		handle_free(t, h);
}

bool
share_table_news(struct share_table *t, struct share_news *out)
{
	struct lock_wait	*w;

	if (!TAILQ_EMPTY(&t->news)) {
		tell(t, TAILQ_FIRST(&t->news), out);
		return true;
	}
	w = TAILQ_FIRST(&t->answered);
	if (w == NULL)
		return false;
	*out = (struct share_news){ .kind = SHARE_NEWS_LOCKED, .to = w->to,
	    .status = w->answer, .request = w->request, .path = "" };
	TAILQ_REMOVE(&t->answered, w, of_news);
	free(w);
	return true;
}

bool
share_table_next(struct share_table *t, struct share_key after,
    struct share_view *v)
{
	struct handle	*h = handle_after(t, after);

	while (h != NULL && h->state != HANDLE_OPEN)
		h = handle_after(t, h->key);
	if (h == NULL)
		return false;
	*v = (struct share_view){ .key = h->key, .session = h->session,
	    .share = h->name->share, .path = h->name->path,
	    .access = h->access, .sharing = h->sharing, .oplock = h->level,
	    .locks = h->nlocks, .is_directory = h->is_directory,
	    .deleting = h->file->delete_pending };
	return true;
}

struct share_counts
share_table_counts(const struct share_table *t)
{
	return t->counts;
}

void
share_table_free(struct share_table **tp)
{
	struct share_key	 key = { 0, 0 };
	struct share_news	 unheard;
	struct handle		*h;

	if (*tp == NULL)
		return;
	while ((h = handle_after(*tp, key)) != NULL)
		share_table_end_process(*tp, h->key.process);
	while (share_table_news(*tp, &unheard))
		continue;
	free(*tp);
	*tp = NULL;
}
