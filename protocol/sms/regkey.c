/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/regkey.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "protocol/sms/number.h"

/* The list that an attribute belongs to, NULL for the item's own key. */
static const char *
list_of(const struct scf_attr *a)
{
	if (a->type == SCF_LIST)
		return a->name.s;
	return a->type == SCF_MULTI ? a->value1.s : NULL;
}

static bool
belongs(const struct scf_attr *a, const char *list)
{
	const char	*of = list_of(a);

	if (list == NULL)
		return a->type == SCF_PROPERTY;
	return of != NULL && text_casecmp(of, list) == 0;
}

static size_t
values_at_most(const struct scf_item *it, const char *list)
{
	const struct scf_attr	*a;
	const struct scf_text	*t;
	size_t			 n = 0;

	STAILQ_FOREACH(a, &it->attrs, next) {
		if (!belongs(a, list))
			continue;
		n++;
		STAILQ_FOREACH(t, &a->texts, next)
			n++;
	}
	return n;
}

static void
add_property(struct reg_key *k, const struct scf_attr *a)
{
	struct reg_value	*v = &k->value[k->nvalue];

	if (!reg_type_parse(a->value1.s, strlen(a->value1.s), &v->type))
		return;
	v->name = a->name.s;
	v->text = a->value2.s;
	v->number = a->number;
	k->nvalue++;
}

static void
add_list(struct arena *arena, struct reg_key *k, const struct scf_attr *a)
{
	const struct scf_text	*t;
	struct reg_value	*v;
	struct regvalue		 r;

	STAILQ_FOREACH(t, &a->texts, next) {
		if (!regvalue_parse(t->s, &r))
			continue;
		v = &k->value[k->nvalue++];
		v->type = r.type;
		v->name = arena_text(arena, r.name, r.name_len);
		v->text = r.text;
		v->number = r.number;
	}
}

/* The texts in angle brackets, which none of them can hold. */
static void
add_multi(struct arena *arena, struct reg_key *k, const struct scf_attr *a)
{
	struct reg_value	*v = &k->value[k->nvalue++];
	const struct scf_text	*t;
	struct buf		 b;

	buf_init(&b, REG_MULTI_MAX);
	STAILQ_FOREACH(t, &a->texts, next)
		buf_fmt(&b, "<%s>", t->s);
	v->type = REG_MULTI_SZ;
	v->name = a->name.s;
	if (buf_ok(&b))
		v->text = arena_text(arena, buf_text(&b), b.len);
	else
		arena->failed = true;
	buf_free(&b);
	k->flags = a->number;
}

static bool
fill_key(struct arena *arena, const struct scf_item *it, const char *list,
    struct reg_key *k)
{
	const struct scf_attr	*a;

	k->value = arena_array(arena, values_at_most(it, list),
	    sizeof(*k->value));
	if (k->value == NULL)
		return false;
	STAILQ_FOREACH(a, &it->attrs, next) {
		if (!belongs(a, list))
			continue;
		if (a->type == SCF_PROPERTY)
			add_property(k, a);
		else if (a->type == SCF_LIST)
			add_list(arena, k, a);
		else
			add_multi(arena, k, a);
	}
	return arena_ok(arena);
}

static const char *
joined(struct arena *arena, const char *name, const char *list)
{
	struct buf	 b;
	const char	*s = NULL;

	buf_init(&b, INI_LINE_MAX);
	buf_fmt(&b, "%s%s%s", name, list == NULL ? "" : "\\",
	    list == NULL ? "" : list);
	if (buf_ok(&b))
		s = arena_text(arena, buf_text(&b), b.len);
	buf_free(&b);
	return s;
}

static bool
has_key(const struct reg_keys *keys, const char *name)
{
	size_t	 i;

	for (i = 0; i < keys->nkey; i++)
		if (text_casecmp(keys->key[i].name, name) == 0)
			return true;
	return false;
}

static bool
add_key(struct arena *arena, const struct scf_item *it, const char *name,
    const char *list, struct reg_keys *out)
{
	struct reg_key	*k = &out->key[out->nkey];

	k->name = joined(arena, name, list);
	if (k->name == NULL)
		return false;
	if (has_key(out, k->name))
		return true;
	k->flags = list == NULL ? item_key_flags(it) : 0;
	out->nkey++;
	return fill_key(arena, it, list, k);
}

