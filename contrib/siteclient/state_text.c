/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state.ini: a section of single values, then one of numbered rows a list. */
#include "contrib/siteclient/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/sms/ini.h"
#include "protocol/sms/nalpath.h"
#include "protocol/sms/number.h"

#define SECTION		"Client"
#define TYPE		"Client State"
#define ARENA_MAX	((size_t)4 << 20)
#define FIELDS_MAX	8
#define ROW_MAX		1024

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/* --- single values --- */

enum kind { WALL, U64, U32, BOOL, DIGEST, TOKEN };

static const struct {
	const char	*name;
	enum kind	 kind;
	size_t		 at;
} values[] = {
#define V(name, kind, member) { name, kind, offsetof(struct state, member) }
	V("Installed", WALL, installed),
	V("Site Config Last Checked", WALL, config_checked),
	V("Cycle Started", WALL, cycle_started),
	V("Next Cycle", WALL, next_cycle),
	V("Next Poll", WALL, next_poll),
	V("Last Heartbeat", WALL, heartbeat),
	V("Last Hardware Inventory", WALL, hardware),
	V("Last Software Inventory", WALL, software),
	V("Base Upgraded", WALL, upgraded),
	V("Accounts Good Until", WALL, accounts_until),
	V("Manifest Serial", U64, manifest_serial),
	V("Account List Serial", U64, list_serial),
	V("Last Sequence", U64, sequence),
	V("CopyListVersion", U32, copy_list),
	V("CopyListVersion Reported", U32, copy_told),
	V("Configuration Cycle (minutes)", U32, cycle_minutes),
	V("Configuration Retry (minutes)", U32, retry_minutes),
	V("Orphan Limit (days)", U32, orphan_days),
	V("Travel Mode Switch", U32, travel_mode),
	V("Last Result", U32, hresult),
	V("Token Account Epoch", U32, token_epoch),
	V("Assigned", BOOL, is_assigned),
	V("Account List Hash", DIGEST, list_hash),
	V("Heartbeat Schedule", TOKEN, schedule[0]),
	V("Hardware Schedule", TOKEN, schedule[1]),
	V("Software Schedule", TOKEN, schedule[2]),
	V("Verify Schedule", TOKEN, schedule[3]),
#undef V
};

static void
put_value(struct buf *b, const char *name, enum kind kind, const void *at)
{
	char		 text[2 * STATE_DIGEST_SIZE + WALL_TEXT_SIZE];
	struct wall	 w;
	uint64_t	 u64;

	switch (kind) {
	case TOKEN:
		ini_put(b, name, at);
		break;
	case DIGEST:
		hex_encode(text, at, STATE_DIGEST_SIZE);
		ini_put(b, name, text);
		break;
	case WALL:
		memcpy(&w, at, sizeof(w));
		ini_put(b, name, w.us == 0 ? "" : wall_text(w, text));
		break;
	case U64:
		memcpy(&u64, at, sizeof(u64));
		(void)snprintf(text, sizeof(text), "%" PRIu64, u64);
		ini_put(b, name, text);
		break;
	case U32:
		ini_put_number(b, name, *(const uint32_t *)at);
		break;
	default:
		ini_put_number(b, name, *(const bool *)at);
		break;
	}
}

static bool
wall_of(const char *s, struct wall *out)
{
	out->us = 0;
	return *s == '\0' || wall_parse(s, out);
}

static bool
take_value(const char *s, enum kind kind, void *at)
{
	uint64_t	 n = 0;

	if (kind == WALL)
		return wall_of(s, at);
	if (kind == TOKEN)
		return strlcpy(at, s, SCHEDULE_TOKEN_SIZE) <
		    SCHEDULE_TOKEN_SIZE;
	if (kind == DIGEST)
		return hex_decode(at, STATE_DIGEST_SIZE, s);
	if (!number_u64(s, strlen(s), kind == U64 ? INT64_MAX : kind == U32 ?
	    UINT32_MAX : 1, &n))
		return false;
	if (kind == U64)
		*(uint64_t *)at = n;
	else if (kind == U32)
		*(uint32_t *)at = (uint32_t)n;
	else
		*(bool *)at = n != 0;
	return true;
}

/* --- rows: fields between commas, the last takes what is left --- */

struct fields {
	char		*s[FIELDS_MAX];
	char		 text[ROW_MAX];
};

static bool
split(const char *row, size_t n, struct fields *f)
{
	char	*at = f->text;
	size_t	 i;

	if (strlcpy(f->text, row, sizeof(f->text)) >= sizeof(f->text))
		return false;
	for (i = 0; i < n; i++) {
		f->s[i] = at;
		if (i + 1 == n)
			return true;
		at = strchr(at, ',');
		if (at == NULL)
			return false;
		*at++ = '\0';
	}
	return true;
}

