/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fault/faultvfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX	8
#define SECTOR		512

/* A write, or a truncation (data NULL, at is the size), not synced yet. */
struct pending {
	struct pending	*next;
	sqlite3_int64	 at;
	int		 n;
	unsigned char	*data;
};

/* A file as the disk has it. */
struct image {
	char		 name[64];	/* without its folder; "": free */
	unsigned char	*data;
	size_t		 size, room;
	struct pending	*first, **last;
	bool		 synced;	/* at least once: its name is there */
	bool		 gone;		/* deleted, perhaps not on the disk */
};

struct file {
	sqlite3_file	 base;
	struct image	*image;		/* NULL: a temporary file */
	sqlite3_file	*real;
};

static struct {
	enum fault_kind	 kind;
	long		 n;
	bool		 for_good;
	long		 count;
	bool		 happened;
} plan;

static struct image	 disk[FILES_MAX];
static sqlite3_vfs	*usual;

void
fault_plan(enum fault_kind kind, long n, bool for_good)
{
	plan.kind = kind;
	plan.n = n;
	plan.for_good = for_good || kind == FAULT_POWER;
	plan.count = 0;
	plan.happened = false;
}

long
fault_operations(void)
{
	return plan.count;
}

bool
fault_happened(void)
{
	return plan.happened;
}

/* SQLITE_OK, or what this operation fails with. */
static int
fails(bool is_write, int code)
{
	bool	 now;

	if (plan.kind == FAULT_FULL && !is_write)
		return SQLITE_OK;
	plan.count++;
	now = plan.n != 0 && (plan.count == plan.n ||
	    (plan.for_good && plan.count > plan.n));
	plan.happened |= now;
	if (!now)
		return SQLITE_OK;
	return plan.kind == FAULT_FULL ? SQLITE_FULL : code;
}

static void *
need(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

static void
image_clear(struct image *i)
{
	struct pending	*p;

	while ((p = i->first) != NULL) {
		i->first = p->next;
		free(p->data);
		free(p);
	}
	free(i->data);
	*i = (struct image){ .last = &i->first };
}

void
fault_forget(void)
{
	size_t	 i;

	for (i = 0; i < FILES_MAX; i++)
		image_clear(&disk[i]);
}

static struct image *
image_of(const char *path)
{
	const char	*slash = strrchr(path, '/');
	const char	*name = slash == NULL ? path : slash + 1;
	size_t		 i;

	for (i = 0; i < FILES_MAX; i++) {
		if (strcmp(disk[i].name, name) == 0)
			return &disk[i];
	}
	for (i = 0; i < FILES_MAX; i++) {
		if (disk[i].name[0] == '\0') {
			image_clear(&disk[i]);
			(void)snprintf(disk[i].name, sizeof(disk[i].name),
			    "%s", name);
			return &disk[i];
		}
	}
	abort();
}

static void
remember(struct image *i, const void *data, int n, sqlite3_int64 at)
{
	struct pending	*p = need(calloc(1, sizeof(*p)));

	p->at = at;
	p->n = n;
	if (data != NULL) {
		p->data = need(malloc((size_t)n));
		memcpy(p->data, data, (size_t)n);
	}
	*i->last = p;
	i->last = &p->next;
}

static void
resize(struct image *i, size_t size)
{
	/* It grows by a sector each time: not a new piece for each. */
	if (size >= i->room) {
		i->room = 2 * size + SECTOR;
		i->data = need(realloc(i->data, i->room));
	}
	if (size > i->size)
		memset(i->data + i->size, 0, size - i->size);
	i->size = size;
}

static void
apply(struct image *i, const struct pending *p, bool (*luck)(void))
{
	int	 k, n;

	if (p->data == NULL) {
		if (luck == NULL || luck())
			resize(i, (size_t)p->at);
		return;
	}
	for (k = 0; k < p->n; k += n) {
		n = SECTOR - (int)((p->at + k) % SECTOR);
		n = n < p->n - k ? n : p->n - k;
		if (luck != NULL && !luck())
			continue;
		if (i->size < (size_t)(p->at + k + n))
			resize(i, (size_t)(p->at + k + n));
		memcpy(i->data + p->at + k, p->data + k, (size_t)n);
	}
}

static void
settle(struct image *i, bool (*luck)(void))
{
	struct pending	*p;

	while ((p = i->first) != NULL) {
		i->first = p->next;
		apply(i, p, luck);
		free(p->data);
		free(p);
	}
	i->last = &i->first;
}

static bool
toss(void)
{
	return random() % 2 == 0;
}

static bool
never(void)
{
	return false;
}

static void
write_image(const char *dir, struct image *i)
{
	char	 path[512];
	FILE	*f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, i->name);
	f = need(fopen(path, "w"));
	if (fwrite(i->data, 1, i->size, f) != i->size || fclose(f) != 0)
		abort();
}

