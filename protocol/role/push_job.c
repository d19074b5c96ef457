/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/push_job.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "protocol/sms/ini.h"
#include "protocol/sms/number.h"

#define SECTION		"Push"
#define TEXT_MAX	1024
#define SECONDS_MAX	86400U

/* --- tables: what both directions go through --- */

static const struct {
	const char	*key;
	size_t		 at;
	bool		 must;
} texts[] = {
#define T(key, member, must)	{ key, offsetof(struct push_order, member), must }
	T("Address", address, false),
	T("Hosts", hosts, false),
	T("Name", name, true),
	T("Domain", domain, false),
	T("Source", source, true),
	T("Work", work, true),
	T("Folder", folder, true),
	T("Service", service, true),
	T("Display", display, true),
	T("Program", program, true),
#undef T
};

static const struct {
	const char	*key;
	size_t		 at;
} switches[] = {
#define S(key, member)	{ key, offsetof(struct push_order, member) }
	S("Samba", samba),
	S("Force", force),
	S("Upgrade", upgrade),
	S("Controller", controller),
	S("Probe", probe),
#undef S
};

#define NTEXTS		(sizeof(texts) / sizeof(texts[0]))
#define NSWITCHES	(sizeof(switches) / sizeof(switches[0]))

static const char **
text_at(struct push_order *o, size_t i)
{
	return (const char **)((char *)o + texts[i].at);
}

static bool *
switch_at(struct push_order *o, size_t i)
{
	return (bool *)((char *)o + switches[i].at);
}

/* --- reading --- */

static const char *
is_text(const char *s)
{
	return *s != '\0' && strlen(s) <= TEXT_MAX ? NULL : "a text";
}

/* A name in a folder, and no way out of it. */
static bool
is_file(const char *s)
{
	return *s != '\0' && *s != '.' && strlen(s) <= 255 &&
	    strpbrk(s, "/\\:*?\"<>|") == NULL;
}

static uint32_t
number(const char **s)
{
	uint64_t	 n = 0, next;

	for (; **s >= '0' && **s <= '9'; (*s)++) {
		next = 10 * n + (uint64_t)(**s - '0');
		if (next > UINT32_MAX)
			break;
		n = next;
	}
	return (uint32_t)n;
}

bool
push_version_parse(const char *s, struct push_version *out)
{
	const char	*at = s;

	*out = (struct push_version){ 0, 0 };
	out->major = number(&at);
	if (at == s || *at++ != '.')
		return false;
	s = at;
	out->minor = number(&at);
	return at != s && (*at == '\0' || *at == '.') && out->major > 0;
}

/* What the job brings of it follows what it brought before. */
static void
take_content(struct ini *ini, size_t i, struct rd *brought,
    struct push_order *o)
{
	struct ini_key	*k = ini_nth(ini, SECTION, "Bytes", i + 1);
	struct ini_key	*m = ini_nth(ini, SECTION, "Merge", i + 1);
	uint32_t	 n = 0;

	if (m != NULL && (k == NULL || strcmp(m->text, "1") != 0))
		ini_expected(ini, m, "1, and Bytes");
	o->merge[i] = m != NULL;
	if (k == NULL)
		return;
	if (!number_u32(k->text, &n) || n == 0 || n > PUSH_FILE_MAX)
		ini_expected(ini, k, "the size of a small file");
	else
		o->content[i] = rd_take(brought, n);
}

static void
take_files(struct ini *ini, struct rd *brought, struct push_order *o)
{
	struct ini_key	*k;

	while (o->files < PUSH_FILES_MAX &&
	    (k = ini_nth(ini, SECTION, "File", o->files + 1)) != NULL) {
		if (!is_file(k->text))
			ini_expected(ini, k, "the name of a file");
		o->file[o->files] = k->text;
		take_content(ini, o->files++, brought, o);
	}
}

static void
take_rest(struct ini *ini, struct push_order *o)
{
	struct ini_key	*k;
	size_t		 i;

	if ((k = ini_key(ini, SECTION, "Newest")) != NULL &&
	    !push_version_parse(k->text, &o->newest))
		ini_expected(ini, k, "a version of Windows");
	if ((k = ini_key(ini, SECTION, "Version")) != NULL &&
	    !version_parse(k->text, &o->version))
		ini_expected(ini, k, "a version of the client");
	for (i = 0; i < NSWITCHES; i++) {
		k = ini_key(ini, SECTION, switches[i].key);
		if (k != NULL && strcmp(k->text, "1") != 0 &&
		    strcmp(k->text, "0") != 0)
			ini_expected(ini, k, "0 or 1");
		*switch_at(o, i) = k != NULL && *k->text == '1';
	}
}

static void
take_port(struct ini *ini, struct push_order *o)
{
	struct ini_key	*k = ini_key(ini, SECTION, "Port");

	if (k == NULL)
		return;
	o->port = ini_number(ini, SECTION, "Port");
	if (o->port == 0 || o->port > UINT16_MAX)
		ini_expected(ini, k, "a port");
}

static void
take_seconds(struct ini *ini, const char *key, uint32_t *out)
{
	struct ini_key	*k;

	*out = ini_number(ini, SECTION, key);
	if (*out <= SECONDS_MAX || (k = ini_key(ini, SECTION, key)) == NULL)
		return;
	ini_expected(ini, k, "seconds, a day's at most");
}

