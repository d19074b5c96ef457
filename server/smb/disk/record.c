/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/record.h"

#include <errno.h>
#include <sys/xattr.h>

#define VERSION		1

bool
record_decode(struct rd r, struct record *rec)
{
	uint8_t	 version;

	*rec = (struct record){ .parts = 0 };
	version = rd_u8(&r);
	rec->parts = rd_u8(&r);
	if (version != VERSION || rd_le16(&r) != 0 ||
	    (rec->parts & ~(unsigned)RECORD_ALL_PARTS) != 0)
		rd_fail(&r);
	if ((rec->parts & RECORD_ATTRIBUTES) != 0)
		rec->attributes = rd_le32(&r);
	if ((rec->parts & RECORD_CREATED) != 0)
		rec->created = rd_le64(&r);
	if ((rec->parts & RECORD_ACCESSED) != 0)
		rec->accessed = rd_le64(&r);
	if ((rec->parts & RECORD_WRITTEN) != 0) {
		rec->written = rd_le64(&r);
		rec->mtime.tv_sec = (time_t)rd_le64(&r);
		rec->mtime.tv_nsec = (long)rd_le32(&r);
	}
	if ((rec->parts & RECORD_CHANGED) != 0) {
		rec->changed = rd_le64(&r);
		rec->ctime = rd_le64(&r);
	}
	if (rd_end(&r))
		return true;
	*rec = (struct record){ .parts = 0 };
	return false;
}

void
record_encode(struct wr *w, const struct record *rec)
{
	wr_u8(w, VERSION);
	wr_u8(w, (uint8_t)rec->parts);
	wr_le16(w, 0);
	if ((rec->parts & RECORD_ATTRIBUTES) != 0)
		wr_le32(w, rec->attributes);
	if ((rec->parts & RECORD_CREATED) != 0)
		wr_le64(w, rec->created);
	if ((rec->parts & RECORD_ACCESSED) != 0)
		wr_le64(w, rec->accessed);
	if ((rec->parts & RECORD_WRITTEN) != 0) {
		wr_le64(w, rec->written);
		wr_le64(w, (uint64_t)rec->mtime.tv_sec);
		wr_le32(w, (uint32_t)rec->mtime.tv_nsec);
	}
	if ((rec->parts & RECORD_CHANGED) != 0) {
		wr_le64(w, rec->changed);
		wr_le64(w, rec->ctime);
	}
}

int
record_load(int fd, struct record *rec)
{
	uint8_t	 b[RECORD_SIZE_MAX];
	ssize_t	 n;

	*rec = (struct record){ .parts = 0 };
	n = fgetxattr(fd, RECORD_NAME, b, sizeof(b));
	if (n >= 0) {
		(void)record_decode(rd_over(b, (size_t)n), rec);
		return 0;
	}
	/* Too long for us is not ours; some file systems have none at all. */
	if (errno == ENODATA || errno == ERANGE || errno == EOPNOTSUPP)
		return 0;
	return -errno;
}

int
record_store(int fd, const struct record *rec)
{
	uint8_t		 b[RECORD_SIZE_MAX];
	struct wr	 w = wr_over(b, sizeof(b));

	if (rec->parts == 0) {
		if (fremovexattr(fd, RECORD_NAME) == -1 && errno != ENODATA &&
		    errno != EOPNOTSUPP)
			return -errno;
		return 0;
	}
	record_encode(&w, rec);
	if (!wr_ok(&w))
		return -EOVERFLOW;
	return fsetxattr(fd, RECORD_NAME, b, w.pos, 0) == -1 ? -errno : 0;
}
