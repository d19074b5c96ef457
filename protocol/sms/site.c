/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/site.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/number.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

struct viewer {
	struct scf		*f;
	struct site		*site;
	struct syntax_err	*err;
};

static bool
refuse(struct viewer *v, const struct scf_text *t, const char *expected)
{
	(void)syntax_fail(v->err, t->line, t->column, "\"%s\": expected %s",
	    PLAINN(t->s, 80), expected);
	return false;
}

/* There is one at most: the target site is one, and no code stands twice. */
static bool
view_definition(struct viewer *v, const struct scf_item *it)
{
	struct site	*s = v->site;

	s->code = it->head[0].s;
	s->name = it->head[1].s;
	s->server = it->head[2].s;
	s->domain = it->head[3].s;
	s->parent = it->head[4].s;
	if (strcmp(s->code, v->f->for_site) != 0)
		return refuse(v, &it->head[0], "the target site of the "
		    "FILE_DEFINITION");
	if (strcmp(s->code, s->parent) == 0)
		return refuse(v, &it->head[4], "a parent other than the site "
		    "itself");
	return true;
}

static bool
view_boundary(struct viewer *v, const struct scf_attr *a)
{
	struct site_boundary	*b = &v->site->boundary[v->site->nboundary];
	enum boundary_type	 type;
	const char		*expected;

	if (!boundary_type_parse(a->value1.s, &type))
		return refuse(v, &a->value1, "IP Subnet or IPX Network");
	expected = boundary_parse(type, a->name.s, a->value2.s, &b->network);
	if (expected != NULL)
		return refuse(v, &a->name, expected);
	if (a->number > 1)
		return refuse(v, &a->name, "1 for an enabled or 0 for a "
		    "disabled boundary at the end");
	b->enabled = a->number == 1;
	v->site->nboundary++;
	return true;
}

static bool
view_assignment(struct viewer *v, const struct scf_item *it)
{
	const struct scf_attr	*a;

	if (v->site->code == NULL || strcmp(v->site->code, it->head[0].s) != 0)
		return refuse(v, &it->head[0], "the code of the "
		    "SITE_DEFINITION above");
	v->site->boundary = arena_array(&v->f->arena, it->nattr,
	    sizeof(*v->site->boundary));
	if (v->site->boundary == NULL)
		return false;
	STAILQ_FOREACH(a, &it->attrs, next)
		if (a->type == SCF_PROPERTY && !view_boundary(v, a))
			return false;
	return true;
}

/* \\SERVER\CAP_S01: the share's name is fixed, Q200830. */
static bool
is_cap_of(const struct nalpath *p, const char *code)
{
	char	 server[64], share[81];

	return p->provider != NAL_MSWNET ||
	    (nalpath_unc(p, server, share) &&
	    strncasecmp(share, "CAP_", 4) == 0 &&
	    strcasecmp(share + 4, code) == 0);
}

static bool
view_system(struct viewer *v, const struct scf_item *it)
{
	struct site_system	*s = &v->site->system[v->site->nsystem];
	const char		*code = v->site->code;

	if (code == NULL)
		return refuse(v, &it->head[0], "a SITE_DEFINITION before it");
	(void)site_role_parse(it->head[0].s, &s->role);
	(void)nalpath_parse(it->head[1].s, &s->path);
	s->path_text = it->head[1].s;
	if (s->path.site[0] != '\0' && strcmp(s->path.site, code) != 0)
		return refuse(v, &it->head[1], "SMS_SITE= with the site's own "
		    "code");
	if (s->role == ROLE_CAP && !is_cap_of(&s->path, code))
		return refuse(v, &it->head[1], "the share CAP_ and the site "
		    "code: \\\\SERVER\\CAP_S01\\");
	v->site->nsystem++;
	return true;
}

static bool
view_account(struct viewer *v, const struct scf_item *it)
{
	struct site_account	*a = &v->site->account[v->site->naccount];
	size_t			 i, n = 0;

	(void)account_use_parse(it->head[0].s, &a->use);
	a->name = it->head[1].s;
	(void)number_u32(it->head[2].s, &a->flags);
	v->site->naccount++;
	for (i = 0; i < v->site->naccount; i++)
		n += v->site->account[i].use == USE_CLIENT_CONNECTION;
	if (n <= ACCOUNTS_MAX)
		return true;
	(void)syntax_fail(v->err, it->line, 1, "account %zu for client "
	    "connections: expected at most %d", n, ACCOUNTS_MAX);
	return false;
}

/* The text of a REG_SZ property, NULL if it is not set. */
static const struct scf_attr *
string_property(const struct scf_item *it, enum property_id id)
{
	const struct scf_attr	*a = item_property(it, properties[id].name);

	return a != NULL && strcasecmp(a->value1.s, "REG_SZ") == 0 ? a : NULL;
}

