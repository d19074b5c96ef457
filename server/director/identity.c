/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/role/account_msg.h"
#include "server/director/account/accounts.h"
#include "server/director/director.h"
#include "store/seal.h"

#define BLOB_MAX	256

enum blob_id { CHECK, SIGNING, AGREEMENT, SITE_LIST, BLOBS };

/* Where they stand, sealed, in hex; the check is in the site's row. */
static const char *const	settings[BLOBS] = {
	[SIGNING]	= "signing_key",
	[AGREEMENT]	= "agreement_key",
	[SITE_LIST]	= "site_list_key",
};

/* What is known of the sealed blobs; the keeper alone can open them. */
static struct blob {
	uint8_t	 data[BLOB_MAX];
	size_t	 len;
} blobs[BLOBS];

struct loading {
	struct director	*d;
	enum blob_id	 id;
	struct err	*e;
};

static void
take_blob(enum blob_id id, const void *data, size_t len)
{
	memcpy(blobs[id].data, data, len);
	blobs[id].len = len;
}

static void
take_site(void *arg, const struct err *failed, const struct site_row *row)
{
	struct loading	*l = arg;
	struct identity	*site = &l->d->site;

	if (failed != NULL) {
		*l->e = *failed;
		return;
	}
	site->is_new = row == NULL;
	if (row == NULL)
		return;
	memcpy(site->code, row->code, sizeof(site->code));
	memcpy(site->sid, row->sid, sizeof(site->sid));
	site->server = row->server;
	site->node = row->node;
	site->created = row->created;
	if (row->key_check.len <= BLOB_MAX)
		take_blob(CHECK, row->key_check.data, row->key_check.len);
}

static void
take_setting(void *arg, const struct err *failed, const char *hex)
{
	struct loading	*l = arg;
	struct blob	*b = &blobs[l->id];
	size_t		 n = hex == NULL ? 0 : strlen(hex) / 2;

	if (failed != NULL)
		*l->e = *failed;
	else if (n > 0 && n <= BLOB_MAX && hex_decode(b->data, n, hex))
		b->len = n;
}

static void
make_up(struct director *d)
{
	text_copy(d->site.code, sizeof(d->site.code), d->env->config.site);
	secret_random(d->site.sid, sizeof(d->site.sid));
	d->site.server = guid_random();
	d->site.node = 1;
	d->site.created = wall_now();
}

static int
ask_store(struct director *d, struct err *e)
{
	struct loading	 l[BLOBS];
	struct err	 failed = { 0 };
	int		 i, rc;

	for (i = 0; i < BLOBS; i++) {
		l[i] = (struct loading){ d, (enum blob_id)i, &failed };
		rc = i == CHECK ? store_site(d->store, take_site, &l[i]) :
		    store_setting(d->store, settings[i], take_setting, &l[i]);
		if (rc != 0)
			break;
	}
	store_wait(d->store);
	if (rc != 0)
		return err_set(e, ENOMEM, "store: out of memory");
	*e = failed;
	return -failed.code;
}

int
identity_load(struct director *d, struct err *e)
{
	memset(blobs, 0, sizeof(blobs));
	if (ask_store(d, e) != 0)
		return -e->code;
	if (d->site.is_new) {
		make_up(d);
		return 0;
	}
	if (strcmp(d->site.code, d->env->config.site) != 0)
		return err_set(e, EINVAL, "the store belongs to site %s, but "
		    "sited.conf says site %s: each site needs a store of its "
		    "own", d->site.code, d->env->config.site);
	return 0;
}

static struct rd
reader_of(enum blob_id id)
{
	return rd_over(blobs[id].data, blobs[id].len);
}

void
identity_ask_keeper(struct director *d, struct chan *keeper)
{
	struct msg_site_key	 m = {
		.check = reader_of(CHECK),
		.signing = reader_of(SIGNING),
		.agreement = reader_of(AGREEMENT),
		.site_list = reader_of(SITE_LIST),
	};

	memcpy(m.sid, d->site.sid, sizeof(m.sid));
	text_copy(m.domain, sizeof(m.domain), d->env->config.domain);
	d->keeper_ready = false;
	msg_put_site_key(chan_begin(keeper, MSG_SITE_KEY, 0), &m);
	(void)chan_end(keeper);
}

static void
stored(void *arg, const struct err *failed)
{
	struct director	*d = arg;

	if (failed != NULL)
		fatal("the site's identity cannot be stored: %s",
		    failed->text);
	d->site.is_new = false;
	log_info("site %s: new, with a domain SID of its own", d->site.code);
	director_keeper_ready(d);
}

static void
set_blob(struct batch *b, enum blob_id id)
{
	char	 hex[2 * BLOB_MAX + 1];

	hex_encode(hex, blobs[id].data, blobs[id].len);
	store_setting_set(b, settings[id], hex);
}

/* The first start of a site: identity and sealed blobs in one commit. */
static void
store_identity(struct director *d, const struct msg_site_key_answer *a)
{
	struct site_row	 row = {
		.server = d->site.server,
		.node = d->site.node,
		.key_id = a->key_id,
		.key_check = { blobs[CHECK].data, blobs[CHECK].len },
		.created = d->site.created,
	};
	struct batch	*b = store_batch_new();

	memcpy(row.code, d->site.code, sizeof(row.code));
	memcpy(row.sid, d->site.sid, sizeof(row.sid));
	store_site_create(b, &row);
	set_blob(b, SIGNING);
	set_blob(b, AGREEMENT);
	set_blob(b, SITE_LIST);
	if (store_submit(d->store, &b, stored, d) != 0)
		fatal("the site's identity cannot be stored: out of memory");
}

static void
keys_stored(void *arg, const struct err *failed)
{
	if (failed != NULL)
		fatal("the site's keys cannot be stored: %s", failed->text);
	director_keeper_ready(arg);
}

/* A store that an older sited made: the keys that it lacked. */
static void
store_new_keys(struct director *d)
{
	struct batch	*b = store_batch_new();

	set_blob(b, AGREEMENT);
	set_blob(b, SITE_LIST);
	if (store_submit(d->store, &b, keys_stored, d) != 0)
		fatal("the site's keys cannot be stored: out of memory");
}

/* What the keeper has made. */
static bool
take_made(const struct msg_site_key_answer *a)
{
	const struct rd	 made[BLOBS] = { a->check, a->signing, a->agreement,
			    a->site_list };
	bool		 any = false;
	int		 i;

	for (i = 0; i < BLOBS; i++)
		if (made[i].len > 0) {
			take_blob((enum blob_id)i, made[i].base, made[i].len);
			any = true;
		}
	return any;
}

void
identity_answered(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct msg_site_key_answer	 a;
	bool				 made;

	msg_get_site_key_answer(&m->body, &a);
	if (!rd_end(&m->body) || a.check.len > BLOB_MAX ||
	    a.signing.len > BLOB_MAX || a.agreement.len > BLOB_MAX ||
	    a.site_list.len > BLOB_MAX) {
		chan_malformed(ch, m);
		return;
	}
	if (a.answer == KEY_WRONG)
		fatal("cannot start: the master key does not fit this store: "
		    "put the right key file in place, or restore store and "
		    "key from one backup");
	memcpy(d->site.public_key, a.public_key, sizeof(a.public_key));
	made = take_made(&a);
	if (a.answer == KEY_MADE)
		store_identity(d, &a);
	else if (made)
		store_new_keys(d);
	else
		director_keeper_ready(d);
}
