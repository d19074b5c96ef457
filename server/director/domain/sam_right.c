/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sam_right - the rights of whoever has a SID: names, each with its NUL. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/domain/sam_change.h"

#define RIGHTS_MAX	64	/* of one SID: there are fewer */

struct rights {
	const char	*v[RIGHTS_MAX];
	uint32_t	 n;
};

/* They point into the value. */
static void
split(struct rd value, struct rights *out)
{
	const char	*at = (const char *)value.base;
	const char	*end = at + value.len;

	for (out->n = 0; out->n < RIGHTS_MAX && at < end &&
	    memchr(at, '\0', (size_t)(end - at)) != NULL;
	    at += strlen(at) + 1)
		out->v[out->n++] = at;
}

static uint32_t
place(const struct rights *r, const char *name)
{
	uint32_t	 i;

	for (i = 0; i < r->n && text_casecmp(r->v[i], name) != 0; i++)
		;
	return i;
}

/* --- read --- */

enum ntstatus
sam_rights(struct sam_call *c)
{
	struct rights	 r;
	struct fact_key	 k;
	struct rd	 value;
	const char	**names;

	if (!view_get(&c->view, fact_key_rights(&k, &c->q->sids[0]), &value))
		return NT_OBJECT_NAME_NOT_FOUND;
	split(value, &r);
	names = arena_array(&c->mem, r.n, sizeof(*names));
	if (names == NULL)
		return NT_NO_MEMORY;
	memcpy(names, r.v, r.n * sizeof(*names));
	c->r.names = names;
	c->r.count = r.n;
	return NT_OK;
}

static bool
add_holder(void *arg, const char *key, struct rd value)
{
	struct sam_call	*c = arg;
	struct rights	 r;
	struct sid	 sid;

	split(value, &r);
	if ((c->q->count > 0 && place(&r, c->q->names[0]) == r.n) ||
	    !fact_sid(key, &sid))
		return true;
	return sam_add_sid(c, &sid);
}

enum ntstatus
sam_holders(struct sam_call *c)
{
	view_each(&c->view, "r:", add_holder, c);
	return NT_OK;
}

/* --- change --- */

static void
load(struct sam_change *c, struct fact_key *k, struct rights *r)
{
	char		 text[SID_TEXT_SIZE];
	const struct sid *sid = &c->q.sids[0];
	struct rd	 value;

	r->n = 0;
	if (view_get(&c->call.view, fact_key_rights(k, sid), &value))
		split(value, r);
	(void)sid_text(sid, text);
	c->object = arena_text(&c->call.mem, text, strlen(text));
}

static enum ntstatus
store(struct sam_change *c, const char *key, const struct rights *r)
{
	char		*bytes;
	size_t		 i, n = 0, size = 1;

	for (i = 0; i < r->n; i++)
		size += strlen(r->v[i]) + 1;
	bytes = arena_alloc(&c->call.mem, size);
	if (bytes == NULL)
		return NT_NO_MEMORY;
	for (i = 0; i < r->n; i++) {
		memcpy(bytes + n, r->v[i], strlen(r->v[i]) + 1);
		n += strlen(r->v[i]) + 1;
	}
	if (n == 0)
		sam_remove(c, key);
	else
		sam_put_bytes(c, key, rd_over(bytes, n));
	return NT_OK;
}

/* Those that it has stay as they are. */
enum ntstatus
sam_grant(struct sam_change *c)
{
	struct rights	 r;
	struct fact_key	 k;
	uint32_t	 i, before;

	load(c, &k, &r);
	before = r.n;
	for (i = 0; i < c->q.count; i++) {
		if (c->q.names[i] == NULL)
			return NT_NO_SUCH_PRIVILEGE;
		if (place(&r, c->q.names[i]) < r.n)
			continue;
		if (r.n == RIGHTS_MAX)
			return NT_INSUFFICIENT_RESOURCES;
		r.v[r.n++] = c->q.names[i];
		sam_detail(c, c->q.names[i]);
	}
	return r.n == before ? NT_OK : store(c, k.s, &r);
}

enum ntstatus
sam_revoke(struct sam_change *c)
{
	struct rights	 r;
	struct fact_key	 k;
	uint32_t	 i, at;

	load(c, &k, &r);
	if (r.n == 0)
		return NT_OBJECT_NAME_NOT_FOUND;
	for (i = 0; !c->q.all && i < c->q.count; i++) {
		at = c->q.names[i] == NULL ? r.n : place(&r, c->q.names[i]);
		if (at == r.n)
			return NT_OBJECT_NAME_NOT_FOUND;
		sam_detail(c, r.v[at]);
		r.v[at] = r.v[--r.n];
	}
	if (c->q.all) {
		sam_detail(c, "all rights");
		r.n = 0;
	}
	return store(c, k.s, &r);
}