static bool
view_agent(struct viewer *v, const struct scf_item *it)
{
	struct site_agent	*g = &v->site->agent[v->site->nagent];
	const struct scf_attr	*directory, *version, *schedule;

	g->item = it;
	g->name = it->head[0].s;
	(void)number_u32(it->head[1].s, &g->flags);
	directory = string_property(it, PROP_DIRECTORY);
	version = string_property(it, PROP_VERSION);
	schedule = string_property(it, PROP_SCHEDULE);
	if (directory != NULL)
		g->directory = directory->value2.s;
	if (version != NULL)
		g->has_version = version_parse(version->value2.s, &g->version);
	if (schedule != NULL)
		g->has_schedule = schedule_parse(schedule->value2.s,
		    &g->schedule);
	if (g->directory != NULL && !g->has_version)
		return refuse(v, &it->head[0], "a Component Version beside "
		    "its Component Directory");
	v->site->nagent++;
	return true;
}

static bool
view_component(struct viewer *v, const struct scf_item *it)
{
	struct site_component	*c = &v->site->component[v->site->ncomponent];

	c->item = it;
	c->name = it->head[0].s;
	c->server = it->head[1].s;
	(void)number_u32(it->head[2].s, &c->flags);
	v->site->ncomponent++;
	return true;
}

static bool
view_configuration(struct viewer *v, const struct scf_item *it)
{
	if (text_casecmp(it->head[0].s, SITE_CLIENT_PROPERTIES) == 0)
		v->site->client = it;
	return true;
}

static const struct {
	const char	*kind;
	bool		(*view)(struct viewer *, const struct scf_item *);
} views[] = {
	{ "SITE_DEFINITION", view_definition },
	{ "SITE_ASSIGNMENT", view_assignment },
	{ "SYSTEM_RESOURCE_USE", view_system },
	{ "ACCOUNT", view_account },
	{ "CLIENT_COMPONENT", view_agent },
	{ "COMPONENT", view_component },
	{ "CLIENT_CONFIGURATION", view_configuration },
};

/* Each array has room for all items: there are few, and they die together. */
static bool
make_room(struct viewer *v)
{
	struct arena	*a = &v->f->arena;
	struct site	*s = v->site;
	size_t		 n = v->f->nitem;

	s->system = arena_array(a, n, sizeof(*s->system));
	s->account = arena_array(a, n, sizeof(*s->account));
	s->agent = arena_array(a, n, sizeof(*s->agent));
	s->component = arena_array(a, n, sizeof(*s->component));
	return arena_ok(a);
}

static bool
view_items(struct viewer *v)
{
	const struct scf_item	*it;
	size_t			 i;

	STAILQ_FOREACH(it, &v->f->items, next)
		for (i = 0; i < nitems(views); i++)
			if (strcasecmp(it->kind_name, views[i].kind) == 0 &&
			    !views[i].view(v, it))
				return false;
	return true;
}

static bool
has_cap(const struct site *s)
{
	size_t	 i;

	for (i = 0; i < s->nsystem; i++)
		if (s->system[i].role == ROLE_CAP)
			return true;
	return false;
}

/* What must be there at all; said of the file as a whole, on line 1. */
static bool
check_whole(struct viewer *v)
{
	const struct site	*s = v->site;
	const struct site_agent	*base;
	const char		*lacks = NULL;

	base = site_agent(s, SITE_BASE_COMPONENT);
	if (s->code == NULL)
		lacks = "a SITE_DEFINITION";
	else if (!has_cap(s))
		lacks = "a SYSTEM_RESOURCE_USE with the role SMS Client "
		    "Access Point: without one no client finds the site";
	else if (s->client == NULL)
		lacks = "a CLIENT_CONFIGURATION <Client Properties>";
	else if (base == NULL || base->directory == NULL)
		lacks = "a CLIENT_COMPONENT <SMS Client Base Components> with "
		    "a directory and a version";
	if (lacks != NULL)
		(void)syntax_fail(v->err, 1, 1, "the file lacks %s", lacks);
	return lacks == NULL;
}

static bool
check_type(struct viewer *v)
{
	if (v->f->type == SCF_ACTUAL || v->f->type == SCF_PROPOSED ||
	    v->f->type == SCF_NEWSITE)
		return true;
	(void)syntax_fail(v->err, 1, 1, "the file's type is %d (%s): expected "
	    "1, 2 or 3 for the configuration of a site", (int)v->f->type,
	    scf_type_name(v->f->type));
	return false;
}

int
site_view(struct scf *f, struct site *out, struct syntax_err *err)
{
	struct viewer	 v = { .f = f, .site = out, .err = err };

	*err = (struct syntax_err){ 0 };
	*out = (struct site){ .file = f };
	if (check_type(&v) && make_room(&v) && view_items(&v) &&
	    check_whole(&v))
		return 0;
	if (err->line != 0)
		return -EINVAL;
	(void)syntax_fail(err, 1, 1, "not enough memory");
	return -ENOMEM;
}

uint32_t
site_number(const struct site *s, enum property_id id)
{
	const struct scf_attr	*a;

	a = item_property(s->client, properties[id].name);
	return a == NULL || strcasecmp(a->value1.s, "REG_DWORD") != 0 ?
	    properties[id].usual : a->number;
}

const struct site_agent *
site_agent(const struct site *s, const char *name)
{
	size_t	 i;

	for (i = 0; i < s->nagent; i++)
		if (text_casecmp(s->agent[i].name, name) == 0)
			return &s->agent[i];
	return NULL;
}
