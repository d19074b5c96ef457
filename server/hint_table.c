/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/hint_table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BITS	2		/* of enum share_hint */
#define ALL	((1U << BITS) - 1)
#define SEALS	(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | \
		 F_SEAL_SEAL)

struct hint_table {
	int		 fd;
	atomic_uchar	*slots;
	bool		 begun;
	uint32_t	 files[BITS][HINT_SLOTS];	/* that have the bit */
};

struct hint_view {
	const atomic_uchar	*slots;
};

/* Both numbers count up by small steps; spread them over all slots. */
static size_t
slot_of(struct share_file f)
{
	uint64_t	 x = f.ino ^ f.dev << 32 ^ f.dev >> 32;

	x *= 0x9e3779b97f4a7c15ULL;	/* 2^64 / golden ratio */
	return (size_t)(x >> 48) % HINT_SLOTS;
}

static int
make_memory(struct hint_table *t, struct err *e)
{
	void	*p;

	t->fd = memfd_create("sited-hints", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (t->fd == -1 || ftruncate(t->fd, HINT_SLOTS) == -1)
		return err_sys(e, "cannot make the table of hints");
	p = mmap(NULL, HINT_SLOTS, PROT_READ | PROT_WRITE, MAP_SHARED, t->fd,
	    0);
	if (p == MAP_FAILED)
		return err_sys(e, "cannot map the table of hints");
	t->slots = p;
	if (fcntl(t->fd, F_ADD_SEALS, SEALS) == -1)
		return err_sys(e, "cannot seal the table of hints");
	return 0;
}

static void
publish(struct hint_table *t, size_t slot)
{
	unsigned	 bits = 0;
	unsigned	 i;

	for (i = 0; i < BITS; i++)
		if (!t->begun || t->files[i][slot] > 0)
			bits |= 1U << i;
	atomic_store(&t->slots[slot], (unsigned char)bits);
}

int
hint_table_new(struct hint_table **out, struct err *e)
{
	struct hint_table	*t = calloc(1, sizeof(*t));
	size_t			 i;
	int			 rc;

	if (t == NULL)
		return err_set(e, ENOMEM, "out of memory");
	rc = make_memory(t, e);
	if (rc != 0) {
		hint_table_free(&t);
		return rc;
	}
	for (i = 0; i < HINT_SLOTS; i++)
		publish(t, i);
	*out = t;
	return 0;
}

void
hint_table_free(struct hint_table **tp)
{
	struct hint_table	*t = *tp;

	if (t == NULL)
		return;
	*tp = NULL;
	if (t->slots != NULL)
		(void)munmap((void *)t->slots, HINT_SLOTS);
	if (t->fd != -1)
		(void)close(t->fd);
	free(t);
}

int
hint_table_fd(const struct hint_table *t)
{
	return t->fd;
}

void
hint_table_change(struct hint_table *t, struct share_file f, unsigned from,
    unsigned to)
{
	size_t		 slot = slot_of(f);
	unsigned	 i;

	for (i = 0; i < BITS; i++) {
		t->files[i][slot] += to >> i & 1;
		t->files[i][slot] -= from >> i & 1;
	}
	publish(t, slot);
}

void
hint_table_begin(struct hint_table *t)
{
	size_t	 i;

	t->begun = true;
	for (i = 0; i < HINT_SLOTS; i++)
		publish(t, i);
}

/* Memory that could shrink would be a trap for the reader. */
static bool
is_sealed(int fd)
{
	struct stat	 st;
	int		 seals = fcntl(fd, F_GET_SEALS);

	return seals != -1 && (seals & F_SEAL_SHRINK) != 0 &&
	    fstat(fd, &st) == 0 && st.st_size == HINT_SLOTS;
}

int
hint_view_new(int fd, struct hint_view **out)
{
	struct hint_view	*v;
	void			*p;

	if (!is_sealed(fd))
		return -EINVAL;
	v = malloc(sizeof(*v));
	if (v == NULL)
		return -ENOMEM;
	p = mmap(NULL, HINT_SLOTS, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED) {
		free(v);
		return -errno;
	}
	v->slots = p;
	*out = v;
	return 0;
}

void
hint_view_free(struct hint_view **vp)
{
	if (*vp == NULL)
		return;
	(void)munmap((void *)(uintptr_t)(*vp)->slots, HINT_SLOTS);
	free(*vp);
	*vp = NULL;
}

unsigned
hint_view_of(const struct hint_view *v, struct share_file f)
{
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_load(&v->slots[slot_of(f)]) & ALL;
}
