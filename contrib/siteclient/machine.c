/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/machine.h"

#include <errno.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "contrib/siteclient/folder.h"
#include "contrib/siteclient/token_rpc.h"
#include "protocol/sms/ini.h"

#define FILE_NAME	"local.ini"
#define SECTION		"Local Accounts"
#define TYPE		"Local Accounts"
#define ARENA_MAX	65536
#define FILE_MAX	8192
#define ROOM		(2 * 65536)	/* to read it */

void
machine_put(struct buf *b, const struct machine *m)
{
	char	 hex[2 * MACHINE_PASSWORD_SIZE];

	hex_encode(hex, m->token, strlen(m->token));
	ini_put_section(b, SECTION);
	ini_put(b, MACHINE_TOKEN, hex);
	ini_put(b, "Administrators", m->administrator);
	ini_put(b, "Given", m->given);
	ini_put(b, "Given At", m->given_at);
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", TYPE);
	secret_wipe(hex, sizeof(hex));
}

static const char *
account_check(const char *s)
{
	return *s == '\0' ? NULL : name_account(s);
}

static const char *
server_check(const char *s)
{
	return *s == '\0' ? NULL : name_computer(s);
}

static const char *
type_check(const char *s)
{
	return strcmp(s, TYPE) == 0 ? NULL : TYPE;
}

/* Complained about without its text. */
static void
take_token(struct ini *ini, struct machine *m)
{
	const char	*s = ini_text(ini, SECTION, MACHINE_TOKEN, NULL);
	const size_t	 n = strlen(s) / 2;

	if (n >= sizeof(m->token) || !hex_decode(m->token, n, s) ||
	    strlen(m->token) != n)
		(void)syntax_fail(ini->err, ini->lines, 1, MACHINE_TOKEN
		    ": expected a password of 14, as hex digits");
}

static void
take_text(struct ini *ini, const char *name, char *dst, size_t size,
    const char *(*check)(const char *))
{
	const char	*s = ini_text(ini, SECTION, name, check);

	if (strlcpy(dst, s, size) >= size)
		(void)syntax_fail(ini->err, ini->lines, 1, "%s: too long",
		    name);
}

static void
take(struct ini *ini, struct machine *m)
{
	take_token(ini, m);
	take_text(ini, "Administrators", m->administrator,
	    sizeof(m->administrator), account_check);
	take_text(ini, "Given", m->given, sizeof(m->given), account_check);
	take_text(ini, "Given At", m->given_at, sizeof(m->given_at),
	    server_check);
	(void)ini_text(ini, "IDENT", "TYPE", type_check);
}

int
machine_parse(const void *s, size_t n, struct machine *m, struct err *err)
{
	struct syntax_err	 e;
	struct arena		 a;
	struct ini		 ini;
	int			 error;

	memset(m, 0, sizeof(*m));
	arena_init(&a, ARENA_MAX);
	error = ini_parse(s, n, INI_STRICT, &a, &ini, &e);
	if (error == 0) {
		take(&ini, m);
		error = ini_end(&ini);
	}
	arena_free(&a);
	if (error != 0) {
		machine_wipe(m);
		(void)syntax_report(err, FILE_NAME, &e);
	}
	return error;
}

static void
release(struct buf *b)
{
	if (b->data != NULL)
		secret_wipe(b->data, b->len);
	buf_free(b);
}

int
machine_load(int folder, struct machine *m, struct err *err)
{
	struct buf	 b;
	int		 error;

	memset(m, 0, sizeof(*m));
	if (folder == -1)
		return 0;
	buf_init(&b, ROOM);
	error = folder_read(folder, FILE_NAME, FILE_MAX, &b);
	if (error == 0)
		error = machine_parse(b.data, b.len, m, err);
	else if (error == -ENOENT)
		error = 0;
	else
		(void)err_set(err, -error, FILE_NAME ": %s",
		    strerror(-error));
	release(&b);
	return error;
}

int
machine_save(int folder, const struct machine *m, struct err *err)
{
	struct buf	 b;
	int		 error;

	if (folder == -1)
		return 0;
	buf_init(&b, FILE_MAX);
	machine_put(&b, m);
	error = folder_write(folder, FILE_NAME, &b);
	release(&b);
	return error == 0 ? 0 : err_set(err, -error, FILE_NAME ": %s",
	    strerror(-error));
}

void
machine_wipe(struct machine *m)
{
	secret_wipe(m, sizeof(*m));
}

void
machine_make_token(struct machine *m)
{
	if (m->token[0] == '\0')
		token_password(m->token);
}
