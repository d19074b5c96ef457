/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A registry of the few values that the host gives: a key is there because a
 * value's path goes through it, [MS-RRP] 3.1.5.  A handle's number says which
 * value's path, and how much of it.
 */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/rpc/service.h"
#include "protocol/rpc/werror.h"
#include "protocol/rpc/winreg.h"

#define KEY_READ	0x00020019U
#define MAXIMUM_ALLOWED	0x02000000U
#define GENERIC_READ	0x80000000U
#define VERSION		5

struct key {
	const char	*path;		/* of some value below it */
	size_t		 len;		/* of the path that is its own */
};

/* Is `path' of these bytes, or goes on with a backslash behind them? */
static bool
is_below(const char *path, const char *key, size_t len)
{
	return (len == 0 || strncasecmp(path, key, len) == 0) &&
	    (len == 0 || path[len] == '\\' || path[len] == '\0');
}

static bool
is_in(const struct rpc_value *v, const struct key *k)
{
	return strlen(v->key) == k->len && is_below(v->key, k->path, k->len);
}

/* Status WERR_OK, or what to return. */
static uint32_t
find(struct rpc_call *c, const struct rpc_handle *h, struct key *out)
{
	const struct rpc_value	*v;
	struct rpc_object	 o;
	size_t			 n;

	v = rpc_call_values(c, &n);
	if (!rpc_call_handle(c, h, &o) || o.id >> 32 >= n) {
		(void)rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
		return WERR_INVALID_HANDLE;
	}
	*out = (struct key){ v[o.id >> 32].key, (uint32_t)o.id };
	return WERR_OK;
}

static uint32_t
open_at(struct rpc_call *c, struct winreg_open *a, size_t value, size_t len)
{
	struct rpc_object	 o = { .id = (uint64_t)value << 32 | len };

	if (a->access & ~(KEY_READ | MAXIMUM_ALLOWED | GENERIC_READ))
		return WERR_ACCESS_DENIED;
	if (rpc_call_handle_new(c, &o, &a->opened) != 0)
		return WERR_NOT_ENOUGH_MEMORY;
	return WERR_OK;
}

static uint32_t
open_hklm(struct rpc_call *c, void *args)
{
	return open_at(c, args, 0, 0);
}

/* "A", "A\B" below a key of `at' bytes. */
static size_t
joined(const struct key *k, const char *name, char *dst, size_t size)
{
	size_t	 n = k->len;

	if (n + strlen(name) + 2 > size)
		return 0;
	memcpy(dst, k->path, n);
	if (n > 0 && *name != '\0')
		dst[n++] = '\\';
	(void)strlcpy(dst + n, name, size - n);
	return strlen(dst);
}

#define PATH_SIZE	1024

static uint32_t
open_key(struct rpc_call *c, void *args)
{
	struct winreg_open	*a = args;
	const struct rpc_value	*v;
	char			 path[PATH_SIZE];
	struct key		 k;
	uint32_t		 status;
	size_t			 n, i, len;

	status = find(c, &a->handle, &k);
	if (status != WERR_OK)
		return status;
	len = joined(&k, a->name == NULL ? "" : a->name, path, sizeof(path));
	if (len > 0 && path[len - 1] == '\\')
		len--;
	v = rpc_call_values(c, &n);
	for (i = 0; i < n; i++) {
		if (is_below(v[i].key, path, len) && (len > 0 ||
		    a->name == NULL || *a->name == '\0'))
			return open_at(c, a, i, len);
	}
	return WERR_FILE_NOT_FOUND;
}

static uint32_t
close_key(struct rpc_call *c, void *args)
{
	struct winreg_handle	*a = args;

	if (!rpc_call_handle_close(c, &a->handle))
		return rpc_call_fault(c, RPC_FAULT_CONTEXT_MISMATCH);
	return WERR_OK;
}

static uint32_t
get_version(struct rpc_call *c, void *args)
{
	struct winreg_handle	*a = args;
	struct key		 k;
	uint32_t		 status = find(c, &a->handle, &k);

	if (status == WERR_OK)
		a->version = VERSION;
	return status;
}

/* --- what is in a key --- */

/* The name of the key below `k' that this value's path goes through. */
static size_t
child(const struct rpc_value *v, const struct key *k, const char **out)
{
	*out = v->key + k->len + (k->len > 0);
	if (!is_below(v->key, k->path, k->len) || strlen(v->key) <= k->len)
		return 0;
	return strcspn(*out, "\\");
}

/* The first of those that have that child. */
static bool
is_new(const struct rpc_value *v, size_t i, const struct key *k)
{
	const char	*name, *other;
	size_t		 len = child(&v[i], k, &name), j;

	for (j = 0; j < i; j++) {
		if (child(&v[j], k, &other) == len &&
		    strncasecmp(name, other, len) == 0)
			return false;
	}
	return len > 0;
}