static bool
number(const char *s, uint32_t most, uint32_t *out)
{
	return number_u32(s, out) && *out <= most;
}

static bool
copy(char *dst, size_t size, const char *s)
{
	return *s != '\0' && strlcpy(dst, s, size) < size;
}

static void
put_account(struct buf *b, size_t i, const struct account *a)
{
	char	 hex[2 * ACCT_PASSWORD_SIZE], since[WALL_TEXT_SIZE];

	hex_encode(hex, a->password, strlen(a->password));
	buf_fmt(b, "     Account%zu=%u,%d,%s,%s,%s\\%s\r\n", i + 1,
	    a->generation, (int)a->trouble, wall_text(a->since, since), hex,
	    a->domain, a->name);
	secret_wipe(hex, sizeof(hex));
}

static bool
take_account(struct state *s, const char *row)
{
	struct account	*a = state_add_account(s);
	struct fields	 f;
	uint32_t	 trouble = 0;
	size_t		 n;
	char		*name;
	bool		 ok;

	if (a == NULL || !split(row, 5, &f))
		return false;
	n = strlen(f.s[3]) / 2;
	name = strchr(f.s[4], '\\');
	ok = name != NULL && n < sizeof(a->password) &&
	    number(f.s[0], UINT32_MAX, &a->generation) &&
	    number(f.s[1], ACCOUNT_DISABLED, &trouble) &&
	    wall_of(f.s[2], &a->since) && hex_decode(a->password, n, f.s[3]);
	if (ok) {
		*name++ = '\0';
		ok = strlcpy(a->domain, f.s[4], sizeof(a->domain)) <
		    sizeof(a->domain) && copy(a->name, sizeof(a->name), name);
	}
	a->trouble = (enum account_trouble)trouble;
	secret_wipe(&f, sizeof(f));
	return ok;
}

static void
put_component(struct buf *b, size_t i, const struct installed *c)
{
	char	 version[VERSION_TEXT_SIZE], done[WALL_TEXT_SIZE];
	char	 hex[2 * STATE_DIGEST_SIZE + 1];

	hex_encode(hex, c->files, sizeof(c->files));
	buf_fmt(b, "     Component%zu=%s,%s,%d,%s,%s,%s\r\n", i + 1,
	    c->directory, version_text(&c->version, version), (int)c->state,
	    wall_text(c->done, done), hex, c->name);
}

static bool
take_component(struct state *s, const char *row)
{
	struct installed	*c = state_add_component(s);
	struct fields		 f;
	uint32_t		 state = 0;

	if (c == NULL || !split(row, 6, &f) || name_folder(f.s[0]) != NULL ||
	    !copy(c->directory, sizeof(c->directory), f.s[0]) ||
	    !version_parse(f.s[1], &c->version) ||
	    !number(f.s[2], INSTALLED_REPAIR, &state) ||
	    !wall_of(f.s[3], &c->done) ||
	    !hex_decode(c->files, sizeof(c->files), f.s[4]) ||
	    !copy(c->name, sizeof(c->name), f.s[5]))
		return false;
	c->state = (enum installed_state)state;
	return true;
}

static void
put_failure(struct buf *b, size_t i, const struct installed *c)
{
	char	 version[VERSION_TEXT_SIZE];

	buf_fmt(b, "     Failure%zu=%s,%s,%s\r\n", i + 1, c->directory,
	    version_text(&c->failed, version), c->why);
}

static bool
take_failure(struct state *s, const char *row)
{
	struct installed	*c;
	struct fields		 f;

	if (!split(row, 3, &f) ||
	    (c = state_component(s, f.s[0])) == NULL ||
	    !version_parse(f.s[1], &c->failed))
		return false;
	(void)strlcpy(c->why, f.s[2], sizeof(c->why));
	return true;
}

static void
put_item(struct buf *b, size_t i, const struct queue_item *q)
{
	char	 made[WALL_TEXT_SIZE], next[WALL_TEXT_SIZE];

	buf_fmt(b, "     Item%zu=%s,%s,%s,%s,%s,%u,%" PRIu64 "\r\n",
	    i + 1, q->name,
	    box_row(q->box)->name, q->ext, wall_text(q->made, made),
	    wall_text(q->next, next), q->tries, q->number);
}

static bool
take_item(struct state *s, const char *row)
{
	struct queue_item	*q = state_add_item(s);
	struct fields		 f;

	return q != NULL && split(row, 7, &f) && name_folder(f.s[0]) == NULL &&
	    copy(q->name, sizeof(q->name), f.s[0]) &&
	    box_find(f.s[1], &q->box) && copy(q->ext, sizeof(q->ext),
	    f.s[2]) && wall_of(f.s[3], &q->made) &&
	    wall_of(f.s[4], &q->next) && number(f.s[5], 10000, &q->tries) &&
	    number_u64(f.s[6], strlen(f.s[6]), INT64_MAX, &q->number);
}

