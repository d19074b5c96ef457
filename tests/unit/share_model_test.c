/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The share table against a model without any structure: one list of opens
 * and one of locks, looked through from end to end for each question.  Both
 * do the same random things; answers, news and lists must agree.  SEED=n
 * plays a run again.
 */
#include "tests/unit/check.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/smb/share_table.h"

#define OPENS	40
#define LOCKS	200
#define FILES	5		/* 1 and 2 are folders */
#define BREAK_MS 100
#define MAX_LOCKS 6
#define STEPS	60000
#define STAT	(FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE)

enum state { FREE, WAITS, OPEN, REMOVES };

static struct m_open {
	enum state	 state;
	uint64_t	 seq;		/* order of coming */
	struct share_open o;
	char		 path[64];
	uint8_t		 level, break_to;
	bool		 breaking;
	int64_t		 deadline;
	bool		 news[SHARE_NEWS_RENAMED + 1];
	enum ntstatus	 answer;
} opens[OPENS];

static struct m_lock {
	bool		 used, waits, answered;
	uint64_t	 seq, owner, request, off, len;
	bool		 exclusive;
	enum ntstatus	 answer;
} locks[LOCKS];

static struct share_table	*table;
static bool			 deleting[FILES + 1];
static uint64_t			 next_seq, next_id;
static int64_t			 now_ms;

static const char *const	 paths[] = { "d", "d/e", "d/f", "d/e/g", "h",
				    "d.x", "d/e/g/i" };

static uint32_t
pick(const uint32_t *from, size_t n)
{
	return from[(size_t)rand() % n];
}

static struct share_key
key_of(const struct m_open *m)
{
	return (struct share_key){ (unsigned)(m->o.id % 3), m->o.id };
}

static bool
same_file(const struct m_open *a, const struct m_open *b)
{
	return a->o.file.ino == b->o.file.ino;
}

static bool
clashes(uint32_t access, uint32_t sharing)
{
	return ((access & (FILE_READ_DATA | FILE_EXECUTE)) != 0 &&
	    (sharing & FILE_SHARE_READ) == 0) ||
	    ((access & (FILE_WRITE_DATA | FILE_APPEND_DATA)) != 0 &&
	    (sharing & FILE_SHARE_WRITE) == 0) ||
	    ((access & DELETE) != 0 && (sharing & FILE_SHARE_DELETE) == 0);
}

static bool
counts(uint32_t access)
{
	return (access & (FILE_READ_DATA | FILE_EXECUTE | FILE_WRITE_DATA |
	    FILE_APPEND_DATA | DELETE)) != 0;
}

/* Does an open of that kind clash with one of the file, but for `but'? */
static bool
m_sharing(uint64_t ino, uint32_t access, uint32_t sharing,
    const struct m_open *but)
{
	struct m_open	*m;

	for (m = opens; m < opens + OPENS; m++)
		if (m->state == OPEN && m != but && m->o.file.ino == ino &&
		    counts(m->o.access) && counts(access) &&
		    (clashes(access, m->o.sharing) ||
		    clashes(m->o.access, sharing)))
			return true;
	return false;
}

static void
m_break_level2(uint64_t ino)
{
	struct m_open	*m;

	for (m = opens; m < opens + OPENS; m++) {
		if (m->state != OPEN || m->o.file.ino != ino ||
		    m->level != OPLOCK_II)
			continue;
		m->level = OPLOCK_NONE;
		m->break_to = OPLOCK_NONE;
		if (!m->news[SHARE_NEWS_OPENED])
			m->news[SHARE_NEWS_BREAK] = true;
	}
}

static struct m_open *
m_holder(uint64_t ino)
{
	struct m_open	*m;

	for (m = opens; m < opens + OPENS; m++)
		if (m->state == OPEN && m->o.file.ino == ino &&
		    m->level > OPLOCK_II)
			return m;
	return NULL;
}

static bool
m_barred(const struct m_open *m, uint8_t level)
{
	struct m_open	*holder = m_holder(m->o.file.ino);

	if (holder == NULL || holder->level != level ||
	    (!m->o.overwrite && (m->o.access & ~STAT) == 0))
		return false;
	if (!holder->breaking) {
		holder->breaking = true;
		holder->break_to = m->o.overwrite ? OPLOCK_NONE : OPLOCK_II;
		holder->deadline = now_ms + BREAK_MS;
		holder->news[SHARE_NEWS_BREAK] = true;
	}
	return true;
}

