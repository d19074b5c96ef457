/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/proofs.h"

#include <string.h>

#define STEP_US	(25 * 3600 * 1000000LL)	/* a clock is set by a day */

static uint32_t
lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* From p[*i] on to the one that proves; what stands before it can lower it. */
static uint32_t
next_proven(const struct proofs *ps, bool enrolled, size_t *i,
    struct wall *since)
{
	uint32_t	 low = UINT32_MAX;

	while (*i < ps->n) {
		const struct proof	*p = &ps->p[(*i)++];

		low = lower(low, p->rid);
		*since = p->at;
		if (!enrolled || p->class == EVIDENCE_A_PLUS)
			return low;
	}
	return 0;
}

struct proven
proofs_judge(const struct proofs *ps, bool enrolled)
{
	struct proven	 v = { 0 };
	size_t		 i = 0;

	v.newest = next_proven(ps, enrolled, &i, &v.since);
	v.earlier = next_proven(ps, enrolled, &i, &v.since);
	if (v.earlier == 0)
		v.since.us = 0;
	return v;
}

static void
remove_at(struct proofs *ps, size_t i)
{
	ps->n--;
	memmove(&ps->p[i], &ps->p[i + 1], (ps->n - i) * sizeof(ps->p[0]));
}

/* Of the same logon: what is known of it becomes part of `p'. */
static bool
same_session(struct proofs *ps, struct proof *p)
{
	struct proof	*old;
	size_t		 i;

	for (i = 0; i < ps->n; i++) {
		old = &ps->p[i];
		if (old->session != p->session || old->rid != p->rid)
			continue;
		if (old->class >= p->class && old->at.us >= p->at.us)
			return false;
		if (old->class > p->class)
			p->class = old->class;
		if (old->at.us > p->at.us)
			p->at = old->at;
		remove_at(ps, i);
		return true;
	}
	return true;
}

static void
insert(struct proofs *ps, const struct proof *p)
{
	size_t	 i = 0;

	while (i < ps->n && ps->p[i].at.us > p->at.us)
		i++;
	if (i == PROOFS_KEPT)
		return;
	if (ps->n == PROOFS_KEPT)
		ps->n--;
	memmove(&ps->p[i + 1], &ps->p[i], (ps->n - i) * sizeof(ps->p[0]));
	ps->p[i] = *p;
	ps->n++;
}

bool
proofs_take(struct proofs *ps, const struct proof *say, bool enrolled)
{
	struct proven	 v = proofs_judge(ps, enrolled);
	struct proof	 p = *say;

	/* Not signed although it could: it never raises. */
	if (enrolled && p.class == EVIDENCE_A && p.rid >= v.newest)
		return false;
	if (!same_session(ps, &p))
		return false;
	if (p.rid < v.newest && ps->n > 0 && p.at.us <= ps->p[0].at.us &&
	    ps->p[0].at.us - p.at.us < STEP_US)
		p.at.us = ps->p[0].at.us + 1;
	insert(ps, &p);
	return true;
}

void
proofs_put(struct wr *w, const struct proofs *ps)
{
	size_t	 i;

	for (i = 0; i < ps->n; i++) {
		wr_le32(w, ps->p[i].rid);
		wr_u8(w, (uint8_t)ps->p[i].class);
		wr_le64(w, (uint64_t)ps->p[i].at.us);
		wr_le64(w, ps->p[i].session);
	}
}

void
proofs_get(struct rd r, struct proofs *ps)
{
	struct proof	*p;

	ps->n = 0;
	while (rd_left(&r) > 0 && ps->n < PROOFS_KEPT) {
		p = &ps->p[ps->n++];
		p->rid = rd_le32(&r);
		p->class = (enum evidence_class)rd_u8(&r);
		p->at.us = (int64_t)rd_le64(&r);
		p->session = rd_le64(&r);
	}
	if (!rd_end(&r))
		ps->n = 0;
}