/* Seeds 0 and 1: nothing of what was not synced is there, or all of it. */
void
fault_restore_power(const char *dir, unsigned seed)
{
	bool	(*luck)(void) = seed == 0 ? never : seed == 1 ? NULL : toss;
	size_t	 i;

	srandom(seed);
	for (i = 0; i < FILES_MAX; i++) {
		if (disk[i].name[0] == '\0')
			continue;
		settle(&disk[i], luck);
		if ((disk[i].gone || !disk[i].synced) && !toss() &&
		    strstr(disk[i].name, "-") != NULL)
			continue;
		write_image(dir, &disk[i]);
	}
}

static struct file *
file_of(sqlite3_file *f)
{
	return (struct file *)f;
}

static int
file_close(sqlite3_file *f)
{
	return file_of(f)->real->pMethods->xClose(file_of(f)->real);
}

static int
file_read(sqlite3_file *f, void *dst, int n, sqlite3_int64 at)
{
	sqlite3_file	*real = file_of(f)->real;
	int		 rc = fails(false, SQLITE_IOERR_READ);

	return rc != SQLITE_OK ? rc : real->pMethods->xRead(real, dst, n, at);
}

static int
file_write(sqlite3_file *f, const void *src, int n, sqlite3_int64 at)
{
	struct file	*file = file_of(f);
	int		 rc = fails(true, SQLITE_IOERR_WRITE);

	if (rc != SQLITE_OK)
		return rc;
	if (file->image != NULL)
		remember(file->image, src, n, at);
	return file->real->pMethods->xWrite(file->real, src, n, at);
}

static int
file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct file	*file = file_of(f);
	int		 rc = fails(false, SQLITE_IOERR_TRUNCATE);

	if (rc != SQLITE_OK)
		return rc;
	if (file->image != NULL)
		remember(file->image, NULL, 0, size);
	return file->real->pMethods->xTruncate(file->real, size);
}

/* With the first sync of a new file the usual VFS syncs its folder too. */
static void
sync_folder(void)
{
	size_t	 i;

	for (i = 0; i < FILES_MAX; i++) {
		if (disk[i].gone)
			image_clear(&disk[i]);
	}
}

static int
file_sync(sqlite3_file *f, int flags)
{
	struct image	*i = file_of(f)->image;
	int		 rc = fails(false, SQLITE_IOERR_FSYNC);

	(void)flags;
	if (rc == SQLITE_OK && i != NULL) {
		settle(i, NULL);
		if (!i->synced)
			sync_folder();
		i->synced = true;
	}
	return rc;
}

static int
file_size(sqlite3_file *f, sqlite3_int64 *out)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xFileSize(real, out);
}

static int
file_lock(sqlite3_file *f, int level)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xLock(real, level);
}

static int
file_unlock(sqlite3_file *f, int level)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xUnlock(real, level);
}

static int
file_reserved(sqlite3_file *f, int *out)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xCheckReservedLock(real, out);
}

static int
file_control(sqlite3_file *f, int op, void *arg)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xFileControl(real, op, arg);
}

static int
file_sector(sqlite3_file *f)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xSectorSize(real);
}

static int
file_abilities(sqlite3_file *f)
{
	sqlite3_file	*real = file_of(f)->real;

	return real->pMethods->xDeviceCharacteristics(real);
}

/* Version 1: without shared memory, which the store must not need. */
static const sqlite3_io_methods	 methods = {
	.iVersion = 1, .xClose = file_close, .xRead = file_read,
	.xWrite = file_write, .xTruncate = file_truncate, .xSync = file_sync,
	.xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock,
	.xCheckReservedLock = file_reserved, .xFileControl = file_control,
	.xSectorSize = file_sector, .xDeviceCharacteristics = file_abilities
};

static int
vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
    int *flags_out)
{
	struct file	*file = file_of(f);
	int		 rc = fails(false, SQLITE_CANTOPEN);

	(void)vfs;
	file->base.pMethods = NULL;
	if (rc != SQLITE_OK)
		return rc;
	file->real = (sqlite3_file *)(file + 1);
	rc = usual->xOpen(usual, name, file->real, flags, flags_out);
	if (rc != SQLITE_OK)
		return rc;
	file->image = name == NULL ? NULL : image_of(name);
	if (file->image != NULL && file->image->gone) {
		char kept[sizeof(file->image->name)];

		(void)strcpy(kept, file->image->name);
		image_clear(file->image);
		(void)strcpy(file->image->name, kept);
	}
	file->base.pMethods = &methods;
	return SQLITE_OK;
}

static int
vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	struct image	*i = image_of(name);
	int		 rc = fails(false, SQLITE_IOERR_DELETE);

	(void)vfs;
	if (rc != SQLITE_OK)
		return rc;
	i->gone = true;
	if (sync_dir)
		image_clear(i);
	return usual->xDelete(usual, name, sync_dir);
}

void
fault_register(void)
{
	static sqlite3_vfs	 vfs;

	if (sqlite3_vfs_find(FAULT_VFS) != NULL)
		return;
	usual = need(sqlite3_vfs_find(NULL));
	vfs = *usual;
	vfs.szOsFile = (int)sizeof(struct file) + usual->szOsFile;
	vfs.pNext = NULL;
	vfs.zName = FAULT_VFS;
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
		abort();
}