static void
put_advert(struct buf *b, size_t i, const struct advert *a)
{
	char	 when[WALL_TEXT_SIZE];

	buf_fmt(b, "     Advert%zu=%s,%d,%s\r\n", i + 1, a->id, (int)a->state,
	    wall_text(a->when, when));
}

static bool
take_advert(struct state *s, const char *row)
{
	struct advert	*a = state_add_advert(s);
	struct fields	 f;
	uint32_t	 state = 0;

	if (a == NULL || !split(row, 3, &f) ||
	    !copy(a->id, sizeof(a->id), f.s[0]) ||
	    !number(f.s[1], ADVERT_DAMAGED, &state) ||
	    !wall_of(f.s[2], &a->when))
		return false;
	a->state = (enum advert_state)state;
	return true;
}

static bool
take_cap(struct state *s, const char *row)
{
	struct nalpath	 p;

	if (s->ncap == CAPS_MAX || !nalpath_parse(row, &p) ||
	    (s->caps[s->ncap] = strdup(row)) == NULL)
		return false;
	s->ncap++;
	return true;
}

static const struct {
	const char	*section, *key;
	bool		 (*take)(struct state *, const char *);
} lists[] = {
	{ "CAP List",		"CAP",		take_cap },
	{ "Accounts",		"Account",	take_account },
	{ "Client Components",	"Component",	take_component },
	{ "Copy Queue",		"Item",		take_item },
	{ "Advertisements",	"Advert",	take_advert },
	{ "Failed Components",	"Failure",	take_failure },
};

/* --- the file --- */

static void
put_failures(struct buf *b, const struct state *s)
{
	size_t	 i, n = 0;

	ini_put_section(b, lists[5].section);
	for (i = 0; i < s->ncomponent; i++)
		if (s->component[i].failed.nfield > 0)
			put_failure(b, n++, &s->component[i]);
}

void
state_put(struct buf *b, const struct state *s)
{
	size_t	 i;

	ini_put_section(b, SECTION);
	for (i = 0; i < nitems(values); i++)
		put_value(b, values[i].name, values[i].kind,
		    (const char *)s + values[i].at);
	ini_put_section(b, lists[0].section);
	for (i = 0; i < s->ncap; i++)
		ini_put_nth(b, "CAP", i + 1, s->caps[i]);
	ini_put_section(b, lists[1].section);
	for (i = 0; i < s->naccount; i++)
		put_account(b, i, &s->account[i]);
	ini_put_section(b, lists[2].section);
	for (i = 0; i < s->ncomponent; i++)
		put_component(b, i, &s->component[i]);
	ini_put_section(b, lists[3].section);
	for (i = 0; i < s->nitem; i++)
		put_item(b, i, &s->item[i]);
	ini_put_section(b, lists[4].section);
	for (i = 0; i < s->nadvert; i++)
		put_advert(b, i, &s->advert[i]);
	put_failures(b, s);
	ini_put_section(b, "IDENT");
	ini_put(b, "TYPE", TYPE);
}

static void
take_values(struct ini *ini, struct state *s)
{
	struct ini_key	*k;
	size_t		 i;

	for (i = 0; i < nitems(values); i++) {
		/* the value that somebody has removed says nothing: Q265358 */
		k = ini_key(ini, SECTION, values[i].name);
		if (k != NULL && !take_value(k->text, values[i].kind,
		    (char *)s + values[i].at))
			ini_expected(ini, k, "a value of its kind");
	}
}

static void
take_lists(struct ini *ini, struct state *s)
{
	struct ini_key	*k;
	size_t		 i, n;

	for (i = 0; i < nitems(lists); i++) {
		(void)ini_section(ini, lists[i].section);
		for (n = 1; (k = ini_nth(ini, lists[i].section, lists[i].key,
		    n)) != NULL; n++)
			if (!lists[i].take(s, k->text)) {
				/* without its text: it may hold a password */
				(void)syntax_fail(ini->err, k->line,
				    k->column, "%s is no row of this list",
				    k->name);
				return;
			}
	}
}

static const char *
type_check(const char *s)
{
	return strcmp(s, TYPE) == 0 ? NULL : TYPE;
}

int
state_parse(const void *text, size_t n, struct state *s, struct err *err)
{
	struct syntax_err	 e;
	struct arena		 a;
	struct ini		 ini;
	int			 error;

	memset(s, 0, sizeof(*s));
	arena_init(&a, ARENA_MAX);
	error = ini_parse(text, n, INI_STRICT, &a, &ini, &e);
	if (error == 0) {
		take_values(&ini, s);
		take_lists(&ini, s);
		(void)ini_text(&ini, "IDENT", "TYPE", type_check);
		error = ini_end(&ini);
	}
	arena_free(&a);
	if (error != 0) {
		state_free(s);
		(void)syntax_report(err, "state.ini", &e);
	}
	return error;
}