static uint32_t
enum_key(struct rpc_call *c, void *args)
{
	struct winreg_enum_key	*a = args;
	const struct rpc_value	*v;
	const char		*name;
	struct key		 k;
	uint32_t		 status, left = a->index;
	size_t			 n, i, len;

	status = find(c, &a->handle, &k);
	if (status != WERR_OK)
		return status;
	v = rpc_call_values(c, &n);
	for (i = 0; i < n; i++) {
		if (is_new(v, i, &k) && left-- == 0)
			break;
	}
	if (i == n)
		return WERR_NO_MORE_ITEMS;
	len = child(&v[i], &k, &name);
	name = arena_text(rpc_call_arena(c), name, len);
	if (name == NULL)
		return WERR_NOT_ENOUGH_MEMORY;
	if (utf16_bytes(name) + 2 > a->name.room)
		return WERR_MORE_DATA;
	a->name.text = name;
	if (a->class != NULL)
		a->class->text = NULL;
	if (a->changed != NULL)
		*a->changed = 0;
	return WERR_OK;
}

/* What fits of it; how much there is is told in any case. */
static uint32_t
give(const struct rpc_value *v, struct winreg_data *d)
{
	uint32_t	 size = (uint32_t)v->data.len;
	bool		 fits = d->room == NULL || *d->room >= size;
	bool		 wanted = d->there;

	if (d->type != NULL)
		*d->type = v->type;
	d->bytes = rd_over("", 0);
	if (wanted && fits && d->most >= size)
		d->bytes = v->data;
	if (d->room != NULL)
		*d->room = size;
	if (d->length != NULL)
		*d->length = (uint32_t)d->bytes.len;
	if (d->there && d->most < d->bytes.len)
		d->most = (uint32_t)d->bytes.len;
	return wanted && d->bytes.len != size ? WERR_MORE_DATA : WERR_OK;
}

static uint32_t
query_value(struct rpc_call *c, void *args)
{
	struct winreg_value	*a = args;
	const char		*name = a->name == NULL ? "" : a->name;
	const struct rpc_value	*v;
	struct key		 k;
	uint32_t		 status;
	size_t			 n, i;

	status = find(c, &a->handle, &k);
	if (status != WERR_OK)
		return status;
	v = rpc_call_values(c, &n);
	for (i = 0; i < n; i++) {
		if (is_in(&v[i], &k) && text_casecmp(v[i].name, name) == 0)
			return give(&v[i], &a->data);
	}
	return WERR_FILE_NOT_FOUND;
}

static uint32_t
enum_value(struct rpc_call *c, void *args)
{
	struct winreg_value	*a = args;
	const struct rpc_value	*v;
	struct key		 k;
	uint32_t		 status, left = a->index;
	size_t			 n, i;

	status = find(c, &a->handle, &k);
	if (status != WERR_OK)
		return status;
	v = rpc_call_values(c, &n);
	for (i = 0; i < n; i++) {
		if (is_in(&v[i], &k) && left-- == 0)
			break;
	}
	if (i == n)
		return WERR_NO_MORE_ITEMS;
	if (utf16_bytes(v[i].name) + 2 > a->found.room)
		return WERR_MORE_DATA;
	a->found.text = v[i].name;
	return give(&v[i], &a->data);
}

static void
most(uint32_t *v, size_t bytes)
{
	if (*v < bytes)
		*v = (uint32_t)bytes;
}

static uint32_t
query_key(struct rpc_call *c, void *args)
{
	struct winreg_key	*a = args;
	const struct rpc_value	*v;
	const char		*name;
	struct key		 k;
	uint32_t		 status;
	size_t			 n, i;

	status = find(c, &a->handle, &k);
	if (status != WERR_OK)
		return status;
	v = rpc_call_values(c, &n);
	a->class = "";
	for (i = 0; i < n; i++) {
		if (is_new(v, i, &k)) {
			a->keys++;
			most(&a->key_most, 2 * child(&v[i], &k, &name));
		}
		if (is_in(&v[i], &k)) {
			a->values++;
			most(&a->name_most, utf16_bytes(v[i].name));
			most(&a->data_most, v[i].data.len);
		}
	}
	return WERR_OK;
}

static const struct rpc_handler	handlers[] = {
[WINREG_OPEN_HKLM]	= { RPC_USER,	open_hklm },
[WINREG_CLOSE]		= { RPC_ANYBODY, close_key },
[WINREG_ENUM_KEY]	= { RPC_USER,	enum_key },
[WINREG_ENUM_VALUE]	= { RPC_USER,	enum_value },
[WINREG_OPEN_KEY]	= { RPC_USER,	open_key },
[WINREG_QUERY_KEY]	= { RPC_USER,	query_key },
[WINREG_QUERY_VALUE]	= { RPC_USER,	query_value },
[WINREG_GET_VERSION]	= { RPC_USER,	get_version },
};

const struct rpc_service	winreg_service = {
	&winreg_iface, handlers, sizeof(handlers) / sizeof(handlers[0]),
	WERR_ACCESS_DENIED, RPC_VALUES
};