static size_t
m_others(const struct m_open *m, enum state state)
{
	struct m_open	*p;
	size_t		 n = 0;

	for (p = opens; p < opens + OPENS; p++)
		n += p != m && p->state == state && same_file(p, m);
	return n;
}

static bool
m_has_locks(uint64_t ino)
{
	struct m_lock	*l;
	struct m_open	*m;

	for (l = locks; l < locks + LOCKS; l++)
		for (m = opens; l->used && !l->waits && m < opens + OPENS; m++)
			if (m->state == OPEN && m->o.id == l->owner &&
			    m->o.file.ino == ino)
				return true;
	return false;
}

static enum ntstatus
m_judge(struct m_open *m)
{
	uint32_t	 access = m->o.access;

	if (m_others(m, REMOVES) > 0)
		return m->o.can_wait ? NT_LATER : NT_DELETE_PENDING;
	if (deleting[m->o.file.ino])
		return NT_DELETE_PENDING;
	if (m_barred(m, OPLOCK_BATCH))
		return m->o.can_wait ? NT_LATER : NT_SHARING_VIOLATION;
	if (m->o.overwrite)
		access |= FILE_WRITE_DATA;
	if (m_sharing(m->o.file.ino, access, m->o.sharing, m))
		return NT_SHARING_VIOLATION;
	if (m_barred(m, OPLOCK_EXCLUSIVE))
		return m->o.can_wait ? NT_LATER : NT_SHARING_VIOLATION;
	return NT_OK;
}

static void
m_admit(struct m_open *m)
{
	if (m->o.overwrite)
		m_break_level2(m->o.file.ino);
	m->state = OPEN;
	m->level = m->o.oplock;
	if (m->o.is_directory)
		m->level = OPLOCK_NONE;
	if (m->level == OPLOCK_NONE ||
	    (m->level > OPLOCK_II && m_others(m, OPEN) == 0))
		return;
	m->level = OPLOCK_NONE;
	if (m_holder(m->o.file.ino) == NULL && !m_has_locks(m->o.file.ino))
		m->level = OPLOCK_II;
}

static void
m_retry(uint64_t ino)
{
	struct m_open	*m, *first;
	uint64_t	 after = 0;

	for (;;) {
		first = NULL;
		for (m = opens; m < opens + OPENS; m++)
			if (m->state == WAITS && m->o.file.ino == ino &&
			    m->seq > after &&
			    (first == NULL || m->seq < first->seq))
				first = m;
		if (first == NULL)
			return;
		after = first->seq;
		first->answer = m_judge(first);
		if (first->answer == NT_LATER)
			continue;
		first->news[SHARE_NEWS_OPENED] = true;
		if (first->answer == NT_OK)
			m_admit(first);
		else {
			first->state = FREE;
			first->news[SHARE_NEWS_RENAMED] = false;
		}
	}
}

static bool
meets(const struct m_lock *a, const struct m_lock *b)
{
	if (a->len == 0 && b->len == 0)
		return false;
	if (a->len == 0)
		return b->off < a->off && a->off - b->off < b->len;
	if (b->len == 0)
		return a->off < b->off && b->off - a->off < a->len;
	return a->off < b->off + b->len && b->off < a->off + a->len;
}

static struct m_open *
m_by_id(uint64_t id)
{
	struct m_open	*m;

	for (m = opens; m < opens + OPENS; m++)
		if (m->state != FREE && m->o.id == id)
			return m;
	return NULL;
}

/* A lock (true) or I/O that wants that range. */
static bool
m_lock_barred(const struct m_lock *want, bool is_lock)
{
	struct m_open	*owner = m_by_id(want->owner), *other;
	struct m_lock	*l;
	bool		 own;

	for (l = locks; l < locks + LOCKS; l++) {
		if (!l->used || l->waits || l == want || !meets(l, want))
			continue;
		other = m_by_id(l->owner);
		if (!same_file(owner, other))
			continue;
		own = l->owner == want->owner;
		if (want->exclusive && is_lock)
			return true;
		if (want->exclusive && !l->exclusive)
			return true;
		if (l->exclusive && !own)
			return true;
	}
	return false;
}

static void
m_retry_locks(uint64_t ino)
{
	struct m_lock	*l, *first;
	uint64_t	 after = 0;

	for (;;) {
		first = NULL;
		for (l = locks; l < locks + LOCKS; l++)
			if (l->used && l->waits && l->seq > after &&
			    m_by_id(l->owner)->o.file.ino == ino &&
			    (first == NULL || l->seq < first->seq))
				first = l;
		if (first == NULL)
			return;
		after = first->seq;
		if (m_lock_barred(first, true))
			continue;
		first->waits = false;
		first->answered = true;
		first->answer = NT_OK;
	}
}

