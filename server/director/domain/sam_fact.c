/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/sam_fact.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/director/domain/sam_record.h"

static int
fact_compare_keys(struct fact *a, struct fact *b)
{
	return strcmp(a->key, b->key);
}

/* Nobody has the same: a name is given once, of the others it is the key. */
static int
fact_compare_backs(struct fact *a, struct fact *b)
{
	int	 c = strcmp(a->back, b->back);

	return c != 0 ? c : strcmp(a->key, b->key);
}

RB_GENERATE(facts_by_key, fact, by_key, fact_compare_keys)
RB_GENERATE(facts_by_back, fact, by_back, fact_compare_backs)

static struct fact *
find(const struct sam_facts *f, const char *key)
{
	struct facts_by_key	 keys = f->keys;
	struct fact		 like = { 0 };

	memcpy(&like.key, &key, sizeof(key));
	return RB_FIND(facts_by_key, &keys, &like);
}

const struct fact *
sam_facts_get(const struct sam_facts *f, const char *key)
{
	return find(f, key);
}

static void
fact_free(struct fact *one)
{
	free(one->key);
	free(one->back);
	free(one->value);
	free(one);
}

static size_t
bytes_of(const struct fact *one)
{
	return sizeof(*one) + one->len + strlen(one->key) +
	    (one->back == NULL ? 0 : strlen(one->back));
}

static void
take_out(struct sam_facts *f, struct fact *one)
{
	f->bytes -= bytes_of(one);
	RB_REMOVE(facts_by_key, &f->keys, one);
	if (one->back != NULL)
		RB_REMOVE(facts_by_back, &f->backs, one);
	fact_free(one);
}

static struct fact *
fact_new(const char *key, struct rd value)
{
	struct fact	*one = calloc(1, sizeof(*one));
	struct fact_key	 buf;
	const char	*back = fact_back(&buf, key, value);

	if (one == NULL)
		return NULL;
	one->key = strdup(key);
	one->back = back == NULL ? NULL : strdup(back);
	one->value = malloc(value.len + 1);
	one->len = value.len;
	if (one->key == NULL || one->value == NULL ||
	    (back != NULL && one->back == NULL)) {
		fact_free(one);
		return NULL;
	}
	if (value.len > 0)
		memcpy(one->value, value.base, value.len);
	return one;
}

int
sam_facts_put(struct sam_facts *f, const char *key, struct rd value)
{
	struct fact	*one = fact_new(key, value);

	if (one == NULL)
		return -ENOMEM;
	sam_facts_remove(f, key);
	f->bytes += bytes_of(one);
	RB_INSERT(facts_by_key, &f->keys, one);
	if (one->back != NULL)
		RB_INSERT(facts_by_back, &f->backs, one);
	return 0;
}

void
sam_facts_remove(struct sam_facts *f, const char *key)
{
	struct fact	*one = find(f, key);

	if (one != NULL)
		take_out(f, one);
}

void
sam_facts_clear(struct sam_facts *f)
{
	struct fact	*one;

	while ((one = RB_ROOT(&f->keys)) != NULL)
		take_out(f, one);
}

/* --- keys --- */

static const char *
two(struct fact_key *k, char kind, uint32_t a, uint32_t b)
{
	(void)snprintf(k->s, sizeof(k->s), "%c:%08x:%08x", kind, a, b);
	return k->s;
}

const char *
fact_key(struct fact_key *k, enum fact_kind kind, uint32_t rid)
{
	(void)snprintf(k->s, sizeof(k->s), "%c:%08x", (char)kind, rid);
	return k->s;
}

const char *
fact_key_member(struct fact_key *k, uint32_t group, uint32_t user)
{
	return two(k, FACT_MEMBER, group, user);
}

const char *
fact_key_side(struct fact_key *k, uint32_t alias, const struct sid *sid)
{
	char	 text[SID_TEXT_SIZE];

	(void)snprintf(k->s, sizeof(k->s), "%c:%08x:%s", FACT_SIDE, alias,
	    sid_text(sid, text));
	return k->s;
}

static const char *
prefix(struct fact_key *k, enum fact_kind kind, uint32_t rid)
{
	(void)snprintf(k->s, sizeof(k->s), "%c:%08x:", (char)kind, rid);
	return k->s;
}

const char *
fact_prefix_members(struct fact_key *k, uint32_t group)
{
	return prefix(k, FACT_MEMBER, group);
}

const char *
fact_prefix_sides(struct fact_key *k, uint32_t alias)
{
	return prefix(k, FACT_SIDE, alias);
}

const char *
fact_key_rights(struct fact_key *k, const struct sid *sid)
{
	char	 text[SID_TEXT_SIZE];

	(void)snprintf(k->s, sizeof(k->s), "%c:%s", FACT_RIGHTS,
	    sid_text(sid, text));
	return k->s;
}

/* --- and the way back --- */

const char *
fact_back_name(struct fact_key *k, const char *name)
{
	(void)strcpy(k->s, "n:");
	return text_fold(name, k->s + 2, sizeof(k->s) - 2) == 0 ? k->s : NULL;
}

const char *
fact_back_primary(struct fact_key *k, uint32_t group)
{
	(void)snprintf(k->s, sizeof(k->s), "p:%08x:", group);
	return k->s;
}

const char *
fact_back_user(struct fact_key *k, uint32_t user)
{
	(void)snprintf(k->s, sizeof(k->s), "u:%08x:", user);
	return k->s;
}

const char *
fact_back_sid(struct fact_key *k, const struct sid *sid)
{
	char	 text[SID_TEXT_SIZE];

	(void)snprintf(k->s, sizeof(k->s), "s:%s:", sid_text(sid, text));
	return k->s;
}

static const char *
back_of_record(struct fact_key *k, const char *key, struct rd value)
{
	struct rpc_account	 a = { 0 };

	if (!sam_record_get(value, &a))
		return NULL;
	if (key[0] == FACT_USER)
		return a.primary_group == 0 ? NULL :
		    two(k, 'p', a.primary_group, fact_rid(key));
	return a.name == NULL ? NULL : fact_back_name(k, a.name);
}

const char *
fact_back(struct fact_key *k, const char *key, struct rd value)
{
	switch (key[0]) {
	case FACT_MEMBER:
		return two(k, 'u', fact_user(key), fact_rid(key));
	case FACT_SIDE:
		(void)snprintf(k->s, sizeof(k->s), "s:%s:%08x", key + 11,
		    fact_rid(key));
		return k->s;
	case FACT_RIGHTS:
		return NULL;
	default:
		return back_of_record(k, key, value);
	}
}

uint32_t
fact_rid(const char *key)
{
	return (uint32_t)strtoul(key + 2, NULL, 16);
}

uint32_t
fact_user(const char *key)
{
	return (uint32_t)strtoul(key + 11, NULL, 16);
}

bool
fact_sid(const char *key, struct sid *out)
{
	return sid_parse(key + (key[0] == FACT_SIDE ? 11 : 2), out);
}
