/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens: from the question whether they may be to the removal of the file.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/role/field.h"
#include "server/worker/link_impl.h"

static int
compare_ids(const struct link_open *a, const struct link_open *b)
{
	uint64_t	 x = a->claim.open.id, y = b->claim.open.id;

	return x < y ? -1 : x > y;
}

static int
compare_ctxs(const struct link_open *a, const struct link_open *b)
{
	uintptr_t	 x = (uintptr_t)a->ctx, y = (uintptr_t)b->ctx;

	return x != y ? (x < y ? -1 : 1) : compare_ids(a, b);
}

TREE_GENERATE(open_id_tree, link_open, by_id, compare_ids)
TREE_GENERATE(open_ctx_tree, link_open, by_ctx, compare_ctxs)

struct link_open *
link_open_find(struct clerk_link *l, uint64_t id)
{
	struct link_open	 want = { .claim.open.id = id };

	return RB_FIND(open_id_tree, &l->opens, &want);
}

static struct link_open *
find_in(struct clerk_link *l, uint64_t id, enum open_state state)
{
	struct link_open	*o = link_open_find(l, id);

	return o != NULL && o->state == state ? o : NULL;
}

static void
set_path(struct link_open *o, const char *path)
{
	char	*copy = strdup(path);

	if (copy == NULL)	/* the old one is kept; renames may fail later */
		return;
	free((void *)(uintptr_t)o->claim.open.path);
	o->claim.open.path = copy;
}

static void
drop(struct clerk_link *l, struct link_open *o)
{
	if (o->state == OPENING && !o->cancelled)
		(void)RB_REMOVE(open_ctx_tree, &l->opening, o);
	(void)RB_REMOVE(open_id_tree, &l->opens, o);
	link_drop_locks(o);
	free((void *)(uintptr_t)o->claim.open.path);
	free(o);
}

static void
send_open(struct clerk_link *l, const struct link_open *o)
{
	msg_put_share_open(link_begin(l, MSG_SHARE_OPEN, o->claim.open.id),
	    &o->claim.open);
	link_end(l);
}

static void
send_ref(struct clerk_link *l, enum msg_type type, uint64_t question,
    uint64_t open)
{
	msg_put_open_id(link_begin(l, type, question), open);
	link_end(l);
}

static bool
is_level(uint8_t level)
{
	return level == OPLOCK_II || level == OPLOCK_EXCLUSIVE ||
	    level == OPLOCK_BATCH;
}

static struct link_open *
open_new(struct clerk_link *l, const struct share_open *ask,
    share_open_done *done, void *ctx)
{
	struct link_open	*o = calloc(1, sizeof(*o));

	if (o == NULL)
		return NULL;
	o->state = OPENING;
	o->claim.open = *ask;
	o->claim.open.path = strdup(ask->path);
	if (o->claim.open.path == NULL) {
		free(o);
		return NULL;
	}
	/* A client may ask for what nobody knows. */
	if (!is_level(ask->oplock))
		o->claim.open.oplock = OPLOCK_NONE;
	o->opened = done;
	o->ctx = ctx;
	LIST_INIT(&o->locks);
	(void)RB_INSERT(open_id_tree, &l->opens, o);
	(void)RB_INSERT(open_ctx_tree, &l->opening, o);
	return o;
}

static void
books_open(void *arg, const struct share_open *ask, share_open_done *done,
    void *ctx)
{
	struct share_granted	 no = { NT_INSUFFICIENT_RESOURCES, OPLOCK_NONE };
	struct clerk_link	*l = arg;
	struct link_open	*o = NULL;

	if (strlen(ask->path) >= SHARE_PATH_SIZE)
		no.status = NT_NAME_TOO_LONG;
	else if (link_open_find(l, ask->id) == NULL)
		o = open_new(l, ask, done, ctx);
	if (o == NULL)
		done(ctx, &no);
	else if (l->chan != NULL)
		send_open(l, o);
}

/* Closes what nobody waited for any more when it was granted. */
static void
close_unwanted(struct clerk_link *l, struct link_open *o)
{
	o->state = CLOSING;
	o->closed = NULL;
	send_ref(l, MSG_SHARE_CLOSE, o->claim.open.id, o->claim.open.id);
}

void
link_opened(struct clerk_link *l, struct chan_msg *m)
{
	struct share_granted	 g;
	struct link_open	*o = find_in(l, m->id, OPENING);
	share_open_done		*done;
	void			*ctx;

	msg_get_share_granted(&m->body, &g);
	if (!link_decoded(l, m) || o == NULL)
		return;
	if (o->cancelled) {
		if (g.status == NT_OK)
			close_unwanted(l, o);
		else
			drop(l, o);
		return;
	}
	done = o->opened;
	ctx = o->ctx;
	if (g.status == NT_OK) {
		(void)RB_REMOVE(open_ctx_tree, &l->opening, o);
		o->state = OPEN;
		o->claim.oplock = g.oplock;
	} else
		drop(l, o);
	done(ctx, &g);
}