static struct m_lock *
m_new_lock(uint64_t owner, const struct share_range *r)
{
	struct m_lock	*l = locks;

	while (l < locks + LOCKS && (l->used || l->answered))
		l++;
	if (l == locks + LOCKS)
		fail_msg("the model has too few locks");
	*l = (struct m_lock){ .seq = ++next_seq, .owner = owner,
	    .off = r->off, .len = r->len, .exclusive = r->exclusive };
	return l;
}

static size_t
m_nlocks(uint64_t owner)
{
	struct m_lock	*l;
	size_t		 n = 0;

	for (l = locks; l < locks + LOCKS; l++)
		n += l->used && l->owner == owner;
	return n;
}

static enum ntstatus
m_lock_one(struct m_open *m, const struct share_range *r, bool wait,
    uint64_t request)
{
	struct m_lock	*l;

	if (m_nlocks(m->o.id) >= MAX_LOCKS)
		return NT_INSUFFICIENT_RESOURCES;
	m_break_level2(m->o.file.ino);
	l = m_new_lock(m->o.id, r);
	l->request = request;
	if (!m_lock_barred(l, true)) {
		l->used = true;
		return NT_OK;
	}
	if (!wait)
		return NT_LOCK_NOT_GRANTED;
	l->used = l->waits = true;
	return NT_LATER;
}

static enum ntstatus
m_unlock_one(struct m_open *m, const struct share_range *r)
{
	struct m_lock	*l, *found = NULL;

	for (l = locks; l < locks + LOCKS; l++)
		if (l->used && !l->waits && l->owner == m->o.id &&
		    l->off == r->off && l->len == r->len &&
		    (found == NULL || (l->exclusive && !found->exclusive) ||
		    (l->exclusive == found->exclusive &&
		    l->seq < found->seq)))
			found = l;
	if (found == NULL)
		return NT_RANGE_NOT_LOCKED;
	found->used = false;
	return NT_OK;
}

static enum ntstatus
m_lock(struct m_open *m, const struct share_lock *req)
{
	enum ntstatus	 status = NT_OK;
	uint64_t	 before = next_seq;
	struct m_lock	*l;
	size_t		 i;

	if (m->o.is_directory)
		return NT_INVALID_PARAMETER;
	for (i = 0; i < req->n && status == NT_OK; i++)
		status = req->ranges[i].unlock ?
		    m_unlock_one(m, &req->ranges[i]) :
		    m_lock_one(m, &req->ranges[i], req->wait && req->n == 1,
		    req->request);
	if (status != NT_OK && status != NT_LATER)
		for (l = locks; l < locks + LOCKS; l++)
			if (l->used && l->seq > before)
				l->used = false;
	m_retry_locks(m->o.file.ino);
	return status;
}

static void
m_leave(struct m_open *m)
{
	struct m_lock	*l;

	m->level = OPLOCK_NONE;
	m->breaking = false;
	for (l = locks; l < locks + LOCKS; l++) {
		if (!l->used || l->owner != m->o.id)
			continue;
		l->used = false;
		if (!l->waits)
			continue;
		l->answered = true;
		l->answer = NT_RANGE_NOT_LOCKED;
	}
	m_retry_locks(m->o.file.ino);
	memset(m->news, 0, sizeof(m->news));
}

static void
m_set_deleting(struct m_open *m, bool on)
{
	struct m_open	*p;

	if (deleting[m->o.file.ino] == on)
		return;
	deleting[m->o.file.ino] = on;
	for (p = opens; p < opens + OPENS; p++)
		if (p->state == OPEN && same_file(p, m))
			p->news[SHARE_NEWS_DELETING] = true;
}

static bool
m_close(struct m_open *m)
{
	if (m->o.delete_on_close)
		m_set_deleting(m, true);
	m_leave(m);
	if (m_others(m, OPEN) == 0 && deleting[m->o.file.ino]) {
		m->state = REMOVES;
		return true;
	}
	m->state = FREE;
	m_retry(m->o.file.ino);
	return false;
}

