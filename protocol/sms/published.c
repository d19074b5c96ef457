/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/published.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/published_ident.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))
#define ARENA_MAX	((size_t)4 << 20)

static const char	ident[] = "IDENT";

void
ident_put(struct buf *b, const char *type, const struct stamp *s)
{
	ini_put_section(b, ident);
	ini_put(b, "SiteCode", s->site);
	ini_put_number(b, "SiteControlSerial", s->serial);
	ini_put(b, "TYPE", type);
}

/* Its last line is the file's last: what was cut short lacks it. */
void
ident_take(struct ini *ini, const char *type, struct stamp *out)
{
	const struct ini_key	*key;

	out->site = ini_text(ini, ident, "SiteCode", name_site_code);
	out->serial = ini_number(ini, ident, "SiteControlSerial");
	(void)ini_text(ini, ident, "TYPE", NULL);
	key = ini_key(ini, ident, "TYPE");
	if (key == NULL)
		return;
	if (strcmp(key->text, type) != 0)
		ini_expected(ini, key, type);
	if (key->line != ini->lines)
		(void)syntax_fail(ini->err, key->line, 1,
		    "expected TYPE= on the last line");
}

void
list_put(struct buf *b, const char *key, const struct text_list *list)
{
	size_t	 i;

	for (i = 0; i < list->n; i++)
		ini_put_nth(b, key, i + 1, list->s[i]);
}

/* Key1, Key2, ... of a section that must be there. */
void
list_take(struct ini *ini, const char *section, const char *name,
    const char *(*check)(const char *), struct text_list *out)
{
	const struct ini_key	*key;
	const char		*expected;
	size_t			 most = 0;

	out->n = 0;
	if (ini_section(ini, section) == NULL)
		(void)syntax_fail(ini->err, ini->lines, 1,
		    "lacks [%s]: the file is not whole", section);
	while (ini_nth(ini, section, name, most + 1) != NULL)
		most++;
	out->s = arena_array(ini->arena, most, sizeof(*out->s));
	while (out->s != NULL && out->n < most) {
		key = ini_nth(ini, section, name, out->n + 1);
		expected = check(key->text);
		if (expected != NULL)
			ini_expected(ini, key, expected);
		out->s[out->n++] = key->text;
	}
}

static bool
text_list_make(struct arena *a, size_t most, struct text_list *out)
{
	out->n = 0;
	out->s = arena_array(a, most, sizeof(*out->s));
	return out->s != NULL;
}

bool
published_accounts(struct arena *a, const struct site *s,
    struct text_list *out)
{
	size_t	 i;

	if (!text_list_make(a, s->naccount, out))
		return false;
	for (i = 0; i < s->naccount; i++)
		if (s->account[i].use == USE_CLIENT_CONNECTION)
			out->s[out->n++] = s->account[i].name;
	return true;
}

bool
publication_caps(struct arena *a, const struct site *s, struct text_list *out)
{
	size_t	 i;

	if (!text_list_make(a, s->nsystem, out))
		return false;
	for (i = 0; i < s->nsystem; i++)
		if (s->system[i].role == ROLE_CAP)
			out->s[out->n++] = s->system[i].path_text;
	return true;
}

struct stamp
published_stamp(const struct publication *p)
{
	return (struct stamp){ p->site->code, p->site->file->serial };
}

const struct component *
publication_component(const struct publication *p, const char *directory)
{
	size_t	 i;

	for (i = 0; i < p->ncomponent; i++)
		if (text_casecmp(p->component[i].directory, directory) == 0)
			return &p->component[i];
	return NULL;
}

const struct component *
offered_component(const struct publication *p, const struct site_agent *g)
{
	if (g->directory == NULL || (g->flags & AGENT_ACTIVE) == 0)
		return NULL;
	return publication_component(p, g->directory);
}

/* Each file has the same five functions; these two join them to a row. */
#define FILE_FUNCTIONS(noun)						\
static bool								\
noun##_write(struct arena *a, const struct publication *p,		\
    struct buf *b)							\
{									\
	struct noun	 x = { .stamp = { NULL, 0 } };			\
									\
	if (!noun##_make(a, p, &x) || !arena_ok(a))			\
		return false;						\
	noun##_put(b, &x);						\
	return buf_ok(b);						\
}									\
									\
static int								\
noun##_check(const void *text, size_t len, struct arena *a,		\
    struct stamp *out, struct syntax_err *err)				\
{									\
	struct noun	 x = { .stamp = { NULL, 0 } };			\
	int		 error = noun##_parse(text, len, a, &x, err);	\
									\
	*out = x.stamp;							\
	return error;							\
}