int
push_job_parse(const void *text, size_t len, struct arena *mem,
    struct push_order *o, struct err *err)
{
	struct syntax_err	 why = { 0 };
	const char		*nul = len == 0 ? NULL : memchr(text, 0, len);
	const size_t		 n = nul == NULL ? len :
				    (size_t)(nul - (const char *)text);
	struct rd		 brought;
	struct ini		 ini;
	struct ini_key		*k;
	size_t			 i;
	int			 error;

	*o = (struct push_order){ .files = 0 };
	if (len > PUSH_JOB_MAX)
		return err_set(err, EINVAL, "the job is too long");
	brought = nul == NULL ? rd_over("", 0) : rd_over(nul + 1,
	    len - n - 1);
	error = ini_parse(text, n, INI_STRICT, mem, &ini, &why);
	for (i = 0; error == 0 && i < NTEXTS; i++) {
		if (texts[i].must)
			*text_at(o, i) = ini_text(&ini, SECTION,
			    texts[i].key, is_text);
		else if ((k = ini_key(&ini, SECTION, texts[i].key)) != NULL)
			*text_at(o, i) = k->text;
		else
			*text_at(o, i) = "";
	}
	if (error == 0) {
		take_files(&ini, &brought, o);
		take_seconds(&ini, "Timeout", &o->timeout);
		take_seconds(&ini, "Watch", &o->watch);
		take_port(&ini, o);
		take_rest(&ini, o);
		error = ini_end(&ini);
	}
	if (error == -EINVAL)
		return syntax_report(err, "job", &why);
	if (error == 0 && (o->files == 0 || o->timeout == 0 ||
	    (*o->address == '\0' && o->port == 0)))
		return err_set(err, EINVAL, "the job names no file, no time, "
		    "or no place");
	if (error == 0 && !rd_end(&brought))
		return err_set(err, EINVAL, "the job does not bring the "
		    "files that it says");
	return error == 0 ? 0 : err_set(err, -error, "out of memory");
}

/* --- writing --- */

static void
put_version(struct buf *b, const struct push_version *v)
{
	if (v->major != 0)
		buf_fmt(b, "     Newest=%u.%u\r\n", v->major, v->minor);
}

static void
put_files(struct buf *b, const struct push_order *o)
{
	char	 size[24];
	size_t	 i;

	for (i = 0; i < o->files; i++) {
		ini_put_nth(b, "File", i + 1, o->file[i]);
		if (o->content[i].len == 0)
			continue;
		(void)snprintf(size, sizeof(size), "%zu", o->content[i].len);
		ini_put_nth(b, "Bytes", i + 1, size);
		if (o->merge[i])
			ini_put_nth(b, "Merge", i + 1, "1");
	}
}

static void
put_contents(struct buf *b, const struct push_order *o)
{
	bool	 any = false;
	size_t	 i;

	for (i = 0; i < o->files; i++) {
		if (o->content[i].len == 0)
			continue;
		if (!any)
			buf_add(b, "", 1);
		any = true;
		buf_add(b, o->content[i].base, o->content[i].len);
	}
}

void
push_job_put(struct buf *b, const struct push_order *order)
{
	struct push_order	 o = *order;
	char			 text[VERSION_TEXT_SIZE];
	size_t			 i;

	ini_put_section(b, SECTION);
	for (i = 0; i < NTEXTS; i++)
		if (texts[i].must || **text_at(&o, i) != '\0')
			ini_put(b, texts[i].key, *text_at(&o, i));
	put_files(b, &o);
	if (o.port != 0)
		ini_put_number(b, "Port", o.port);
	ini_put_number(b, "Timeout", o.timeout);
	ini_put_number(b, "Watch", o.watch);
	put_version(b, &o.newest);
	if (o.version.nfield > 0)
		ini_put(b, "Version", version_text(&o.version, text));
	for (i = 0; i < NSWITCHES; i++)
		if (*switch_at(&o, i))
			ini_put_number(b, switches[i].key, 1);
	put_contents(b, &o);
}

/* --- what goes to and fro besides --- */

bool
push_credential_parse(char *text, struct push_credential *c)
{
	const char	**const fields[] = { &c->domain, &c->name,
			    &c->password, &c->account,
			    &c->account_password };
	char		 *line;
	size_t		  i;

	*c = (struct push_credential){ "", "", "", "", "" };
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]) &&
	    *text != '\0'; i++) {
		line = strsep(&text, "\n");
		if (text == NULL)
			return false;		/* a line that has no end */
		*fields[i] = line;
	}
	return *text == '\0' && i != 4 && i >= 3 && *c->name != '\0';
}

static const char	*const ends[PUSH_END_COUNT] = {
#define X(name, word)	word,
	PUSH_END_TABLE(X)
#undef X
};

const char *
push_end_word(enum push_end end)
{
	return ends[end];
}

bool
push_end_parse(const char *line, enum push_end *end, uint32_t *code,
    const char **text)
{
	size_t	 i, n;

	if (strncmp(line, "end ", 4) != 0)
		return false;
	line += 4;
	for (i = 0; i < PUSH_END_COUNT; i++) {
		n = strlen(ends[i]);
		if (strncmp(line, ends[i], n) == 0 && line[n] == ' ')
			break;
	}
	if (i == PUSH_END_COUNT)
		return false;
	*end = (enum push_end)i;
	line += n + 1;
	*text = line;
	*code = number(text);
	if (*text == line || **text != ' ')
		return false;
	(*text)++;
	return true;
}
