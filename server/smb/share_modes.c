/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Share modes by counting, as NT's IoCheckShareAccess does: opens that only
 * look at attributes neither bar nor are barred.
 */
#include "protocol/smb2/access.h"
#include "protocol/smb2/create.h"
#include "server/smb/share_impl.h"

#define READS	(FILE_READ_DATA | FILE_EXECUTE)
#define WRITES	(FILE_WRITE_DATA | FILE_APPEND_DATA)

static void
count(struct share_modes *m, const struct handle *h, unsigned by)
{
	if ((h->access & (READS | WRITES | DELETE)) == 0)
		return;
	m->opens += by;
	m->readers += (h->access & READS) != 0 ? by : 0;
	m->writers += (h->access & WRITES) != 0 ? by : 0;
	m->deleters += (h->access & DELETE) != 0 ? by : 0;
	m->share_read += (h->sharing & FILE_SHARE_READ) != 0 ? by : 0;
	m->share_write += (h->sharing & FILE_SHARE_WRITE) != 0 ? by : 0;
	m->share_delete += (h->sharing & FILE_SHARE_DELETE) != 0 ? by : 0;
}

void
modes_add(struct share_modes *m, const struct handle *h)
{
	count(m, h, 1);
}

void
modes_take(struct share_modes *m, const struct handle *h)
{
	count(m, h, -1U);
}

bool
modes_conflict(const struct share_modes *m, uint32_t access, uint32_t sharing)
{
	if ((access & (READS | WRITES | DELETE)) == 0)
		return false;
	return ((access & READS) != 0 && m->share_read < m->opens) ||
	    ((access & WRITES) != 0 && m->share_write < m->opens) ||
	    ((access & DELETE) != 0 && m->share_delete < m->opens) ||
	    ((sharing & FILE_SHARE_READ) == 0 && m->readers > 0) ||
	    ((sharing & FILE_SHARE_WRITE) == 0 && m->writers > 0) ||
	    ((sharing & FILE_SHARE_DELETE) == 0 && m->deleters > 0);
}
