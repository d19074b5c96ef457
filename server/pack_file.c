/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/pack_file.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#define CHUNK	65536

static int
bad(struct err *e)
{
	return err_set(e, EINVAL, "this is no whole pack of files");
}

/* As many bytes as there are, n at most; -errno. */
static ssize_t
read_at(const struct pack_file *p, void *dst, size_t n)
{
	ssize_t	 k;

	if (n > p->end - p->at)
		n = (size_t)(p->end - p->at);
	do
		k = pread(p->fd, dst, n, (off_t)p->at);
	while (k == -1 && errno == EINTR);
	return k == -1 ? -errno : k;
}

int
pack_file_open(struct pack_file *p, int fd, uint64_t at, uint64_t end,
    struct err *e)
{
	uint8_t		 head[PACK_HEAD_SIZE];
	struct rd	 r;
	ssize_t		 n;

	*p = (struct pack_file){ .fd = fd, .at = at, .end = end };
	if (at > end)
		return bad(e);
	n = read_at(p, head, sizeof(head));
	if (n < 0)
		return err_set(e, (int)-n, "the pack cannot be read: %s",
		    strerror((int)-n));
	r = rd_over(head, (size_t)n);
	if (!pack_head_get(&r, &p->left))
		return bad(e);
	p->at += PACK_HEAD_SIZE;
	return 0;
}

int
pack_file_next(struct pack_file *p, struct pack_entry *entry,
    uint64_t *content, struct err *e)
{
	uint8_t		 head[PACK_ENTRY_MAX];
	struct rd	 r;
	ssize_t		 n;

	if (p->left == 0)
		return p->at == p->end ? 0 : bad(e);
	n = read_at(p, head, sizeof(head));
	if (n < 0)
		return err_set(e, (int)-n, "the pack cannot be read: %s",
		    strerror((int)-n));
	r = rd_over(head, (size_t)n);
	if (!pack_entry_get(&r, entry) ||
	    entry->size > p->end - p->at - r.pos)
		return bad(e);
	*content = p->at + r.pos;
	p->at = *content + entry->size;
	p->left--;
	return 1;
}

/* --- contents --- */

/* Each piece goes to whoever is there: a hash, or a file. */
static int
each_piece(const struct pack_file *p, const struct pack_entry *entry,
    uint64_t at, EVP_MD_CTX *ctx, int to, struct err *e)
{
	uint8_t		 piece[CHUNK];
	uint64_t	 left = entry->size;
	ssize_t		 n;

	while (left > 0) {
		n = pread(p->fd, piece, left < CHUNK ? (size_t)left : CHUNK,
		    (off_t)at);
		if (n <= 0)
			return n == -1 ? err_sys(e, "the pack cannot be read")
			    : bad(e);
		if (ctx != NULL && EVP_DigestUpdate(ctx, piece,
		    (size_t)n) != 1)
			return err_set(e, ENOMEM, "out of memory");
		if (to != -1 && write(to, piece, (size_t)n) != n)
			return err_sys(e, "it cannot be written");
		at += (uint64_t)n;
		left -= (uint64_t)n;
	}
	return 0;
}

int
pack_file_check(const struct pack_file *p, const struct pack_entry *entry,
    uint64_t content, struct err *e)
{
	uint8_t		 sha256[MANIFEST_HASH_SIZE];
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	int		 rc;

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		rc = err_set(e, ENOMEM, "out of memory");
	else
		rc = each_piece(p, entry, content, ctx, -1, e);
	if (rc == 0 && EVP_DigestFinal_ex(ctx, sha256, NULL) != 1)
		rc = err_set(e, ENOMEM, "out of memory");
	if (rc == 0 && memcmp(sha256, entry->sha256, sizeof(sha256)) != 0)
		rc = err_set(e, EINVAL, "its content is damaged");
	EVP_MD_CTX_free(ctx);
	return rc;
}

int
pack_file_copy(const struct pack_file *p, const struct pack_entry *entry,
    uint64_t content, int to, struct err *e)
{
	return each_piece(p, entry, content, NULL, to, e);
}

/* --- writing --- */

static int
write_at(struct pack_file *p, const uint8_t *src, size_t n, struct err *e)
{
	ssize_t	 k;

	while (n > 0) {
		k = pwrite(p->fd, src, n, (off_t)p->at);
		if (k == -1 && errno == EINTR)
			continue;
		if (k == -1)
			return err_sys(e, "the pack cannot be written");
		src += k;
		n -= (size_t)k;
		p->at += (uint64_t)k;
	}
	return 0;
}

int
pack_file_begin(struct pack_file *p, int fd, uint64_t at, uint32_t files,
    struct err *e)
{
	uint8_t		 head[PACK_HEAD_SIZE];
	struct wr	 w = wr_over(head, sizeof(head));

	*p = (struct pack_file){ .fd = fd, .at = at, .left = files };
	pack_head_put(&w, files);
	return write_at(p, head, w.pos, e);
}

int
pack_file_add(struct pack_file *p, const struct pack_entry *entry, int from,
    struct err *e)
{
	uint8_t		 piece[CHUNK];
	struct wr	 w = wr_over(piece, sizeof(piece));
	uint64_t	 at = 0;
	ssize_t		 n;
	int		 rc;

	pack_entry_put(&w, entry);
	rc = wr_ok(&w) && p->left > 0 ? write_at(p, piece, w.pos, e) :
	    err_set(e, EINVAL, "%.200s cannot be packed", entry->path);
	p->left -= rc == 0;
	while (rc == 0 && at < entry->size) {
		n = pread(from, piece, entry->size - at < CHUNK ?
		    (size_t)(entry->size - at) : CHUNK, (off_t)at);
		if (n <= 0)
			return err_set(e, n == 0 ? ESTALE : errno, "%.200s: "
			    "%s", entry->path, n == 0 ? "is shorter than it "
			    "was" : strerror(errno));
		rc = write_at(p, piece, (size_t)n, e);
		at += (uint64_t)n;
	}
	return rc;
}