static void
m_end(struct m_open *m)
{
	if (m->state == OPEN)
		m_leave(m);
	if (m->state == REMOVES ||
	    (m->state == OPEN && m_others(m, OPEN) == 0))
		deleting[m->o.file.ino] = false;
	memset(m->news, 0, sizeof(m->news));
	if (m->state == WAITS) {
		m->state = FREE;
		return;
	}
	m->state = FREE;
	m_retry(m->o.file.ino);
}

static bool
below(const char *path, const char *folder)
{
	size_t	 n = strlen(folder);

	return strncmp(path, folder, n) == 0 && path[n] == '/';
}

static enum ntstatus
m_rename(struct m_open *m, const char *to, uint64_t target)
{
	char		 parent[64];
	char		*slash;
	struct m_open	*p;
	bool		 lies_below = false, is_open = false;

	if (m_sharing(m->o.file.ino, DELETE, FILE_SHARE_MASK, m))
		return NT_SHARING_VIOLATION;
	(void)snprintf(parent, sizeof(parent), "%s", to);
	slash = strrchr(parent, '/');
	*(slash == NULL ? parent : slash) = '\0';
	for (p = opens; p < opens + OPENS; p++) {
		if (p->state == FREE)
			continue;
		if (!m->o.is_directory && strcmp(p->path, parent) == 0 &&
		    m_sharing(p->o.file.ino, FILE_ADD_FILE,
		    FILE_SHARE_READ | FILE_SHARE_WRITE, NULL))
			return NT_SHARING_VIOLATION;
		lies_below |= m->o.is_directory && below(p->path, m->path);
		is_open |= p->o.file.ino == target && !same_file(p, m);
	}
	return lies_below || is_open ? NT_ACCESS_DENIED : NT_OK;
}

static void
m_renamed(struct m_open *m, const char *to)
{
	char		 from[64], tail[64];
	struct m_open	*p;

	(void)snprintf(from, sizeof(from), "%s", m->path);
	for (p = opens; p < opens + OPENS; p++) {
		if (p->state == FREE || strcmp(from, to) == 0)
			continue;
		if (same_file(p, m) && strcmp(p->path, from) == 0) {
			(void)snprintf(p->path, sizeof(p->path), "%s", to);
			p->news[SHARE_NEWS_RENAMED] |= p != m;
		} else if (m->o.is_directory && below(p->path, from)) {
			(void)snprintf(tail, sizeof(tail), "%s",
			    p->path + strlen(from));
			(void)snprintf(p->path, sizeof(p->path), "%.30s%.30s",
			    to, tail);
			p->news[SHARE_NEWS_RENAMED] = true;
		}
	}
}

static void
m_time(void)
{
	struct m_open	*m, *first;

	for (;;) {
		first = NULL;
		for (m = opens; m < opens + OPENS; m++)
			if (m->state == OPEN && m->breaking &&
			    m->deadline <= now_ms &&
			    (first == NULL || m->deadline < first->deadline))
				first = m;
		if (first == NULL)
			return;
		first->level = OPLOCK_NONE;
		first->breaking = false;
		first->news[SHARE_NEWS_LOST] = true;
		m_retry(first->o.file.ino);
	}
}

static void
check_handle_news(const struct share_news *n)
{
	struct m_open	*m;

	for (m = opens; m < opens + OPENS; m++)
		if (m->o.id == n->to.id && m->news[n->kind])
			break;
	if (m == opens + OPENS)
		fail_msg("news %d for %llu", (int)n->kind,
		    (unsigned long long)n->to.id);
	m->news[n->kind] = false;
	switch (n->kind) {
	case SHARE_NEWS_OPENED:
		assert_int_equal(n->granted.status, m->answer);
		if (m->answer == NT_OK)
			assert_int_equal(n->granted.oplock, m->level);
		break;
	case SHARE_NEWS_BREAK:
		assert_int_equal(n->level, m->break_to);
		break;
	case SHARE_NEWS_DELETING:
		assert_int_equal(n->deleting, deleting[m->o.file.ino]);
		break;
	case SHARE_NEWS_RENAMED:
		assert_string_equal(n->path, m->path);
		break;
	default:
		break;
	}
}

static void
check_lock_news(const struct share_news *n)
{
	struct m_lock	*l;

	for (l = locks; l < locks + LOCKS; l++)
		if (l->answered && l->owner == n->to.id &&
		    l->request == n->request)
			break;
	if (l == locks + LOCKS)
		fail_msg("answer %llu", (unsigned long long)n->request);
	assert_int_equal(n->status, l->answer);
	l->answered = false;
}

