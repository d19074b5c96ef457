/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/facts.h"

#include <errno.h>

#include "base/clock.h"
#include "protocol/smb2/access.h"
#include "server/smb/disk/sys.h"

#define KEPT	(FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | \
		 FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE | \
		 FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE | \
		 FILE_ATTRIBUTE_NOT_CONTENT_INDEXED)

/*
 * The kernel's ctime of our own fsetxattr() lies this much after the moment
 * noted in the record at most; else the record is written once more.
 */
#define CTIME_SLOP	(20 * 10000)
#define STORE_TRIES	4

bool
facts_is_folder(const struct facts *f)
{
	return S_ISDIR(f->st.stx_mode);
}

bool
facts_is_file(const struct facts *f)
{
	return S_ISREG(f->st.stx_mode);
}

static uint32_t
attributes_by_default(const struct facts *f)
{
	return facts_is_folder(f) ? 0 : FILE_ATTRIBUTE_ARCHIVE;
}

uint32_t
facts_attributes(const struct facts *f)
{
	if ((f->rec.parts & RECORD_ATTRIBUTES) != 0)
		return f->rec.attributes;
	return attributes_by_default(f);
}

uint64_t
facts_written(const struct facts *f)
{
	const struct statx_timestamp	*m = &f->st.stx_mtime;

	if ((f->rec.parts & RECORD_WRITTEN) != 0 &&
	    f->rec.mtime.tv_sec == m->tv_sec &&
	    f->rec.mtime.tv_nsec == (long)m->tv_nsec)
		return f->rec.written;
	return sys_nt_time(m);
}

uint64_t
facts_changed(const struct facts *f)
{
	uint64_t	 ctime = sys_nt_time(&f->st.stx_ctime);

	if ((f->rec.parts & RECORD_CHANGED) != 0 &&
	    ctime <= f->rec.ctime + CTIME_SLOP)
		return f->rec.changed;
	return ctime;
}

/* Times whose anchor has gone are not carried along when others change. */
int
facts_read(int fd, struct facts *f)
{
	int	 error;

	f->dirty = false;
	error = sys_statx(fd, &f->st);
	if (error == 0)
		error = record_load(fd, &f->rec);
	if (error == 0 && facts_written(f) != f->rec.written)
		f->rec.parts &= ~(unsigned)RECORD_WRITTEN;
	if (error == 0 && facts_changed(f) != f->rec.changed)
		f->rec.parts &= ~(unsigned)RECORD_CHANGED;
	return error;
}

int
facts_read_plain(int fd, struct facts *f)
{
	f->dirty = false;
	f->rec.parts = 0;
	return sys_statx(fd, &f->st);
}

static uint64_t
created(const struct facts *f)
{
	if ((f->rec.parts & RECORD_CREATED) != 0)
		return f->rec.created;
	if ((f->st.stx_mask & STATX_BTIME) != 0)
		return sys_nt_time(&f->st.stx_btime);
	return sys_nt_time(&f->st.stx_mtime);
}

void
facts_show(const struct facts *f, struct vfs_stat *out)
{
	bool	 folder = facts_is_folder(f);

	*out = (struct vfs_stat){
		.dev = sys_dev(&f->st),
		.ino = f->st.stx_ino,
		.created = created(f),
		.accessed = (f->rec.parts & RECORD_ACCESSED) != 0 ?
		    f->rec.accessed : sys_nt_time(&f->st.stx_atime),
		.written = facts_written(f),
		.changed = facts_changed(f),
		.size = folder ? 0 : f->st.stx_size,
		.allocation = folder ? 0 : f->st.stx_blocks * 512,
		.attributes = facts_attributes(f),
		.nlink = f->st.stx_nlink,
		.is_directory = folder,
	};
	if (folder) {
		out->attributes |= FILE_ATTRIBUTE_DIRECTORY;
		out->nlink = out->nlink > 0;	/* ".." counts elsewhere */
	} else if (out->attributes == 0)
		out->attributes = FILE_ATTRIBUTE_NORMAL;
}

void
facts_set_attributes(struct facts *f, uint32_t attributes)
{
	attributes &= KEPT;
	if (attributes == facts_attributes(f))
		return;
	f->rec.attributes = attributes;
	if (attributes == attributes_by_default(f))
		f->rec.parts &= ~(unsigned)RECORD_ATTRIBUTES;
	else
		f->rec.parts |= RECORD_ATTRIBUTES;
	f->dirty = true;
}

void
facts_set_created(struct facts *f, uint64_t t)
{
	f->rec.parts |= RECORD_CREATED;
	f->rec.created = t;
	f->dirty = true;
}

/* EPERM: not our file.  Then the record alone has to say it. */
static int
set_times(int fd, struct facts *f, const struct timespec ts[2])
{
	if (futimens(fd, ts) == -1 && errno != EPERM && errno != EACCES)
		return -errno;
	return sys_statx(fd, &f->st);
}

int
facts_set_accessed(int fd, struct facts *f, uint64_t t)
{
	struct timespec	 ts[2] = { nt_time_to_timespec(t),
			    { .tv_nsec = UTIME_OMIT } };

	/* Reading moves the file's own access time, so the record keeps it. */
	f->rec.parts |= RECORD_ACCESSED;
	f->rec.accessed = t;
	f->dirty = true;
	return set_times(fd, f, ts);
}

int
facts_set_written(int fd, struct facts *f, uint64_t t)
{
	struct timespec	 ts[2] = { { .tv_nsec = UTIME_OMIT },
			    nt_time_to_timespec(t) };
	int		 error;

	error = set_times(fd, f, ts);
	if (error != 0)
		return error;
	if (sys_nt_time(&f->st.stx_mtime) != t) {
		f->rec.parts |= RECORD_WRITTEN;
		f->rec.written = t;
		f->rec.mtime = sys_timespec(&f->st.stx_mtime);
		f->dirty = true;
	} else if ((f->rec.parts & RECORD_WRITTEN) != 0) {
		f->rec.parts &= ~(unsigned)RECORD_WRITTEN;
		f->dirty = true;
	}
	return 0;
}

void
facts_set_changed(struct facts *f, uint64_t t)
{
	f->rec.parts |= RECORD_CHANGED;
	f->rec.changed = t;
	f->dirty = true;
}

void
facts_touch(struct facts *f)
{
	f->dirty = f->dirty || (f->rec.parts & RECORD_CHANGED) != 0;
	f->rec.parts &= ~(unsigned)RECORD_CHANGED;
}

int
facts_store(int fd, struct facts *f)
{
	int	 error = 0, tries = 0;

	if (!f->dirty)
		return 0;
	do {
		f->rec.ctime = nt_time_now();
		error = record_store(fd, &f->rec);
		if (error == 0)
			error = sys_statx(fd, &f->st);
	} while (error == 0 && (f->rec.parts & RECORD_CHANGED) != 0 &&
	    facts_changed(f) != f->rec.changed && ++tries < STORE_TRIES);
	f->dirty = error != 0;
	return error;
}