FILE_FUNCTIONS(clibase)
FILE_FUNCTIONS(cli_inst)
FILE_FUNCTIONS(netconf)
FILE_FUNCTIONS(caplist)
FILE_FUNCTIONS(offer)

/* The offer last: what it names must be there before it, cap.md 8 row 19. */
static const struct published_file	files[] = {
	{ "clidata.box/Clibase.cfg", clibase_write, clibase_check },
	{ "clidata.box/Cli_inst.cfg", cli_inst_write, cli_inst_check },
	{ "clidata.box/NETCONF.NCF", netconf_write, netconf_check },
	{ "clidata.box/Caplist.ini", caplist_write, caplist_check },
	{ "clicomp.box/CLINTX86.OFR", offer_write, offer_check },
};

const struct published_file *
published_files(size_t *n)
{
	*n = nitems(files);
	return files;
}

/* As if everything that the site control file names lay on the CAP. */
static bool
assume_components(struct arena *a, const struct publication *from,
    struct publication *out)
{
	const struct site	*s = from->site;
	struct component	*c;
	size_t			 i;

	*out = *from;
	out->ncomponent = 0;
	out->component = c = arena_array(a, s->nagent, sizeof(*c));
	for (i = 0; c != NULL && i < s->nagent; i++) {
		if (s->agent[i].directory == NULL)
			continue;
		c->directory = s->agent[i].directory;
		c->version = s->agent[i].version;
		c++;
		out->ncomponent++;
	}
	return out->component != NULL;
}

static int
try_one(const struct published_file *f, const struct publication *p,
    struct err *err)
{
	struct syntax_err	 where = { 0 };
	struct arena		 a;
	struct stamp		 stamp;
	struct buf		 b;
	int			 error;

	arena_init(&a, ARENA_MAX);
	buf_init(&b, INI_SIZE_MAX);
	if (!f->write(&a, p, &b))
		error = err_set(err, EFBIG, "%s would have more than %d bytes",
		    f->path, INI_SIZE_MAX);
	else if ((error = f->check(b.data, b.len, &a, &stamp, &where)) != 0)
		(void)syntax_report(err, f->path, &where);
	buf_free(&b);
	arena_free(&a);
	return error;
}

static int
try_component(const struct publication *p, const struct site_agent *g,
    struct err *err)
{
	struct syntax_err	 where = { 0 };
	struct compcfg		 made, read;
	struct arena		 a;
	struct buf		 b;
	char			 file[80];
	int			 error = 0;

	(void)snprintf(file, sizeof(file), "%s.CFG", g->directory);
	arena_init(&a, ARENA_MAX);
	buf_init(&b, INI_SIZE_MAX);
	if (compcfg_make(&a, p->site, g,
	    publication_component(p, g->directory), &made))
		compcfg_put(&b, &made);
	if (!arena_ok(&a) || !buf_ok(&b))
		error = err_set(err, EFBIG, "%s would have more than %d bytes",
		    file, INI_SIZE_MAX);
	else if ((error = compcfg_parse(b.data, b.len, &a, &read, &where)) != 0)
		(void)syntax_report(err, file, &where);
	buf_free(&b);
	arena_free(&a);
	return error;
}

static int
try_all(const struct publication *p, struct err *err)
{
	size_t	 i;
	int	 error;

	for (i = 0; i < nitems(files); i++)
		if ((error = try_one(&files[i], p, err)) != 0)
			return error;
	for (i = 0; i < p->site->nagent; i++)
		if (p->site->agent[i].directory != NULL &&
		    (error = try_component(p, &p->site->agent[i], err)) != 0)
			return error;
	return 0;
}

int
published_try(const struct publication *p, struct err *err)
{
	struct publication	 whole;
	struct arena		 a;
	int			 error;

	arena_init(&a, ARENA_MAX);
	if (assume_components(&a, p, &whole))
		error = try_all(&whole, err);
	else
		error = err_set(err, ENOMEM, "not enough memory");
	arena_free(&a);
	return error;
}
