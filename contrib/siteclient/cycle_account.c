/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account list: an enrolled client reads its own record of keys.dat, which
 * gives the key of accounts.dat; one that is not enrolled, or not yet known,
 * takes accounts.site.  Both are read only when they have changed.
 *
 * The record of keys.dat authenticates itself (key wrap), so that file is read
 * in part and without its hash.  Both name the list that they belong to: when
 * that is not the same, all is read once more.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "contrib/siteclient/cycle_int.h"
#include "protocol/sms/acctshelf.h"
#include "protocol/sms/listkeys.h"

#define KEYS		"clidata.box/keys.dat"
#define SEALED		"clidata.box/accounts.dat"
#define FOR_SITE	"clidata.box/accounts.site"

/* While keys.dat is searched; in the cycle's arena. */
struct cycle_keys {
	struct keys_head	 head;
	bool			 has_head;
	struct keys_search	 search;
	struct keys_range	 range;
	uint8_t			 key[CIPHER_KEY_SIZE];	/* of the list */
};

void
cycle_keys_forget(struct cycle *c)
{
	if (c->keys != NULL)
		secret_wipe(c->keys, sizeof(*c->keys));
	c->keys = NULL;
}

static bool
is_known(const struct cycle *c, const char *path)
{
	const struct manifest_file	*f = cycle_named(c, path);

	return f == NULL || memcmp(f->sha256, c->agent->state.list_hash,
	    STATE_DIGEST_SIZE) == 0;
}

/* --- keys.dat --- */

static enum verdict
without_key(struct cycle *c, const char *why)
{
	agent_log(&c->agent->logs, LOG_CCIM, "Warning - no key to the account "
	    "list: %s", why);
	cycle_keys_forget(c);
	return STEP_NEXT;
}

enum verdict
ask_keys(struct cycle *c)
{
	struct link_range	 range = { .length = KEYS_HEAD_SIZE,
				    .part = true };
	const struct link_sink	 sink = { cycle_add_to_body, c };
	struct link_reply	 failed = { 0 };

	if (!c->agent->identity.is_enrolled || is_known(c, SEALED) ||
	    cycle_named(c, KEYS) == NULL)
		return STEP_NEXT;
	if (c->keys == NULL)
		c->keys = arena_alloc(&c->arena, sizeof(*c->keys));
	if (c->keys == NULL)
		return without_key(c, "out of memory");
	if (c->keys->has_head) {
		range.offset = c->keys->range.offset;
		range.length = (uint64_t)c->keys->range.n * KEYS_RECORD_SIZE;
	}
	buf_clear(&c->body);
	failed.error = link_fetch(c->link, KEYS, &range, &sink);
	return failed.error == 0 ? STEP_WAIT : cycle_fail(c, &failed);
}

static bool
unwrap(struct cycle *c, const uint8_t wrapped[static CIPHER_WRAP_SIZE])
{
	const struct identity	*i = &c->agent->identity;
	struct wrapper		*w = wrapper_new();
	uint8_t			 shared[CIPHER_KEY_SIZE];
	uint8_t			 kek[CIPHER_KEY_SIZE];
	bool			 ok;

	ok = w != NULL && agree(i->box_secret, i->site_box_key, shared) &&
	    keys_kek(shared, i->site, &i->id, kek) &&
	    unwrap_key(w, kek, wrapped, c->keys->key);
	wrapper_free(&w);
	secret_wipe(shared, sizeof(shared));
	secret_wipe(kek, sizeof(kek));
	return ok;
}

static enum verdict
take_head(struct cycle *c)
{
	struct cycle_keys	*k = c->keys;

	k->has_head = keys_get_head(buf_reader(&c->body), &k->head);
	if (!k->has_head || strcasecmp(k->head.site,
	    c->agent->identity.site) != 0)
		return without_key(c, "keys.dat is damaged");
	keys_search_begin(&k->search, &k->head, &c->agent->identity.id);
	return keys_search_next(&k->search, &k->range) ? STEP_AGAIN :
	    without_key(c, "the site does not know this client yet");
}