static void
cancel_open(struct clerk_link *l, struct link_open *o)
{
	if (l->chan == NULL) {
		drop(l, o);
		return;
	}
	(void)RB_REMOVE(open_ctx_tree, &l->opening, o);
	o->cancelled = true;
	send_ref(l, MSG_SHARE_CANCEL, 0, o->claim.open.id);
}

static void
books_cancel(void *arg, void *ctx)
{
	struct clerk_link	*l = arg;
	struct link_open	 from = { .ctx = ctx };
	struct link_open	*o;
	struct question		*q;

	o = RB_NFIND(open_ctx_tree, &l->opening, &from);
	if (o != NULL && o->ctx == ctx) {
		cancel_open(l, o);
		return;
	}
	q = link_locking(l, ctx);
	if (q == NULL)
		return;
	if (l->chan != NULL)
		send_ref(l, MSG_SHARE_CANCEL, q->id, q->subject);
	link_cancelled(l, q);
}

static void
books_close(void *arg, uint64_t id, share_close_done *done, void *ctx)
{
	static const struct share_closed	gone = { false, "" };
	struct clerk_link	*l = arg;
	struct link_open	*o = find_in(l, id, OPEN);

	if (o == NULL) {
		done(ctx, &gone);
		return;
	}
	o->state = CLOSING;
	o->closed = done;
	o->ctx = ctx;
	if (l->chan != NULL)
		send_ref(l, MSG_SHARE_CLOSE, id, id);
}

void
link_closed(struct clerk_link *l, struct chan_msg *m)
{
	struct share_closed	 c;
	struct link_open	*o = find_in(l, m->id, CLOSING);
	share_close_done	*done;
	void			*ctx;

	msg_get_share_closed(&m->body, &c, l->path);
	if (!link_decoded(l, m) || o == NULL)
		return;
	done = o->closed;
	ctx = o->ctx;
	if (c.remove && done == NULL)	/* it was never opened: it stays */
		send_ref(l, MSG_SHARE_REMOVED, 0, m->id);
	if (c.remove && done != NULL)
		o->state = REMOVING;
	else
		drop(l, o);
	if (done != NULL)
		done(ctx, &c);
}

static void
books_removed(void *arg, uint64_t id)
{
	struct clerk_link	*l = arg;
	struct link_open	*o = find_in(l, id, REMOVING);

	if (o == NULL)
		return;
	drop(l, o);
	if (l->chan != NULL)
		send_ref(l, MSG_SHARE_REMOVED, 0, id);
}

static unsigned
books_hint(void *arg, struct share_file file)
{
	struct clerk_link	*l = arg;

	if (l->hints == NULL)
		return SHARE_HAS_LOCKS | SHARE_HAS_LEVEL_II;
	return hint_view_of(l->hints, file);
}

static void
books_changed(void *arg, uint64_t id)
{
	msg_put_open_id(link_body(arg), id);
	link_note(arg, MSG_SHARE_CHANGED);
}

static void
ask_plain(struct clerk_link *l, enum msg_type type, uint64_t id,
    share_done *done, void *ctx)
{
	struct question	*q = link_ask(l, type, id);

	if (q == NULL) {
		done(ctx, NT_INSUFFICIENT_RESOURCES);
		return;
	}
	q->done = done;
	q->ctx = ctx;
}

static void
books_set_delete(void *arg, uint64_t id, bool on, share_done *done, void *ctx)
{
	struct wr	*w = link_body(arg);

	msg_put_open_id(w, id);
	msg_put_bool(w, on);
	ask_plain(arg, MSG_SHARE_DELETE, id, done, ctx);
}

static void
books_rename(void *arg, uint64_t id, const char *to, struct share_file target,
    share_done *done, void *ctx)
{
	struct share_rename	 r = { id, target, to };

	if (strlen(to) >= SHARE_PATH_SIZE) {
		done(ctx, NT_NAME_TOO_LONG);
		return;
	}
	msg_put_share_rename(link_body(arg), &r);
	ask_plain(arg, MSG_SHARE_RENAME, id, done, ctx);
}

/* Without a clerk the claim still bears the old name, the note the new one. */
static void
books_renamed(void *arg, uint64_t id, const char *to)
{
	struct clerk_link	*l = arg;
	struct link_open	*o = link_open_find(l, id);
	struct wr		*w = link_body(l);

	msg_put_open_id(w, id);
	msg_put_text(w, to);
	link_note(l, MSG_SHARE_RENAMED);
	if (o != NULL && l->chan != NULL)
		set_path(o, to);
}