static void
check_news(void)
{
	struct share_news	 n;
	struct m_open		*m;
	struct m_lock		*l;
	size_t			 i;

	while (share_table_news(table, &n)) {
		if (n.kind == SHARE_NEWS_LOCKED)
			check_lock_news(&n);
		else
			check_handle_news(&n);
	}
	for (m = opens; m < opens + OPENS; m++)
		for (i = 0; i < nitems(m->news); i++)
			if (m->news[i] && m->state != WAITS)
				fail_msg("untold: %zu for %llu", i,
				    (unsigned long long)m->o.id);
	for (l = locks; l < locks + LOCKS; l++)
		assert_false(l->answered);
}

static void
check_list(void)
{
	struct share_key	 at = { 0, 0 };
	struct share_view	 v;
	struct m_open		*m;
	size_t			 n = 0, i;

	while (share_table_next(table, at, &v)) {
		at = v.key;
		n++;
		m = m_by_id(v.key.id);
		assert_non_null(m);
		assert_int_equal(m->state, OPEN);
		assert_string_equal(v.path, m->path);
		assert_int_equal(v.oplock, m->level);
		assert_int_equal(v.locks, m_nlocks(m->o.id));
	}
	for (i = 0; i < OPENS; i++)
		n -= opens[i].state == OPEN;
	assert_int_equal(n, 0);
}

static void
do_open(void)
{
	static const uint32_t	 accesses[] = { FILE_READ_DATA,
		FILE_READ_DATA | FILE_WRITE_DATA, DELETE, STAT,
		FILE_READ_ATTRIBUTES, READ_CONTROL, FILE_APPEND_DATA,
		FILE_EXECUTE | DELETE, FILE_ALL_ACCESS };
	static const uint32_t	 sharings[] = { 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7 };
	static const uint32_t	 oplocks[] = { OPLOCK_NONE, OPLOCK_II,
		OPLOCK_EXCLUSIVE, OPLOCK_BATCH };
	struct m_open		*m = opens;
	struct share_granted	 g;

	while (m < opens + OPENS && m->state != FREE)
		m++;
	if (m == opens + OPENS)
		return;
	*m = (struct m_open){ .seq = ++next_seq };
	m->o = (struct share_open){ .id = ++next_id, .share = 1,
	    .file = { 1, 1 + (uint64_t)rand() % FILES },
	    .path = paths[(size_t)rand() % nitems(paths)],
	    .access = pick(accesses, nitems(accesses)),
	    .sharing = pick(sharings, nitems(sharings)),
	    .oplock = (uint8_t)pick(oplocks, nitems(oplocks)),
	    .delete_on_close = rand() % 8 == 0,
	    .overwrite = rand() % 6 == 0, .can_wait = rand() % 6 != 0 };
	m->o.is_directory = m->o.file.ino <= 2;
	(void)snprintf(m->path, sizeof(m->path), "%s", m->o.path);
	g = share_table_open(table, key_of(m).process, &m->o);
	m->answer = m_judge(m);
	assert_int_equal(g.status, m->answer);
	if (g.status == NT_OK) {
		m_admit(m);
		assert_int_equal(g.oplock, m->level);
	} else
		m->state = g.status == NT_LATER ? WAITS : FREE;
}

static void
do_close(struct m_open *m)
{
	struct share_closed	 c;

	if (m->state == WAITS) {
		assert_true(share_table_cancel_open(table, key_of(m)));
		m_end(m);
	} else if (m->state == REMOVES) {
		share_table_removed(table, key_of(m));
		m_end(m);
	} else {
		c = share_table_close(table, key_of(m));
		if (c.remove)
			assert_string_equal(c.path, m->path);
		assert_int_equal(c.remove, m_close(m));
	}
}

static void
do_lock(struct m_open *m)
{
	struct share_range	 r[3];
	struct share_lock	 l = { .ranges = r,
				    .n = 1 + (size_t)rand() % 3,
				    .wait = rand() % 2 == 0,
				    .request = ++next_id };
	size_t			 i;

	if (m->state != OPEN)
		return;
	for (i = 0; i < l.n; i++)
		r[i] = (struct share_range){ (uint64_t)rand() % 6,
		    (uint64_t)rand() % 4, rand() % 2 == 0, rand() % 3 == 0 };
	assert_int_equal(share_table_lock(table, key_of(m), &l),
	    m_lock(m, &l));
}

