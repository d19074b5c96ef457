/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/keeper/lists.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "protocol/sms/enrol.h"
#include "protocol/sms/listkeys.h"
#include "server/keeper/keeper.h"

#define SEALED_KEY_SIZE	(CIPHER_KEY_SIZE + SEAL_OVERHEAD)

_Static_assert(SEALED_KEY_SIZE == MSG_LIST_KEK_SIZE, "as in list_msg.h");

/* --- the list --- */

static bool
open_password(struct keeper *k, const struct msg_list_account *m,
    struct acct *a)
{
	struct seal_what	 what = { SEAL_PASSWORD, m->id };
	struct wr		 w = wr_over(a->password,
				    sizeof(a->password) - 1);

	return unseal(&k->vault->key, &what, m->password, &w) == 0;
}

/* One whose password does not open is left out: the others are not. */
static void
take_accounts(struct keeper *k, struct rd *r, size_t n, struct acctlist *l)
{
	struct msg_list_account	 m;
	struct acct		*a;

	memset(l, 0, sizeof(*l));
	while (n-- > 0) {
		msg_get_list_account(r, &m);
		if (!rd_ok(r))
			return;
		a = &l->acct[l->n];
		a->generation = m.generation;
		a->flags = m.is_generated ? ACCT_GENERATED : 0;
		text_copy(a->domain, sizeof(a->domain), k->domain);
		text_copy(a->name, sizeof(a->name), m.name);
		if (open_password(k, &m, a))
			l->n++;
		else {
			log_error("account \"%s\": its password cannot be "
			    "unsealed: clients are not told of it",
			    VIS(m.name));
			secret_wipe(a, sizeof(*a));
		}
	}
}

static bool
seal_form(const struct msg_list_make *q, enum acctlist_form form,
    const uint8_t *key, const struct acctlist *l, struct wr *w)
{
	struct acctlist_head	 h = { .form = form, .serial = q->serial };

	memcpy(h.site, q->site, sizeof(h.site));
	return acctlist_seal(&h, key, l, w);
}

void
list_make(struct keeper *k, struct chan *ch, struct chan_msg *m)
{
	struct msg_list_make	 q;
	struct msg_list_made	 a = { .key = { .base = NULL } };
	struct seal_what	 what = { SEAL_LIST, 0 };
	struct acctlist		 l;
	uint8_t			 key[CIPHER_KEY_SIZE], sealed[SEALED_KEY_SIZE];
	uint8_t			 list[ACCTLIST_SEALED_MAX];
	uint8_t			 site[ACCTLIST_SEALED_MAX];
	struct wr		 kw = wr_over(sealed, sizeof(sealed));
	struct wr		 lw = wr_over(list, sizeof(list));
	struct wr		 sw = wr_over(site, sizeof(site));

	msg_get_list_make(&m->body, &q);
	take_accounts(k, &m->body, q.n, &l);
	if (!rd_end(&m->body)) {
		acctlist_wipe(&l);
		chan_malformed(ch, m);
		return;
	}
	what.owner = (int64_t)q.serial;
	secret_random(key, sizeof(key));
	if (seal(&k->vault->key, &what, rd_over(key, sizeof(key)), &kw) ==
	    0 && seal_form(&q, ACCTLIST_LIST, key, &l, &lw) &&
	    seal_form(&q, ACCTLIST_SITE, k->vault->site_list, &l, &sw)) {
		a.key = wr_written(&kw);
		a.list_form = wr_written(&lw);
		a.site_form = wr_written(&sw);
	}
	acctlist_wipe(&l);
	secret_wipe(key, sizeof(key));
	msg_put_list_made(chan_begin(ch, MSG_LIST_MADE, m->id), &a);
	(void)chan_end(ch);
}

/* --- for each client --- */

static struct seal_what
kek_of(const struct guid *g)
{
	struct rd	 r = rd_over(g->b, sizeof(g->b));

	return (struct seal_what){ SEAL_KEK, (int64_t)rd_le64(&r) };
}

/* Derived at enrolment; afterwards the sealed one is opened. */
static bool
get_kek(struct keeper *k, const char *site, const struct msg_list_client *c,
    uint8_t kek[static CIPHER_KEY_SIZE])
{
	struct seal_what	 what = kek_of(&c->guid);
	struct wr		 w = wr_over(kek, CIPHER_KEY_SIZE);
	uint8_t			 shared[CIPHER_KEY_SIZE];
	bool			 ok;

	if (c->has_kek)
		return unseal(&k->vault->key, &what, rd_over(c->kek,
		    sizeof(c->kek)), &w) == 0;
	ok = agree(k->vault->agreement, c->agreement, shared) &&
	    keys_kek(shared, site, &c->guid, kek);
	secret_wipe(shared, sizeof(shared));
	return ok;
}

