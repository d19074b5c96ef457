/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/enrol.h"

#include <errno.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "protocol/sms/ini.h"
#include "protocol/sms/published_ident.h"

#define ENROLMENT	"Enrolment"
#define CAP_LIST	"CAP List"
#define LOGON_POINT	"Logon Point"
#define SITE_KEYS	"Site Keys"
#define ACCOUNT_LIST	"Account List"
#define TYPE		"Client Enrolment"
#define LINE_BYTES	64		/* of the list, as 128 hex digits */

bool
enrol_keys(const uint8_t token[static CIPHER_KEY_SIZE],
    struct enrol_keys *out)
{
	static const char	 sign[] = "enrol sign", list[] = "enrol list";

	return derive_key(token, rd_over(sign, sizeof(sign) - 1),
	    out->sign) &&
	    derive_key(token, rd_over(list, sizeof(list) - 1), out->list);
}

/* --- the bundle, written --- */

/* At most LINE_BYTES bytes. */
static void
put_hex(struct buf *b, const char *key, const uint8_t *data, size_t n)
{
	char	 hex[2 * LINE_BYTES + 1];

	hex_encode(hex, data, n);
	ini_put(b, key, hex);
	secret_wipe(hex, sizeof(hex));
}

void
enrol_put_public(struct buf *b, const struct enrol_public *p)
{
	char	 time[WALL_TEXT_SIZE], id[GUID_TEXT_SIZE];

	ini_put_section(b, ENROLMENT);
	put_hex(b, "Id", p->id, sizeof(p->id));
	ini_put(b, "SiteCode", p->site);
	ini_put(b, "Name", p->name);
	if (p->has_client)
		ini_put(b, "Client", guid_text(&p->client, id));
	ini_put(b, "Expires", wall_text(p->expires, time));
	ini_put_section(b, CAP_LIST);
	list_put(b, "CAP", &p->caps);
	ini_put_section(b, LOGON_POINT);
	ini_put(b, "Path", p->logon_point);
}

static void
put_list(struct buf *b, const struct enrol_secret *s)
{
	char	 hex[2 * LINE_BYTES + 1];
	size_t	 at, n, i = 0;

	for (at = 0; at < s->nlist; at += n) {
		n = s->nlist - at < LINE_BYTES ? s->nlist - at : LINE_BYTES;
		hex_encode(hex, s->list + at, n);
		ini_put_nth(b, "Part", ++i, hex);
	}
}

void
enrol_put_secret(struct buf *b, const struct enrol_secret *s)
{
	ini_put_section(b, SITE_KEYS);
	put_hex(b, "Token", s->token, sizeof(s->token));
	put_hex(b, "Signing", s->signing, sizeof(s->signing));
	put_hex(b, "Agreement", s->agreement, sizeof(s->agreement));
	put_hex(b, "List", s->site_list, sizeof(s->site_list));
	ini_put_section(b, ACCOUNT_LIST);
	put_list(b, s);
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", TYPE);
}

/* --- the bundle, read --- */

static const char *
any(const char *s)
{
	return s[0] == '\0' ? "a value" : NULL;
}

static void
take_hex(struct ini *ini, const char *section, const char *name,
    struct wr *dst)
{
	const struct ini_key	*key = ini_key(ini, section, name);
	size_t			 n = wr_left(dst);
	uint8_t			*to = wr_space(dst, n);

	if (key == NULL)
		(void)syntax_fail(ini->err, ini->lines, 1, "[%s] lacks %s",
		    section, name);
	else if (to == NULL || !hex_decode(to, n, key->text))
		ini_expected(ini, key, "hex digits, as many as bytes twice");
}

static void
take_key(struct ini *ini, const char *name,
    uint8_t dst[static CIPHER_KEY_SIZE])
{
	struct wr	 w = wr_over(dst, CIPHER_KEY_SIZE);

	take_hex(ini, SITE_KEYS, name, &w);
}

static void
take_name(struct ini *ini, const char *name, char *dst, size_t size)
{
	const char	*s = ini_text(ini, ENROLMENT, name,
			    size == SITE_CODE_SIZE ? name_site_code :
			    name_computer);

	if (strlen(s) < size)
		memcpy(dst, s, strlen(s) + 1);
}

/* It need not be there: who enrols for the first time has none. */
static void
take_client(struct ini *ini, struct enrol_public *p)
{
	const struct ini_key	*key = ini_key(ini, ENROLMENT, "Client");
	char			 same[GUID_TEXT_SIZE];

	p->has_client = key != NULL;
	if (key != NULL && (!guid_parse(key->text, &p->client) ||
	    strcmp(guid_text(&p->client, same), key->text) != 0))
		ini_expected(ini, key, "the GUID of a client");
}

static void
take_public(struct ini *ini, struct enrol_public *p)
{
	struct wr		 id = wr_over(p->id, sizeof(p->id));
	const struct ini_key	*key;
	char			 same[WALL_TEXT_SIZE];

	take_hex(ini, ENROLMENT, "Id", &id);
	take_name(ini, "SiteCode", p->site, sizeof(p->site));
	take_name(ini, "Name", p->name, sizeof(p->name));
	take_client(ini, p);
	(void)ini_text(ini, ENROLMENT, "Expires", any);
	key = ini_key(ini, ENROLMENT, "Expires");
	if (key != NULL && (!wall_parse(key->text, &p->expires) ||
	    strcmp(wall_text(p->expires, same), key->text) != 0))
		ini_expected(ini, key, "a time: "
		    "2026-11-21T02:54:00.123456Z");
	list_take(ini, CAP_LIST, "CAP", cap_path_check, &p->caps);
	p->logon_point = ini_text(ini, LOGON_POINT, "Path", any);
}

/* Every part but the last has LINE_BYTES bytes. */
static void
take_list(struct ini *ini, struct enrol_secret *s)
{
	struct ini_key	*key = ini_nth(ini, ACCOUNT_LIST, "Part", 1), *next;
	size_t		 i = 1, n;

	if (key == NULL)
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "lacks [" ACCOUNT_LIST "]: the file is not whole");
	for (; key != NULL; key = next) {
		next = ini_nth(ini, ACCOUNT_LIST, "Part", ++i);
		n = strlen(key->text) / 2;
		if (n > LINE_BYTES || (n < LINE_BYTES && next != NULL) ||
		    n == 0 || n > sizeof(s->list) - s->nlist ||
		    !hex_decode(s->list + s->nlist, n, key->text)) {
			ini_expected(ini, key, "a part of the account list");
			return;
		}
		s->nlist += n;
	}
}

static const char *
type_check(const char *s)
{
	return strcmp(s, TYPE) != 0 ? TYPE : NULL;
}

static void
take_secret(struct ini *ini, struct enrol_secret *s)
{
	take_key(ini, "Token", s->token);
	take_key(ini, "Signing", s->signing);
	take_key(ini, "Agreement", s->agreement);
	take_key(ini, "List", s->site_list);
	take_list(ini, s);
	(void)ini_text(ini, "IDENT", "TYPE", type_check);
}

int
enrol_parse(const void *text, size_t len, struct arena *a,
    struct enrol_bundle *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	memset(out, 0, sizeof(*out));
	*err = (struct syntax_err){ 0 };
	if (len > ENROL_BUNDLE_MAX)
		return syntax_fail(err, 1, 1, "the file has %zu bytes; at "
		    "most %d are taken", len, ENROL_BUNDLE_MAX);
	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	take_public(&ini, &out->pub);
	take_secret(&ini, &out->sec);
	error = ini_end(&ini);
	if (error != 0)
		secret_wipe(&out->sec, sizeof(out->sec));
	return error;
}