enum verdict
take_keys(struct cycle *c, const struct link_reply *reply)
{
	uint8_t	 wrapped[CIPHER_WRAP_SIZE];

	if (!link_ok(reply))
		return cycle_fail(c, reply);
	if (!c->keys->has_head)
		return take_head(c);
	switch (keys_search_feed(&c->keys->search, buf_reader(&c->body),
	    wrapped)) {
	case KEYS_FOUND:
		return unwrap(c, wrapped) ? STEP_NEXT :
		    without_key(c, "the record is not for this client");
	case KEYS_ABSENT:
		return without_key(c, "the site does not know this client "
		    "yet");
	default:
		return keys_search_next(&c->keys->search, &c->keys->range) ?
		    STEP_AGAIN : without_key(c, "keys.dat is damaged");
	}
}

/* --- the list --- */

enum verdict
ask_accounts(struct cycle *c)
{
	const char	*path = c->keys != NULL ? SEALED : FOR_SITE;

	/* what is known under the better key is not read under the other */
	if (is_known(c, path) || (c->keys == NULL &&
	    c->agent->identity.is_enrolled && is_known(c, SEALED)))
		return STEP_NEXT;
	return cycle_fetch(c, path);
}

/*
 * The list in what was read: where it is a shelf, that which the key fits;
 * *moved if it is of another cohort than the manifest.
 */
static struct rd
own_list(struct cycle *c, bool *moved)
{
	struct rd		 all = buf_reader(&c->body);
	struct acctshelf	 shelf;
	struct acctlist		 list;
	size_t			 i;

	*moved = false;
	if (c->keys == NULL || !acctshelf_get(all, &shelf))
		return all;
	for (i = 0; i < shelf.n; i++)
		if (acctlist_open(shelf.list[i].sealed, c->keys->key,
		    &list)) {
			acctlist_wipe(&list);
			*moved = shelf.list[i].cohort != 0;
			return shelf.list[i].sealed;
		}
	return shelf.list[0].sealed;
}

/* A set was swapped between the two. */
static bool
is_mixed(const struct cycle *c, struct rd list)
{
	struct acctlist_head	 head;

	return c->keys != NULL && acctlist_head(list, &head) &&
	    head.serial != c->keys->head.serial;
}

static enum verdict
read_again(struct cycle *c)
{
	agent_log(&c->agent->logs, LOG_CCIM, "Warning - " KEYS " and " SEALED
	    " on \\\\%s\\%s are of two lists", c->server, c->share);
	c->was_mixed = true;
	return cycle_to(c, AT_MANIFEST);
}

enum verdict
take_accounts(struct cycle *c, const struct link_reply *reply)
{
	struct agent	*a = c->agent;
	enum verdict	 v = cycle_fetched(c, reply);
	struct account_source	 from = {
		.site = a->identity.site, .manifest = &c->manifest,
		.form = c->keys != NULL ? ACCTLIST_LIST : ACCTLIST_SITE,
		.key = c->keys != NULL ? c->keys->key :
		    a->identity.site_list_key,
	};
	const char	*why;
	struct rd	 list;
	bool		 moved;
	int		 news;

	if (v != STEP_NEXT)
		return v;
	list = own_list(c, &moved);
	if (!c->was_mixed && is_mixed(c, list))
		return read_again(c);
	if (moved)		/* what is promised is of others */
		from.manifest = NULL;
	why = accounts_open(&a->state, &from, list, &news);
	if (why != NULL) {
		agent_log(&a->logs, LOG_CCIM, "Warning - %s is not used: %s",
		    c->file->path, why);
		return STEP_NEXT;
	}
	memcpy(a->state.list_hash, c->file->sha256, STATE_DIGEST_SIZE);
	cycle_plan(c);		/* places in the list of before are no more */
	c->renewed = true;
	accounts_promised(&a->state, &c->manifest);
	agent_log(&a->logs, LOG_CCIM, "Account list %llu: %zu accounts, %d of "
	    "them new", (unsigned long long)a->state.list_serial,
	    a->state.naccount, news);
	(void)agent_save(a);
	return STEP_NEXT;
}
