/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signed object, the envelope, and what may stand in them. */
#include "protocol/sms/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const char	head[] = "{\"signed\":";
static const char	mid_key[] = ",\n\"key\":\"";
static const char	mid_signature[] = "\",\n\"signature\":\"";
static const char	tail[] = "\"}\n";

#define LEN(s)		(sizeof(s) - 1)
#define TAIL_LEN	(LEN(mid_key) + SIGN_ID_SIZE - 1 +		\
			    LEN(mid_signature) + 2 * SIGN_SIZE + LEN(tail))

/* Letters of every script, but nothing that JSON or a file system escapes. */
static bool
component_ok(const char *s, size_t n)
{
	char		 name[MANIFEST_PATH_SIZE];
	const char	*p;

	memcpy(name, s, n);
	name[n] = '\0';
	for (p = name; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return name_folder(name) == NULL && utf8_valid(name);
}

bool
manifest_path_ok(const char *path)
{
	size_t	 n;

	if (strlen(path) >= MANIFEST_PATH_SIZE)
		return false;
	for (;;) {
		n = strcspn(path, "/");
		if (!component_ok(path, n))
			return false;
		if (path[n] == '\0')
			return true;
		path += n + 1;
	}
}

static int
by_path(const void *a, const void *b)
{
	const struct manifest_file	*x = a, *y = b;

	return text_casecmp(x->path, y->path);
}

void
manifest_sort(struct manifest *m)
{
	if (m->nfile > 1)
		qsort(m->file, m->nfile, sizeof(m->file[0]), by_path);
}

static int
check_generations(const struct manifest *m, struct err *err)
{
	const struct manifest_generation	*g;
	size_t					 i;

	if (m->ngeneration > ACCOUNTS_MAX)
		return err_set(err, EINVAL, "there are too many generations");
	for (i = 0; i < m->ngeneration; i++) {
		g = &m->generation[i];
		if (g->number == 0 || (i > 0 &&
		    g->number >= m->generation[i - 1].number))
			return err_set(err, EINVAL, "generation %u stands "
			    "out of order", g->number);
		if (g->next_change.us < g->not_before.us ||
		    g->valid_until.us < g->next_change.us)
			return err_set(err, EINVAL, "generation %u ends "
			    "before it begins", g->number);
	}
	return 0;
}

/* Sorted without case: two names that are one on Windows stand together. */
static int
check(const struct manifest *m, struct err *err)
{
	size_t	 i;

	if (name_site_code(m->site) != NULL)
		return err_set(err, EINVAL, "\"%s\" is no site code",
		    VIS(m->site));
	if (m->serial > INT64_MAX || m->nfile > MANIFEST_FILES_MAX)
		return err_set(err, EINVAL, "a number is out of range");
	if (m->valid_until.us < m->not_before.us)
		return err_set(err, EINVAL, "the manifest ends before it "
		    "begins");
	if (check_generations(m, err) != 0)
		return -err->code;
	for (i = 0; i < m->nfile; i++) {
		if (!manifest_path_ok(m->file[i].path))
			return err_set(err, EINVAL, "\"%s\" is no path for a "
			    "published file", VIS(m->file[i].path));
		if (m->file[i].size > INT64_MAX)
			return err_set(err, EINVAL, "a size is out of range");
		if (i > 0 && by_path(&m->file[i - 1], &m->file[i]) >= 0)
			return err_set(err, EINVAL, "\"%s\" stands twice or "
			    "out of order", VIS(m->file[i].path));
	}
	return 0;
}

static void
put_time(struct buf *b, const char *key, struct wall w)
{
	char	 text[WALL_TEXT_SIZE];

	buf_fmt(b, " \"%s\":\"%s\",\n", key, wall_text(w, text));
}

static void
put_generations(struct buf *b, const struct manifest *m)
{
	const struct manifest_generation	*g;
	char					 text[WALL_TEXT_SIZE];
	size_t					 i;

	if (m->ngeneration == 0)
		return;
	buf_str(b, " \"generations\":[");
	for (i = 0; i < m->ngeneration; i++) {
		g = &m->generation[i];
		buf_fmt(b, "%s\n  {\"number\":%u,\"not_before\":\"%s\",",
		    i == 0 ? "" : ",", g->number, wall_text(g->not_before,
		    text));
		buf_fmt(b, "\"next_change\":\"%s\",",
		    wall_text(g->next_change, text));
		buf_fmt(b, "\"valid_until\":\"%s\"}",
		    wall_text(g->valid_until, text));
	}
	buf_str(b, "],\n");
}

int
manifest_payload(const struct manifest *m, struct buf *b, struct err *err)
{
	char	 hash[2 * MANIFEST_HASH_SIZE + 1];
	size_t	 i;
	int	 error;

	if ((error = check(m, err)) != 0)
		return error;
	buf_fmt(b, "{\n \"format\":\"sited-manifest-1\",\n \"site\":\"%s\",\n"
	    " \"serial\":%llu,\n \"site_control\":%u,\n", m->site,
	    (unsigned long long)m->serial, m->site_control);
	put_time(b, "created", m->created);
	put_time(b, "not_before", m->not_before);
	put_time(b, "valid_until", m->valid_until);
	put_time(b, "next_change", m->next_change);
	put_generations(b, m);
	buf_str(b, " \"files\":{");
	for (i = 0; i < m->nfile; i++) {
		hex_encode(hash, m->file[i].sha256, MANIFEST_HASH_SIZE);
		buf_fmt(b, "%s\n  \"%s\":{\"size\":%llu,\"sha256\":\"%s\"}",
		    i == 0 ? "" : ",", m->file[i].path,
		    (unsigned long long)m->file[i].size, hash);
	}
	buf_str(b, "}}");
	return buf_ok(b) ? 0 : err_set(err, ENOMEM, "the manifest is too "
	    "large");
}

void
manifest_assemble(struct buf *b, const void *payload, size_t len,
    const uint8_t public_key[static SIGN_KEY_SIZE],
    const uint8_t signature[static SIGN_SIZE])
{
	char	 id[SIGN_ID_SIZE], hex[2 * SIGN_SIZE + 1];

	sign_key_id(public_key, id);
	hex_encode(hex, signature, SIGN_SIZE);
	buf_str(b, head);
	buf_add(b, payload, len);
	buf_fmt(b, "%s%s%s%s%s", mid_key, id, mid_signature, hex, tail);
}

/* Steps over fixed text; false if something else stands there. */
static bool
eat(struct rd *r, const char *text)
{
	const uint8_t	*p = rd_bytes(r, strlen(text));

	return p != NULL && memcmp(p, text, strlen(text)) == 0;
}

int
manifest_split(const void *file, size_t len, struct rd *payload,
    char key_id[static SIGN_ID_SIZE], uint8_t signature[static SIGN_SIZE],
    struct err *err)
{
	struct rd	 r = rd_over(file, len);
	char		 hex[2 * SIGN_SIZE + 1], again[2 * SIGN_SIZE + 1];
	bool		 ok;

	memset(hex, 0, sizeof(hex));
	memset(key_id, 0, SIGN_ID_SIZE);
	if (len > MANIFEST_SIZE_MAX || len < LEN(head) + TAIL_LEN)
		return err_set(err, EINVAL, "a manifest has between %zu and "
		    "%d bytes, not %zu", LEN(head) + TAIL_LEN,
		    MANIFEST_SIZE_MAX, len);
	ok = eat(&r, head);
	*payload = rd_take(&r, len - LEN(head) - TAIL_LEN);
	ok = ok && eat(&r, mid_key);
	rd_copy(&r, key_id, SIGN_ID_SIZE - 1);
	ok = ok && eat(&r, mid_signature);
	rd_copy(&r, hex, 2 * SIGN_SIZE);
	ok = ok && eat(&r, tail) && rd_end(&r) &&
	    hex_decode(signature, SIGN_SIZE, hex);
	if (!ok)
		return err_set(err, EINVAL, "this is no signed manifest");
	hex_encode(again, signature, SIGN_SIZE);
	if (strcmp(again, hex) != 0)
		return err_set(err, EINVAL, "the signature is not in lower "
		    "case hex");
	return 0;
}

int
manifest_open(const void *file, size_t len,
    const uint8_t public_key[static SIGN_KEY_SIZE], struct arena *a,
    struct manifest *out, struct err *err)
{
	uint8_t		 signature[SIGN_SIZE];
	char		 id[SIGN_ID_SIZE], ours[SIGN_ID_SIZE];
	struct rd	 payload;
	int		 error;

	error = manifest_split(file, len, &payload, id, signature, err);
	if (error != 0)
		return error;
	sign_key_id(public_key, ours);
	if (strcmp(id, ours) != 0)
		return err_set(err, EBADMSG, "the manifest is signed with key "
		    "%s, not with %s", VIS(id), ours);
	if (!sign_verify(public_key, payload.base, payload.len, signature))
		return err_set(err, EBADMSG, "the manifest's signature is "
		    "wrong");
	return manifest_decode(payload.base, payload.len, a, out, err);
}
