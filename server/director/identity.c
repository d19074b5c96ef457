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

#define SIGNING_SETTING	"signing_key"	/* sealed, in hex */
#define BLOB_MAX	256

/* What is known of the sealed blobs; the keeper alone can open them. */
static struct {
	uint8_t	 check[BLOB_MAX];
	size_t	 check_len;
	uint8_t	 signing[BLOB_MAX];
	size_t	 signing_len;
} blobs;

struct loading {
	struct director	*d;
	struct err	 e;
};

static void
take_site(void *arg, const struct err *failed, const struct site_row *row)
{
	struct loading	*l = arg;
	struct identity	*site = &l->d->site;

	if (failed != NULL) {
		l->e = *failed;
		return;
	}
	site->is_new = row == NULL;
	if (row == NULL)
		return;
	memcpy(site->code, row->code, sizeof(site->code));
	memcpy(site->sid, row->sid, sizeof(site->sid));
	site->server = row->server;
	site->node = row->node;
	if (row->key_check.len <= BLOB_MAX) {
		memcpy(blobs.check, row->key_check.data, row->key_check.len);
		blobs.check_len = row->key_check.len;
	}
}

static void
take_signing(void *arg, const struct err *failed, const char *hex)
{
	struct loading	*l = arg;
	size_t		 n = hex == NULL ? 0 : strlen(hex) / 2;

	if (failed != NULL)
		l->e = *failed;
	else if (n > 0 && n <= BLOB_MAX && hex_decode(blobs.signing, n, hex))
		blobs.signing_len = n;
}

static void
make_up(struct director *d)
{
	text_copy(d->site.code, sizeof(d->site.code), d->env->config.site);
	secret_random(d->site.sid, sizeof(d->site.sid));
	d->site.server = guid_random();
	d->site.node = 1;
}

int
identity_load(struct director *d, struct err *e)
{
	struct loading	 l = { .d = d };

	memset(&blobs, 0, sizeof(blobs));
	if (store_site(d->store, take_site, &l) != 0 ||
	    store_setting(d->store, SIGNING_SETTING, take_signing, &l) != 0)
		return err_set(e, ENOMEM, "store: out of memory");
	store_wait(d->store);
	if (l.e.code != 0) {
		*e = l.e;
		return -e->code;
	}
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

void
identity_ask_keeper(struct director *d, struct chan *keeper)
{
	struct msg_site_key	 m = {
		.check = rd_over(blobs.check, blobs.check_len),
		.signing = rd_over(blobs.signing, blobs.signing_len),
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

/* The first start of a site: identity and sealed blobs in one commit. */
static void
store_identity(struct director *d, const struct msg_site_key_answer *a)
{
	struct site_row	 row = {
		.server = d->site.server,
		.node = d->site.node,
		.key_id = a->key_id,
		.key_check = { blobs.check, blobs.check_len },
		.created = wall_now(),
	};
	char		 hex[2 * BLOB_MAX + 1];
	struct batch	*b = store_batch_new();

	memcpy(row.code, d->site.code, sizeof(row.code));
	memcpy(row.sid, d->site.sid, sizeof(row.sid));
	hex_encode(hex, blobs.signing, blobs.signing_len);
	store_site_create(b, &row);
	store_setting_set(b, SIGNING_SETTING, hex);
	if (store_submit(d->store, &b, stored, d) != 0)
		fatal("the site's identity cannot be stored: out of memory");
}

void
identity_answered(struct director *d, struct chan *ch, struct chan_msg *m)
{
	struct msg_site_key_answer	 a;

	msg_get_site_key_answer(&m->body, &a);
	if (!rd_end(&m->body) || a.check.len > BLOB_MAX ||
	    a.signing.len > BLOB_MAX) {
		chan_malformed(ch, m);
		return;
	}
	memcpy(d->site.public_key, a.public_key, sizeof(a.public_key));
	switch (a.answer) {
	case KEY_FITS:
		director_keeper_ready(d);
		break;
	case KEY_MADE:
		memcpy(blobs.check, a.check.base, a.check.len);
		blobs.check_len = a.check.len;
		memcpy(blobs.signing, a.signing.base, a.signing.len);
		blobs.signing_len = a.signing.len;
		store_identity(d, &a);
		break;
	case KEY_WRONG:
		fatal("cannot start: the master key does not fit this store: "
		    "put the right key file in place, or restore store and "
		    "key from one backup");
	}
}