static void
do_cancel_lock(void)
{
	struct m_lock	*l = &locks[(size_t)rand() % LOCKS];

	if (!l->used || !l->waits)
		return;
	assert_true(share_table_cancel_lock(table,
	    key_of(m_by_id(l->owner)), l->request));
	l->used = false;
}

static void
do_io(struct m_open *m)
{
	struct share_range	 r = { (uint64_t)rand() % 6,
				    (uint64_t)rand() % 4, rand() % 2 == 0,
				    false };
	struct m_lock		 io = { .owner = m->o.id, .off = r.off,
				    .len = r.len, .exclusive = r.exclusive };
	enum ntstatus		 want = NT_OK;

	if (m->state != OPEN)
		return;
	if (r.len > 0 && m_lock_barred(&io, false))
		want = NT_FILE_LOCK_CONFLICT;
	assert_int_equal(share_table_may_io(table, key_of(m), &r), want);
}

static void
do_rename(struct m_open *m)
{
	const char		*to = paths[(size_t)rand() % nitems(paths)];
	struct share_file	 target = { 1, (uint64_t)rand() % (FILES + 2) };
	enum ntstatus		 want;

	if (m->state != OPEN)
		return;
	want = m_rename(m, to, target.ino == 0 ? UINT64_MAX : target.ino);
	assert_int_equal(share_table_rename(table, key_of(m), to, target),
	    want);
	if (below(to, m->path) || below(m->path, to))
		return;		/* no file system does that */
	share_table_renamed(table, key_of(m), to);
	m_renamed(m, to);
}

static void
do_end(void)
{
	unsigned	 process = (unsigned)rand() % 3;
	struct m_open	*m, *first;
	uint64_t	 after = 0;

	share_table_end_process(table, process);
	for (;;) {
		first = NULL;
		for (m = opens; m < opens + OPENS; m++)
			if (m->state != FREE && m->o.id > after &&
			    key_of(m).process == process &&
			    (first == NULL || m->o.id < first->o.id))
				first = m;
		if (first == NULL)
			return;
		after = first->o.id;
		m_end(first);
	}
}

static void
do_ack(struct m_open *m)
{
	uint8_t	 level = rand() % 2 == 0 ? OPLOCK_NONE : OPLOCK_II;

	share_table_ack(table, key_of(m), level);
	if (m->state != OPEN || !m->breaking)
		return;
	m->breaking = false;
	m->level = m->break_to == OPLOCK_II ? level : OPLOCK_NONE;
	m_retry(m->o.file.ino);
}

static void
do_set_delete(struct m_open *m)
{
	bool	 on = rand() % 2 == 0;

	if (m->state != OPEN)
		return;
	assert_int_equal(share_table_set_delete(table, key_of(m), on), NT_OK);
	m_set_deleting(m, on);
}

static void
step(void)
{
	struct m_open	*m = &opens[(size_t)rand() % OPENS];
	int		 what = rand() % 32;

	now_ms += rand() % 8;
	share_table_time(table, (struct mono){ now_ms * 1000000 });
	m_time();
	check_news();
	if (what < 8)
		do_open();
	else if (what == 8 && rand() % 20 == 0)
		do_end();
	else if (what < 20 && m->state == FREE)
		return;
	else if (what < 13)
		do_close(m);
	else if (what < 16)
		do_ack(m);
	else if (what == 16)
		do_set_delete(m);
	else if (what == 17)
		do_rename(m);
	else if (what == 18 && m->state == OPEN) {
		share_table_changed(table, key_of(m));
		m_break_level2(m->o.file.ino);
	} else if (what < 28 && m->state != FREE)
		do_lock(m);
	else if (what < 30)
		do_cancel_lock();
	else if (m->state != FREE)
		do_io(m);
}

static void
table_and_model_agree(void **state)
{
	static const struct share_limits	limits = { .max_opens = 1000,
		.max_locks = MAX_LOCKS, .break_ms = BREAK_MS };
	size_t	 i;

	(void)state;
	seed_random();
	table = share_table_new(&limits);
	for (i = 0; i < STEPS; i++) {
		step();
		check_news();
		if (i % 16 == 0)
			check_list();
	}
	for (i = 0; i < 3; i++)
		share_table_end_process(table, (unsigned)i);
	assert_int_equal(share_table_counts(table).opens, 0);
	assert_int_equal(share_table_counts(table).files, 0);
	assert_int_equal(share_table_counts(table).locks, 0);
	assert_int_equal(share_table_counts(table).waiting, 0);
	share_table_free(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_and_model_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
