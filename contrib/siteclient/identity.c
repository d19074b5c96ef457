/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/identity.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/text.h"
#include "contrib/siteclient/folder.h"
#include "protocol/sms/ini.h"

#define FILE_NAME	"identity.ini"
#define SECTION		"Identity"
#define FILE_MAX	8192
#define ARENA_MAX	65536
#define HEX_SIZE	(2 * SIGN_KEY_SIZE + 1)

static void
put_key(struct buf *b, const char *name, const uint8_t key[SIGN_KEY_SIZE])
{
	char	 hex[HEX_SIZE];

	hex_encode(hex, key, SIGN_KEY_SIZE);
	ini_put(b, name, hex);
	secret_wipe(hex, sizeof(hex));
}

void
identity_put(struct buf *b, const struct identity *i)
{
	char	 id[SMS_ID_SIZE], token[ENROL_ID_SIZE];

	sms_id_text(&i->id, id);
	ini_put_section(b, SECTION);
	ini_put(b, "SMS Unique Identifier", id);
	ini_put(b, "Name", i->name);
	ini_put(b, "Domain", i->domain);
	ini_put(b, "Site", i->site);
	ini_put(b, "Logon Point", i->logon_point);
	put_key(b, "Site Signing Key", i->site_sign_key);
	put_key(b, "Site Exchange Key", i->site_box_key);
	put_key(b, "Site List Key", i->site_list_key);
	if (i->is_enrolled) {
		hex_encode(token, i->token, sizeof(i->token));
		ini_put(b, "Token", token);
		put_key(b, "Signing Secret", i->sign_secret);
		put_key(b, "Exchange Secret", i->box_secret);
	}
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", "Client Identity");
}

static const char *
id_check(const char *s)
{
	struct guid	 g;

	return sms_id_parse(s, &g) ? NULL : "GUID: and 36 characters";
}

static const char *
domain_check(const char *s)
{
	return *s == '\0' ? NULL : name_domain(s);
}

static const char *
type_check(const char *s)
{
	return strcmp(s, "Client Identity") == 0 ? NULL : "Client Identity";
}

static void
take_key(struct ini *ini, const char *name, uint8_t key[SIGN_KEY_SIZE])
{
	const char	*s = ini_text(ini, SECTION, name, NULL);

	/* complained about without its text: it may be a secret */
	if (!hex_decode(key, SIGN_KEY_SIZE, s))
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "%s: expected 64 hex digits", name);
}

/* Absent in what older versions have written: then it is not known. */
static void
take_token(struct ini *ini, uint8_t token[ENROL_ID_BYTES])
{
	if (ini_key(ini, SECTION, "Token") != NULL &&
	    !hex_decode(token, ENROL_ID_BYTES,
	    ini_text(ini, SECTION, "Token", NULL)))
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "Token: expected 16 hex digits");
}

static void
take_text(struct ini *ini, const char *name, char *dst, size_t size,
    const char *(*check)(const char *))
{
	(void)strlcpy(dst, ini_text(ini, SECTION, name, check), size);
}

static void
take(struct ini *ini, struct identity *out)
{
	(void)sms_id_parse(ini_text(ini, SECTION, "SMS Unique Identifier",
	    id_check), &out->id);
	take_text(ini, "Name", out->name, sizeof(out->name), name_computer);
	take_text(ini, "Domain", out->domain, sizeof(out->domain),
	    domain_check);
	take_text(ini, "Site", out->site, sizeof(out->site), name_site_code);
	take_text(ini, "Logon Point", out->logon_point,
	    sizeof(out->logon_point), NULL);
	take_key(ini, "Site Signing Key", out->site_sign_key);
	take_key(ini, "Site Exchange Key", out->site_box_key);
	take_key(ini, "Site List Key", out->site_list_key);
	out->is_enrolled = ini_key(ini, SECTION, "Signing Secret") != NULL;
	if (out->is_enrolled) {
		take_token(ini, out->token);
		take_key(ini, "Signing Secret", out->sign_secret);
		take_key(ini, "Exchange Secret", out->box_secret);
	}
	(void)ini_text(ini, "IDENT", "TYPE", type_check);
}

int
identity_parse(const void *s, size_t n, struct identity *out, struct err *err)
{
	struct syntax_err	 e;
	struct arena		 a;
	struct ini		 ini;
	int			 error;

	memset(out, 0, sizeof(*out));
	arena_init(&a, ARENA_MAX);
	error = ini_parse(s, n, INI_STRICT, &a, &ini, &e);
	if (error == 0) {
		take(&ini, out);
		error = ini_end(&ini);
	}
	arena_free(&a);
	if (error != 0) {
		identity_wipe(out);
		(void)syntax_report(err, FILE_NAME, &e);
	}
	return error;
}

int
identity_load(int folder, struct identity *out, struct err *err)
{
	struct buf	 b;
	int		 error;

	buf_init(&b, 2 * 65536);
	error = folder_read(folder, FILE_NAME, FILE_MAX, &b);
	if (error == -ENOENT)
		(void)err_set(err, ENOENT, "this client is not installed: "
		    "siteclient enrol or install comes first");
	else if (error != 0)
		(void)err_set(err, -error, FILE_NAME ": %s",
		    strerror(-error));
	else
		error = identity_parse(b.data, b.len, out, err);
	if (b.data != NULL)
		secret_wipe(b.data, b.len);
	buf_free(&b);
	return error;
}

int
identity_save(int folder, const struct identity *i, struct err *err)
{
	struct buf	 b;
	int		 error;

	buf_init(&b, FILE_MAX);
	identity_put(&b, i);
	error = folder_write(folder, FILE_NAME, &b);
	if (b.data != NULL)
		secret_wipe(b.data, b.len);
	buf_free(&b);
	return error == 0 ? 0 : err_set(err, -error, FILE_NAME ": %s",
	    strerror(-error));
}

void
identity_wipe(struct identity *i)
{
	secret_wipe(i, sizeof(*i));
}

/* The host's name up to the first dot, as far as NetBIOS takes it. */
void
identity_machine(char name[static NETBIOS_NAME_SIZE])
{
	char	 host[256] = "";
	size_t	 n;

	(void)gethostname(host, sizeof(host) - 1);
	n = strcspn(host, ".");
	if (n > NETBIOS_NAME_MAX)
		n = NETBIOS_NAME_MAX;
	host[n] = '\0';
	name_upper(host);
	(void)strlcpy(name, name_computer(host) == NULL ? host : "CLIENT",
	    NETBIOS_NAME_SIZE);
}
