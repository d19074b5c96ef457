/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cli_inst.cfg and Clibase.cfg. */
#include "protocol/sms/published_ident.h"

#include <string.h>

#define CLI_INST_TYPE	"Client Install Configuration"
#define CLIBASE_TYPE	"Client Base Configuration"
#define SITE		"Site"
#define AGENTS		"Client Components"

bool
cli_inst_make(struct arena *a, const struct publication *p,
    struct cli_inst *out)
{
	const struct site	*s = p->site;
	const struct site_agent	*base = site_agent(s, SITE_BASE_COMPONENT);
	const struct component	*c = base->directory == NULL ? NULL :
				    publication_component(p, base->directory);

	out->stamp = published_stamp(p);
	out->site_name = s->name;
	out->server = s->server;
	out->domain = s->domain;
	out->parent = s->parent;
	/* Its own version: site_view() has seen it. */
	out->base = c != NULL ? c->version : base->version;
	out->accounts = p->accounts;
	return publication_caps(a, s, &out->caps);
}

void
cli_inst_put(struct buf *b, const struct cli_inst *c)
{
	char	 text[VERSION_TEXT_SIZE];

	ini_put_section(b, SITE);
	ini_put(b, "Name", c->site_name);
	ini_put(b, "Server", c->server);
	ini_put(b, "Domain", c->domain);
	ini_put(b, "Parent", c->parent);
	ini_put(b, "BaseVersion", version_text(&c->base, text));
	ini_put_section(b, "CAP List");
	list_put(b, "CAP", &c->caps);
	ini_put_section(b, "Accounts");
	list_put(b, "Account", &c->accounts);
	ident_put(b, CLI_INST_TYPE, &c->stamp);
}

static const char *
parent_check(const char *s)
{
	return s[0] == '\0' ? NULL : name_site_code(s);
}

static const char *
version_check(const char *s)
{
	struct version	 v;

	return version_parse(s, &v) ? NULL : "a version number";
}

int
cli_inst_parse(const void *text, size_t len, struct arena *a,
    struct cli_inst *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	out->site_name = ini_text(&ini, SITE, "Name", name_label);
	out->server = ini_text(&ini, SITE, "Server", name_computer);
	out->domain = ini_text(&ini, SITE, "Domain", name_domain);
	out->parent = ini_text(&ini, SITE, "Parent", parent_check);
	(void)version_parse(ini_text(&ini, SITE, "BaseVersion",
	    version_check), &out->base);
	list_take(&ini, "CAP List", "CAP", cap_path_check, &out->caps);
	list_take(&ini, "Accounts", "Account", name_account, &out->accounts);
	ident_take(&ini, CLI_INST_TYPE, &out->stamp);
	return ini_end(&ini);
}

/* Agents without a directory of their own are part of the base client. */
static bool
base_agents(struct arena *a, const struct site *s, struct reg_keys *out)
{
	struct reg_keys	 one;
	struct buf	 name;
	size_t		 i, most = 0;
	bool		 ok = true;

	for (i = 0; i < s->nagent; i++)
		most += s->agent[i].item->nattr + 1;
	out->nkey = 0;
	out->key = arena_array(a, most, sizeof(*out->key));
	buf_init(&name, INI_LINE_MAX);
	for (i = 0; i < s->nagent && ok && out->key != NULL; i++) {
		if (s->agent[i].directory != NULL ||
		    (s->agent[i].flags & AGENT_ACTIVE) == 0)
			continue;
		buf_clear(&name);
		buf_fmt(&name, AGENTS "\\%s", s->agent[i].name);
		ok = buf_ok(&name) && regkeys_of_item(a, s->agent[i].item,
		    buf_text(&name), &one);
		if (!ok)
			break;
		memcpy(out->key + out->nkey, one.key,
		    one.nkey * sizeof(*one.key));
		out->nkey += one.nkey;
	}
	buf_free(&name);
	return ok && out->key != NULL;
}

bool
clibase_make(struct arena *a, const struct publication *p,
    struct clibase *out)
{
	out->stamp = published_stamp(p);
	out->accounts = p->accounts;
	return regkeys_of_item(a, p->site->client, SITE_CLIENT_PROPERTIES,
	    &out->client) && base_agents(a, p->site, &out->agents);
}

void
clibase_put(struct buf *b, const struct clibase *c)
{
	ini_put_section(b, "Accounts");
	list_put(b, "Account", &c->accounts);
	regkeys_put(b, &c->client);
	regkeys_put(b, &c->agents);
	ident_put(b, CLIBASE_TYPE, &c->stamp);
}

int
clibase_parse(const void *text, size_t len, struct arena *a,
    struct clibase *out, struct syntax_err *err)
{
	struct ini	 ini;
	int		 error;

	error = ini_parse(text, len, INI_STRICT, a, &ini, err);
	if (error != 0)
		return error;
	list_take(&ini, "Accounts", "Account", name_account, &out->accounts);
	regkeys_take(&ini, SITE_CLIENT_PROPERTIES, &out->client);
	if (out->client.nkey == 0)
		(void)syntax_fail(err, ini.lines, 1, "lacks [%s]: the file is "
		    "not whole", SITE_CLIENT_PROPERTIES);
	regkeys_take(&ini, AGENTS, &out->agents);
	ident_take(&ini, CLIBASE_TYPE, &out->stamp);
	return ini_end(&ini);
}
