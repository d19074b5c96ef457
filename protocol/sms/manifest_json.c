/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the signed object.  JSON is taken apart by jansson; that nothing
 * else stands in it than what we understand follows from writing it again and
 * comparing every byte.
 */
#include "protocol/sms/manifest.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/text.h"

static bool
take_text(const json_t *o, const char *key, char *dst, size_t size)
{
	const char	*s = json_string_value(json_object_get(o, key));

	if (s == NULL || strlen(s) >= size)
		return false;
	memcpy(dst, s, strlen(s) + 1);
	return true;
}

static bool
take_number(const json_t *o, const char *key, uint64_t most, uint64_t *out)
{
	const json_t	*n = json_object_get(o, key);

	if (!json_is_integer(n) || json_integer_value(n) < 0 ||
	    (uint64_t)json_integer_value(n) > most)
		return false;
	*out = (uint64_t)json_integer_value(n);
	return true;
}

static bool
take_time(const json_t *o, const char *key, struct wall *out)
{
	char	 text[WALL_TEXT_SIZE];

	return take_text(o, key, text, sizeof(text)) && wall_parse(text, out);
}

static bool
take_file(const char *path, const json_t *o, struct arena *a,
    struct manifest_file *f)
{
	char	 hex[2 * MANIFEST_HASH_SIZE + 1];

	f->path = arena_text(a, path, strlen(path));
	return f->path != NULL &&
	    take_number(o, "size", INT64_MAX, &f->size) &&
	    take_text(o, "sha256", hex, sizeof(hex)) &&
	    hex_decode(f->sha256, MANIFEST_HASH_SIZE, hex);
}

static bool
take_files(json_t *files, struct arena *a, struct manifest *m)
{
	const char	*path;
	json_t		*o;

	m->nfile = 0;
	if (!json_is_object(files) ||
	    json_object_size(files) > MANIFEST_FILES_MAX)
		return false;
	m->file = arena_array(a, json_object_size(files), sizeof(*m->file));
	if (m->file == NULL)
		return false;
	json_object_foreach(files, path, o)
		if (!take_file(path, o, a, &m->file[m->nfile++]))
			return false;
	manifest_sort(m);
	return true;
}

static bool
take_generation(const json_t *o, struct manifest_generation *g)
{
	uint64_t	 number;

	if (!take_number(o, "number", UINT32_MAX, &number) ||
	    !take_time(o, "not_before", &g->not_before) ||
	    !take_time(o, "next_change", &g->next_change) ||
	    !take_time(o, "valid_until", &g->valid_until))
		return false;
	g->number = (uint32_t)number;
	return true;
}

/* Sites whose accounts do not rotate have none. */
static bool
take_generations(const json_t *list, struct manifest *m)
{
	size_t	 i, n = json_array_size(list);

	if (list == NULL)
		return true;
	if (!json_is_array(list) || n == 0 || n > ACCOUNTS_MAX)
		return false;
	for (i = 0; i < n; i++)
		if (!take_generation(json_array_get(list, i),
		    &m->generation[i]))
			return false;
	m->ngeneration = n;
	return true;
}

static bool
take_all(const json_t *root, struct arena *a, struct manifest *m)
{
	uint64_t	 site_control;

	if (!take_text(root, "site", m->site, sizeof(m->site)) ||
	    !take_number(root, "serial", INT64_MAX, &m->serial) ||
	    !take_number(root, "site_control", UINT32_MAX, &site_control) ||
	    !take_time(root, "created", &m->created) ||
	    !take_time(root, "not_before", &m->not_before) ||
	    !take_time(root, "valid_until", &m->valid_until) ||
	    !take_time(root, "next_change", &m->next_change) ||
	    !take_generations(json_object_get(root, "generations"), m))
		return false;
	m->site_control = (uint32_t)site_control;
	return take_files(json_object_get(root, "files"), a, m);
}

static int
written_the_same(const void *payload, size_t len, const struct manifest *m,
    struct err *err)
{
	struct buf	 b;
	int		 error;

	buf_init(&b, MANIFEST_SIZE_MAX);
	error = manifest_payload(m, &b, err);
	if (error == 0 && (b.len != len || memcmp(b.data, payload, len) != 0))
		error = err_set(err, EINVAL, "the manifest is not in the form "
		    "in which a site writes it");
	buf_free(&b);
	return error;
}

int
manifest_decode(const void *payload, size_t len, struct arena *a,
    struct manifest *out, struct err *err)
{
	struct manifest	 m = { .nfile = 0 };
	json_error_t	 where;
	json_t		*root;
	bool		 ok;
	int		 error;

	if (len > MANIFEST_SIZE_MAX)
		return err_set(err, EINVAL, "the manifest is too large");
	root = json_loadb(payload, len, JSON_REJECT_DUPLICATES, &where);
	if (root == NULL)
		return err_set(err, EINVAL, "the manifest is no JSON: line %d, "
		    "%s", where.line, VIS(where.text));
	ok = take_all(root, a, &m);
	json_decref(root);
	if (!arena_ok(a))
		return err_set(err, ENOMEM, "not enough memory");
	if (!ok)
		return err_set(err, EINVAL, "the manifest lacks a member or "
		    "has one of another kind");
	error = written_the_same(payload, len, &m, err);
	if (error == 0)
		*out = m;
	return error;
}
