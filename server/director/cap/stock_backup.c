/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What operators brought, as a part of a backup: it can be made again from
 * nothing else.  A set can, from this and the store.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "protocol/sms/compcfg.h"
#include "server/director/cap/blobs.h"
#include "server/director/cap/stock_int.h"
#include "server/director/director.h"
#include "server/pack_file.h"

struct saving {
	struct stock_task	 task;		/* first */
	struct director		*d;
	int			 fd;
	int			 blobs_fd;
	struct catalogue	*have;		/* counted */
	uint64_t		 bytes;
	struct err		 e;
	stock_backed_up		*done;
	void			*arg;
};

static uint32_t
count_files(const struct catalogue *c)
{
	size_t	 i, n = 0;

	for (i = 0; i < c->n; i++)
		if (!bundle_is_before(c->bundle[i].name))
			n += c->bundle[i].nfile +
			    (c->bundle[i].version.nfield > 0);
	return (uint32_t)n;
}

static int
name_entry(struct pack_entry *e, const struct bundle *b, const char *path,
    struct err *err)
{
	if (snprintf(e->path, sizeof(e->path), "%s/%s", b->name, path) >=
	    (int)sizeof(e->path))
		return err_set(err, ENAMETOOLONG, "%s: its path is too long",
		    VIS(path));
	e->changed = b->since;
	return 0;
}

static int
save_file(struct saving *s, struct pack_file *pack, const struct bundle *b,
    const struct component_file *f)
{
	struct pack_entry	 e = { .size = f->size };
	struct blob		 blob = { .size = f->size };
	int			 fd, rc;

	memcpy(e.sha256, f->sha256, sizeof(e.sha256));
	memcpy(blob.sha256, f->sha256, sizeof(blob.sha256));
	rc = name_entry(&e, b, f->path, &s->e);
	if (rc != 0)
		return rc;
	fd = blob_open(s->blobs_fd, &blob);
	if (fd < 0)
		return err_set(&s->e, -fd, "%s: %s", VIS(e.path),
		    strerror(-fd));
	rc = pack_file_add(pack, &e, fd, &s->e);
	(void)close(fd);
	return rc;
}

static int
save_version(struct saving *s, struct pack_file *pack,
    const struct bundle *b)
{
	struct pack_entry	 e = { .size = 0 };
	struct buf		 text;
	int			 fd, rc;

	buf_init(&text, 4096);
	compver_put(&text, &b->version);
	rc = name_entry(&e, b, COMPVER_NAME, &s->e);
	fd = memfd_create(COMPVER_NAME, MFD_CLOEXEC);
	if (rc == 0 && (!buf_ok(&text) || fd == -1 ||
	    pwrite(fd, text.data, text.len, 0) != (ssize_t)text.len ||
	    file_digest(fd, text.len, &e.size, e.sha256) != 0))
		rc = err_sys(&s->e, COMPVER_NAME);
	if (rc == 0)
		rc = pack_file_add(pack, &e, fd, &s->e);
	if (fd != -1)
		(void)close(fd);
	buf_free(&text);
	return rc;
}

static int
save_bundle(struct saving *s, struct pack_file *pack, const struct bundle *b)
{
	size_t	 i;
	int	 rc = 0;

	for (i = 0; i < b->nfile && rc == 0; i++)
		rc = save_file(s, pack, b, &b->file[i]);
	if (rc == 0 && b->version.nfield > 0)
		rc = save_version(s, pack, b);
	return rc;
}

static int
save_tail(struct saving *s, uint64_t begin, uint64_t at)
{
	uint8_t		 tail[PACK_TAIL_SIZE];
	struct wr	 w = wr_over(tail, sizeof(tail));

	pack_tail_put(&w, begin);
	if (pwrite(s->fd, tail, sizeof(tail), (off_t)at) !=
	    (ssize_t)sizeof(tail) || fsync(s->fd) == -1)
		return err_sys(&s->e, "the backup cannot be written");
	s->bytes = at + sizeof(tail);
	return 0;
}

static int
save_all(struct saving *s)
{
	struct pack_file	 pack;
	struct stat		 st;
	size_t			 i;
	int			 rc;

	if (fstat(s->fd, &st) == -1)
		return err_sys(&s->e, "the backup cannot be written");
	s->bytes = (uint64_t)st.st_size;
	if (count_files(s->have) == 0)
		return 0;
	rc = pack_file_begin(&pack, s->fd, (uint64_t)st.st_size,
	    count_files(s->have), &s->e);
	for (i = 0; i < s->have->n && rc == 0; i++)
		if (!bundle_is_before(s->have->bundle[i].name))
			rc = save_bundle(s, &pack, &s->have->bundle[i]);
	return rc != 0 ? rc : save_tail(s, (uint64_t)st.st_size, pack.at);
}

static void
begin_save(struct stock_task *t)
{
	struct saving	*s = (struct saving *)t;

	s->have = catalogue_ref(stock_catalogue(s->d));
	s->blobs_fd = stock_blobs_fd(s->d);
}

static void
run_save(struct stock_task *t)
{
	(void)save_all((struct saving *)t);
}

static void
saved(struct stock_task *t)
{
	struct saving	*s = (struct saving *)t;

	if (t->cancelled)
		(void)err_set(&s->e, ECANCELED, "sited stops");
	s->done(s->arg, s->e.code == 0 ? NULL : &s->e, s->bytes);
	catalogue_unref(&s->have);
	free(s);
}

int
stock_backup(struct director *d, int fd, stock_backed_up *done, void *arg,
    struct err *e)
{
	struct saving	*s = calloc(1, sizeof(*s));

	if (s == NULL)
		return err_set(e, ENOMEM, "out of memory");
	s->d = d;
	s->fd = fd;
	s->done = done;
	s->arg = arg;
	s->task.begin = begin_save;
	s->task.run = run_save;
	s->task.done = saved;
	stock_queue(d, &s->task);
	return 0;
}
