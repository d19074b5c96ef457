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

#define TEXT_MAX	40960	/* a bundle */

struct list_room {
	struct acctlist		 list;
	uint8_t			 key[CIPHER_KEY_SIZE];
	struct enrol_secret	 secret;
	uint8_t			 text[TEXT_MAX];
};

_Static_assert(sizeof(struct list_room) <= SECRET_CHUNK, "it is one piece");

bool
list_furnish(struct keeper *k)
{
	k->rooms = secret_pool_new(sizeof(struct list_room));
	k->room = k->rooms == NULL ? NULL : secret_pool_take(k->rooms);
	return k->room != NULL;
}

void
list_clear(struct keeper *k)
{
	secret_pool_give(k->rooms, k->room);
	k->room = NULL;
	secret_pool_free(&k->rooms);
}

static void
leave(struct keeper *k)
{
	secret_wipe(k->room, sizeof(*k->room));
}

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
	struct list_room	*room = k->room;
	struct msg_list_make	 q;
	struct msg_list_made	 a = { .key = { .base = NULL } };
	struct seal_what	 what = { SEAL_LIST, 0 };
	uint8_t			 sealed[SEALED_KEY_SIZE];
	uint8_t			 list[ACCTLIST_SEALED_MAX];
	uint8_t			 site[ACCTLIST_SEALED_MAX];
	struct wr		 kw = wr_over(sealed, sizeof(sealed));
	struct wr		 lw = wr_over(list, sizeof(list));
	struct wr		 sw = wr_over(site, sizeof(site));

	msg_get_list_make(&m->body, &q);
	take_accounts(k, &m->body, q.n, &room->list);
	if (!rd_end(&m->body)) {
		leave(k);
		chan_malformed(ch, m);
		return;
	}
	what.owner = (int64_t)q.serial;
	secret_random(room->key, sizeof(room->key));
	if (seal(&k->vault->key, &what, rd_over(room->key,
	    sizeof(room->key)), &kw) == 0 &&
	    seal_form(&q, ACCTLIST_LIST, room->key, &room->list, &lw) &&
	    seal_form(&q, ACCTLIST_SITE, k->vault->site_list, &room->list,
	    &sw)) {
		a.key = wr_written(&kw);
		a.list_form = wr_written(&lw);
		a.site_form = wr_written(&sw);
	}
	leave(k);
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
	uint8_t			*key = k->room->key;
	struct wr		 kw = wr_over(key, CIPHER_KEY_SIZE);
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
	leave(k);
	(void)chan_end(ch);
}

/* --- enrolment --- */

static bool
fill_bundle(struct keeper *k, const struct msg_list_make *q,
    struct list_room *room, uint8_t public_key[static SIGN_KEY_SIZE])
{
	struct enrol_secret	*s = &room->secret;
	struct enrol_keys	 keys;
	struct wr		 w = wr_over(s->list, sizeof(s->list));
	bool			 ok;

	secret_random(s->token, sizeof(s->token));
	memcpy(s->site_list, k->vault->site_list, sizeof(s->site_list));
	ok = enrol_keys(s->token, &keys) &&
	    sign_public_key(keys.sign, public_key) &&
	    sign_public_key(k->vault->signing, s->signing) &&
	    agree_public_key(k->vault->agreement, s->agreement) &&
	    seal_form(q, ACCTLIST_TOKEN, keys.list, &room->list, &w);
	s->nlist = w.pos;
	secret_wipe(&keys, sizeof(keys));
	return ok;
}

/* As a whole or not at all: the socket's buffer holds a bundle. */
static bool
show(int fd, const struct buf *b)
{
	return buf_ok(b) && send(fd, b->data, b->len,
	    MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)b->len;
}

static void
make_bundle(struct keeper *k, const struct msg_enrol *q, int fd,
    struct msg_enrolled *out)
{
	struct list_room	*room = k->room;
	/* It has all that it may grow to, a NUL too: it never moves. */
	struct buf		 b = { .data = room->text, .cap = TEXT_MAX,
				    .max = TEXT_MAX - 1 };

	buf_add(&b, q->bundle.base, q->bundle.len);
	if (!fill_bundle(k, &q->list, room, out->public_key)) {
		text_copy(out->why, sizeof(out->why),
		    "the bundle could not be made");
		return;
	}
	enrol_put_secret(&b, &room->secret);
	if (!show(fd, &b))
		text_copy(out->why, sizeof(out->why), buf_ok(&b) ?
		    "nobody was there to take the bundle" :
		    "the bundle would be too large");
}

void
list_enrol(struct keeper *k, struct chan *ch, struct chan_msg *m)
{
	struct msg_enrol	 q;
	struct msg_enrolled	 a = { .why = "" };

	msg_get_enrol(&m->body, &q);
	take_accounts(k, &m->body, q.list.n, &k->room->list);
	if (!rd_end(&m->body)) {
		leave(k);
		chan_malformed(ch, m);
		return;
	}
	make_bundle(k, &q, m->fd, &a);
	leave(k);
	(void)close(m->fd);
	m->fd = -1;
	msg_put_enrolled(chan_begin(ch, MSG_ENROLLED, m->id), &a);
	(void)chan_end(ch);
}