void
link_noted(struct clerk_link *l, const struct question *q)
{
	struct rd		 r = rd_over(q->body, q->len);
	struct link_open	*o;

	if (q->type != MSG_SHARE_RENAMED)
		return;
	o = link_open_find(l, msg_get_open_id(&r));
	msg_get_text(&r, l->path, sizeof(l->path));
	if (o != NULL && rd_end(&r))
		set_path(o, l->path);
}

static void
books_oplock_ack(void *arg, uint64_t id, uint8_t level)
{
	struct clerk_link	*l = arg;
	struct link_open	*o = find_in(l, id, OPEN);
	struct wr		*w;

	if (o == NULL || !o->claim.breaking)
		return;
	o->claim.breaking = false;
	o->claim.oplock = level == OPLOCK_II &&
	    o->claim.break_to == OPLOCK_II ? OPLOCK_II : OPLOCK_NONE;
	if (l->chan == NULL)
		return;
	w = link_begin(l, MSG_SHARE_ACK, 0);
	msg_put_open_id(w, id);
	wr_u8(w, o->claim.oplock);
	link_end(l);
}

void
link_break(struct clerk_link *l, struct chan_msg *m)
{
	struct share_break	 b;
	struct link_open	*o;

	msg_get_share_break(&m->body, &b);
	if (!link_decoded(l, m))
		return;
	o = find_in(l, b.open, OPEN);
	if (o == NULL)
		return;
	if (b.lost) {
		o->claim.breaking = false;
		o->claim.oplock = OPLOCK_NONE;
		smb_oplock_lost(l->server, b.open);
		return;
	}
	o->claim.breaking = o->claim.oplock > OPLOCK_II;
	o->claim.break_to = b.to;
	if (!o->claim.breaking)
		o->claim.oplock = b.to;
	smb_oplock_break(l->server, b.open, b.to);
}

void
link_deleting(struct clerk_link *l, struct chan_msg *m)
{
	uint64_t		 id = msg_get_open_id(&m->body);
	bool			 on = msg_get_bool(&m->body);
	struct link_open	*o;

	if (!link_decoded(l, m))
		return;
	o = find_in(l, id, OPEN);
	if (o == NULL)
		return;
	o->claim.deleting = on;
	smb_open_deleting(l->server, id, on);
}

void
link_renamed(struct clerk_link *l, struct chan_msg *m)
{
	uint64_t		 id = msg_get_open_id(&m->body);
	struct link_open	*o;

	msg_get_text(&m->body, l->path, sizeof(l->path));
	if (!link_decoded(l, m))
		return;
	o = link_open_find(l, id);
	if (o == NULL)
		return;
	set_path(o, l->path);
	if (o->state == OPEN)
		smb_open_renamed(l->server, id, l->path);
}

void
link_claim_files(struct clerk_link *l)
{
	struct link_open	*o;

	RB_FOREACH(o, open_id_tree, &l->opens) {
		if (o->state == OPENING)
			continue;
		o->claim.removing = o->state == REMOVING;
		msg_put_share_claim(link_begin(l, MSG_SHARE_CLAIM, 0),
		    &o->claim);
		link_end(l);
		link_claim_locks(l, o);
	}
}

void
link_open_again(struct clerk_link *l)
{
	struct link_open	*o;

	RB_FOREACH(o, open_id_tree, &l->opens)
		if (o->state == OPENING)
			send_open(l, o);
}

void
link_close_again(struct clerk_link *l)
{
	struct link_open	*o;

	RB_FOREACH(o, open_id_tree, &l->opens)
		if (o->state == CLOSING)
			send_ref(l, MSG_SHARE_CLOSE, o->claim.open.id,
			    o->claim.open.id);
}

/* What only the lost clerk knew and nobody wants is forgotten with it. */
void
link_files_lost(struct clerk_link *l)
{
	struct link_open	*o, *next;

	for (o = RB_MIN(open_id_tree, &l->opens); o != NULL; o = next) {
		next = RB_NEXT(open_id_tree, &l->opens, o);
		if (o->cancelled)
			drop(l, o);
	}
}

void
link_drop_files(struct clerk_link *l)
{
	struct link_open	*o;

	while ((o = RB_MIN(open_id_tree, &l->opens)) != NULL)
		drop(l, o);
}

void
link_files_books(struct smb_shares *b)
{
	b->open = books_open;
	b->close = books_close;
	b->removed = books_removed;
	b->hint = books_hint;
	b->changed = books_changed;
	b->set_delete = books_set_delete;
	b->rename = books_rename;
	b->renamed = books_renamed;
	b->oplock_ack = books_oplock_ack;
	b->cancel = books_cancel;
}