bool
regkeys_of_item(struct arena *arena, const struct scf_item *it,
    const char *name, struct reg_keys *out)
{
	const struct scf_attr	*a;

	out->nkey = 0;
	out->key = arena_array(arena, it->nattr + 1, sizeof(*out->key));
	if (out->key == NULL || !add_key(arena, it, name, NULL, out))
		return false;
	STAILQ_FOREACH(a, &it->attrs, next)
		if (list_of(a) != NULL &&
		    !add_key(arena, it, name, list_of(a), out))
			return false;
	return true;
}

/* <a><b>: brackets in pairs and nothing between them. */
static bool
multi_ok(const char *s)
{
	while (*s == '<') {
		s += strcspn(s, ">");
		if (*s != '>')
			return false;
		s++;
	}
	return *s == '\0';
}

void
reg_values_put(struct buf *b, const struct reg_key *k)
{
	const struct reg_value	*v;
	size_t			 i;

	for (i = 0; i < k->nvalue; i++) {
		v = &k->value[i];
		buf_fmt(b, "       (%s) %s=", reg_type_name(v->type), v->name);
		if (v->type == REG_DWORD)
			buf_fmt(b, "%u\r\n", v->number);
		else
			buf_fmt(b, "%s\r\n", v->text);
	}
}

void
regkeys_put(struct buf *b, const struct reg_keys *keys)
{
	size_t	 i;

	for (i = 0; i < keys->nkey; i++) {
		ini_put_section(b, keys->key[i].name);
		ini_put_number(b, "KeyFlags", keys->key[i].flags);
		reg_values_put(b, &keys->key[i]);
	}
}

/* "(REG_SZ) Name" and its text; a key of another form is left alone. */
static void
take_value(struct ini *ini, struct ini_key *key, struct reg_key *out)
{
	struct reg_value	*v = &out->value[out->nvalue];
	struct regvalue		 r = { .type = REG_SZ };
	size_t			 i;

	if (key->name[0] != '(')
		return;
	key->used = true;
	out->nvalue++;
	v->name = v->text = "";
	if (!regvalue_parse_name(key->name, strlen(key->name), &r)) {
		ini_expected(ini, key, "(REG_DWORD), (REG_SZ) or "
		    "(REG_MULTI_SZ) and a name before the '='");
		return;
	}
	v->type = r.type;
	v->text = key->text;
	v->name = arena_text(ini->arena, r.name, r.name_len);
	if (v->name == NULL)
		return;
	for (i = 0; i + 1 < out->nvalue; i++)
		if (text_casecmp(out->value[i].name, v->name) == 0)
			ini_expected(ini, key, "one value of this name");
	if (r.type == REG_DWORD && !number_u32(key->text, &v->number))
		ini_expected(ini, key, "a number from 0 to 4294967295");
	if (r.type == REG_MULTI_SZ && !multi_ok(key->text))
		ini_expected(ini, key, "texts in angle brackets");
}

void
reg_values_take(struct ini *ini, struct ini_section *sec, struct reg_key *out)
{
	struct ini_key	*key;
	size_t		 n = 0;

	sec->used = true;
	STAILQ_FOREACH(key, &sec->keys, next)
		n++;
	out->nvalue = 0;
	out->value = arena_array(ini->arena, n, sizeof(*out->value));
	if (out->value == NULL)
		return;
	STAILQ_FOREACH(key, &sec->keys, next)
		take_value(ini, key, out);
}

static bool
is_below(const char *section, const char *name)
{
	size_t	 n = strlen(name);

	return strncasecmp(section, name, n) == 0 &&
	    (section[n] == '\0' || section[n] == '\\');
}

void
regkeys_take(struct ini *ini, const char *name, struct reg_keys *out)
{
	struct ini_section	*sec;
	struct reg_key		*k;
	size_t			 n = 0;

	STAILQ_FOREACH(sec, &ini->sections, next)
		n += is_below(sec->name, name);
	out->nkey = 0;
	out->key = arena_array(ini->arena, n, sizeof(*out->key));
	if (out->key == NULL)
		return;
	STAILQ_FOREACH(sec, &ini->sections, next) {
		if (!is_below(sec->name, name))
			continue;
		k = &out->key[out->nkey++];
		k->name = sec->name;
		k->flags = ini_number(ini, sec->name, "KeyFlags");
		reg_values_take(ini, sec, k);
	}
}