/* A client whose key makes no sense gets a record that opens nothing. */
static void
wrap_one(struct keeper *k, const char *site, const struct msg_list_client *c,
    const uint8_t *key, struct msg_list_wrapped *out)
{
	struct seal_what	 what = kek_of(&c->guid);
	struct wr		 w = wr_over(out->kek, sizeof(out->kek));
	uint8_t			 kek[CIPHER_KEY_SIZE];

	memset(out, 0, sizeof(*out));
	if (get_kek(k, site, c, kek) &&
	    wrap_key(k->wrapper, kek, key, out->wrapped))
		out->has_kek = !c->has_kek && seal(&k->vault->key, &what,
		    rd_over(kek, sizeof(kek)), &w) == 0;
	secret_wipe(kek, sizeof(kek));
}

static bool
rows_are_whole(struct rd r, uint16_t n)
{
	struct msg_list_client	 c;

	while (n-- > 0)
		msg_get_list_client(&r, &c);
	return rd_end(&r);
}

void
list_wrap(struct keeper *k, struct chan *ch, struct chan_msg *m)
{
	struct msg_list_wrap	 q;
	struct msg_list_client	 c;
	struct msg_list_wrapped	 row;
	struct seal_what	 what = { SEAL_LIST, 0 };
	uint8_t			 key[CIPHER_KEY_SIZE];
	struct wr		 kw = wr_over(key, sizeof(key));
	struct wr		*w;

	msg_get_list_wrap(&m->body, &q);
	if (!rd_ok(&m->body) || !rows_are_whole(m->body, q.n)) {
		chan_malformed(ch, m);
		return;
	}
	what.owner = (int64_t)q.serial;
	if (unseal(&k->vault->key, &what, q.key, &kw) != 0)
		q.n = 0;
	w = chan_begin(ch, MSG_LIST_WRAPPED, m->id);
	wr_le16(w, q.n);
	while (q.n-- > 0) {
		msg_get_list_client(&m->body, &c);
		wrap_one(k, q.site, &c, key, &row);
		msg_put_list_wrapped(w, &row);
	}
	secret_wipe(key, sizeof(key));
	(void)chan_end(ch);
}

/* --- enrolment --- */

static bool
fill_bundle(struct keeper *k, const struct msg_list_make *q,
    const struct acctlist *l, struct enrol_secret *s,
    uint8_t public_key[static SIGN_KEY_SIZE])
{
	struct enrol_keys	 keys;
	struct wr		 w = wr_over(s->list, sizeof(s->list));
	bool			 ok;

	secret_random(s->token, sizeof(s->token));
	memcpy(s->site_list, k->vault->site_list, sizeof(s->site_list));
	ok = enrol_keys(s->token, &keys) &&
	    sign_public_key(keys.sign, public_key) &&
	    sign_public_key(k->vault->signing, s->signing) &&
	    agree_public_key(k->vault->agreement, s->agreement) &&
	    seal_form(q, ACCTLIST_TOKEN, keys.list, l, &w);
	s->nlist = w.pos;
	secret_wipe(&keys, sizeof(keys));
	return ok;
}

/* As a whole or not at all: the socket's buffer holds a bundle. */
static bool
show(int fd, struct buf *b)
{
	return buf_ok(b) && b->len <= ENROL_BUNDLE_MAX &&
	    send(fd, b->data, b->len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	    (ssize_t)b->len;
}

static void
make_bundle(struct keeper *k, const struct msg_enrol *q,
    const struct acctlist *l, int fd, struct msg_enrolled *out)
{
	static struct enrol_secret	 s;
	struct buf			 b;

	memset(&s, 0, sizeof(s));
	buf_init(&b, 2 * ENROL_BUNDLE_MAX);
	/* It does not grow by moving: no copy is left behind. */
	(void)buf_space(&b, 2 * ENROL_BUNDLE_MAX);
	buf_clear(&b);
	buf_add(&b, q->bundle.base, q->bundle.len);
	if (!fill_bundle(k, &q->list, l, &s, out->public_key))
		text_copy(out->why, sizeof(out->why),
		    "the bundle could not be made");
	else {
		enrol_put_secret(&b, &s);
		if (!show(fd, &b))
			text_copy(out->why, sizeof(out->why),
			    "nobody was there to take the bundle");
	}
	if (b.data != NULL)
		secret_wipe(b.data, b.cap);
	buf_free(&b);
	secret_wipe(&s, sizeof(s));
}

void
list_enrol(struct keeper *k, struct chan *ch, struct chan_msg *m)
{
	struct msg_enrol	 q;
	struct msg_enrolled	 a = { .why = "" };
	struct acctlist		 l;

	msg_get_enrol(&m->body, &q);
	take_accounts(k, &m->body, q.list.n, &l);
	if (!rd_end(&m->body)) {
		acctlist_wipe(&l);
		chan_malformed(ch, m);
		return;
	}
	make_bundle(k, &q, &l, m->fd, &a);
	acctlist_wipe(&l);
	(void)close(m->fd);
	m->fd = -1;
	msg_put_enrolled(chan_begin(ch, MSG_ENROLLED, m->id), &a);
	(void)chan_end(ch);
}
