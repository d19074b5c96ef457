/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"

#include "tests/unit/fake_cap.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <strings.h>

#include "base/secret.h"
#include "protocol/sms/compcfg.h"
#include "protocol/sms/published.h"

#define DATA_MAX	((size_t)1 << 20)

struct fake_link {
	struct link		 link;
	struct fake_cap		*cap;
	struct event		*ev;
	struct link_reply	 reply;
	bool			 broken;
};

/* --- the transport --- */

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct fake_link	*l = arg;
	const struct link_done	 done = l->link.done;
	const struct link_reply	 reply = l->reply;

	(void)fd;
	(void)what;
	done.fn(done.arg, &reply);
}

/* Counts the request; the one that has to fail does. */
static bool
fails(struct fake_link *l)
{
	struct fake_cap	*f = l->cap;

	if (++f->asked != f->fail_at)
		return false;
	l->reply = f->failure;
	event_active(l->ev, EV_TIMEOUT, 0);
	return true;
}

static int
answer(struct fake_link *l, int error, enum ntstatus status)
{
	l->reply = (struct link_reply){ error, status };
	event_active(l->ev, EV_TIMEOUT, 0);
	return 0;
}

static int
fake_open(struct transport *t, const struct link_target *to,
    const struct link_done *done, struct link **out)
{
	struct fake_cap		*f = (struct fake_cap *)t;
	struct fake_link	*l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->link = (struct link){ t, *done };
	l->cap = f;
	l->ev = event_new(t->base, -1, 0, on_event, l);
	*out = &l->link;
	l->broken = f->broken != NULL && strcmp(f->broken, to->server) == 0;
	f->logons++;
	if (fails(l))
		return 0;
	if (f->all_refused || (f->refused != NULL &&
	    strcmp(f->refused, to->user) == 0))
		return answer(l, 0, f->refusal);
	return answer(l, 0, NT_OK);
}

static int
fake_fetch(struct link *link, const char *path,
    const struct link_range *range, const struct link_sink *sink)
{
	struct fake_link	*l = (struct fake_link *)link;
	struct fake_file	*f;
	size_t			 n, half;
	int			 error;

	if (l->cap->on_fetch != NULL)
		l->cap->on_fetch(path);
	f = fake_file(l->cap, path);
	l->cap->reads++;
	if (fails(l))
		return 0;
	if (l->broken)
		return answer(l, l->cap->failure.error, l->cap->failure.status);
	if (f == NULL)
		return answer(l, 0, NT_OBJECT_NAME_NOT_FOUND);
	n = range->offset >= f->data.len ? 0 :
	    f->data.len - (size_t)range->offset;
	if (range->part && n > range->length)
		n = (size_t)range->length;
	if (n > range->length)
		return answer(l, -EFBIG, NT_OK);
	half = n / 2;			/* in two pieces */
	error = n == 0 ? 0 : sink->put(sink->arg, f->data.data +
	    range->offset, half);
	if (error == 0 && n > 0)
		error = sink->put(sink->arg, f->data.data + range->offset +
		    half, n - half);
	return answer(l, error, NT_OK);
}

static int
fake_list(struct link *link, const char *path, const struct link_sink *sink)
{
	struct fake_link	*l = (struct fake_link *)link;
	const size_t		 n = strlen(path);
	size_t			 i;

	if (fails(l))
		return 0;
	for (i = 0; i < l->cap->nfile; i++)
		if (strncasecmp(l->cap->file[i].path, path, n) == 0 &&
		    l->cap->file[i].path[n] == '/')
			(void)sink->put(sink->arg, l->cap->file[i].path + n +
			    1, strlen(l->cap->file[i].path + n + 1));
	return answer(l, 0, NT_OK);
}

static int
fake_drop_file(struct link *link, const char *path, const void *data,
    size_t n)
{
	struct fake_link	*l = (struct fake_link *)link;
	struct fake_cap		*f = l->cap;

	if (fails(l))
		return 0;
	if (f->taken_names > 0) {
		f->taken_names--;
		return answer(l, 0, NT_OBJECT_NAME_COLLISION);
	}
	assert_in_range(f->ndropped, 0, FAKE_DROPS - 1);
	(void)strlcpy(f->dropped[f->ndropped++], path, 64);
	buf_clear(&f->last_drop);
	buf_add(&f->last_drop, data, n);
	if (f->lose_answer) {
		f->lose_answer = false;
		return answer(l, -ECONNRESET, NT_OK);
	}
	return answer(l, 0, NT_OK);
}

static void
fake_close(struct link *link)
{
	struct fake_link	*l = (struct fake_link *)link;

	event_free(l->ev);
	free(l);
}

static void
fake_none(struct transport *t)
{
	(void)t;
}

static const struct transport_ops	ops = { fake_open, fake_fetch,
	fake_list, fake_drop_file, fake_close, fake_none };

void
fake_init(struct fake_cap *f, struct event_base *base)
{
	memset(f, 0, sizeof(*f));
	f->transport = (struct transport){ &ops, base };
	secret_random(f->key, sizeof(f->key));
	assert_true(sign_public_key(f->key, f->public_key));
	f->valid_until.us = wall_now().us + 86400000000LL;
	buf_init(&f->last_drop, DATA_MAX);
}

void
fake_free(struct fake_cap *f)
{
	size_t	 i;

	for (i = 0; i < f->nfile; i++)
		buf_free(&f->file[i].data);
	buf_free(&f->last_drop);
}

/* --- files --- */

struct fake_file *
fake_file(struct fake_cap *f, const char *path)
{
	size_t	 i;

	for (i = 0; i < f->nfile; i++)
		if (strcasecmp(f->file[i].path, path) == 0)
			return &f->file[i];
	return NULL;
}

void
fake_put(struct fake_cap *f, const char *path, const void *data, size_t n)
{
	struct fake_file	*file = fake_file(f, path);

	if (file == NULL) {
		assert_in_range(f->nfile, 0, FAKE_FILES - 1);
		file = &f->file[f->nfile++];
		(void)strlcpy(file->path, path, sizeof(file->path));
		file->secret = false;
		buf_init(&file->data, DATA_MAX);
	}
	buf_clear(&file->data);
	buf_add(&file->data, data, n);
}

void
fake_text(struct fake_cap *f, const char *path, const char *s)
{
	fake_put(f, path, s, strlen(s));
}

void
fake_drop(struct fake_cap *f, const char *path)
{
	struct fake_file	*file = fake_file(f, path);

	assert_non_null(file);
	buf_free(&file->data);
	*file = f->file[--f->nfile];
}

static void
sign(struct fake_cap *f, const struct manifest *m)
{
	uint8_t		 signature[SIGN_SIZE];
	struct err	 err;
	struct buf	 payload, whole;

	buf_init(&payload, DATA_MAX);
	buf_init(&whole, DATA_MAX);
	assert_int_equal(manifest_payload(m, &payload, &err), 0);
	assert_true(sign_bytes(f->key, payload.data, payload.len, signature));
	manifest_assemble(&whole, payload.data, payload.len, f->public_key,
	    signature);
	assert_true(buf_ok(&whole));
	fake_put(f, MANIFEST_PATH, whole.data, whole.len);
	buf_free(&payload);
	buf_free(&whole);
}

void
fake_publish(struct fake_cap *f)
{
	struct manifest_file	 list[FAKE_FILES];
	struct manifest		 m = { .site = "S01", .serial = ++f->serial,
				    .file = list, .site_control = 1,
				    .valid_until = f->valid_until };
	size_t			 i;

	m.created = m.not_before = m.next_change =
	    (struct wall){ wall_now().us - 1000000 };
	if (m.valid_until.us < m.not_before.us)
		m.created = m.not_before = m.valid_until;
	for (i = 0; i < f->nfile; i++) {
		if (f->file[i].secret ||
		    strcmp(f->file[i].path, MANIFEST_PATH) == 0)
			continue;
		list[m.nfile].path = f->file[i].path;
		list[m.nfile].size = f->file[i].data.len;
		assert_true(EVP_Digest(f->file[i].data.data,
		    f->file[i].data.len, list[m.nfile].sha256, NULL,
		    EVP_sha256(), NULL));
		m.nfile++;
	}
	manifest_sort(&m);
	sign(f, &m);
}

/* --- a site --- */

static void
put_buf(struct fake_cap *f, const char *path, struct buf *b)
{
	assert_true(buf_ok(b));
	fake_put(f, path, b->data, b->len);
	buf_clear(b);
}

void
fake_component(struct fake_cap *f, const char *directory, const char *version,
    const char *content)
{
	struct reg_value	 value = { .type = REG_SZ,
				    .name = "Component Version",
				    .text = version };
	struct compcfg		 cfg = { .name = "A component",
				    .own = { .value = &value, .nvalue = 1 } };
	struct version		 v;
	struct buf		 b;
	char			 path[160];

	buf_init(&b, 65536);
	(void)snprintf(path, sizeof(path), "clicomp.box/%s.CFG", directory);
	compcfg_put(&b, &cfg);
	put_buf(f, path, &b);
	(void)snprintf(path, sizeof(path), "clicomp.box/%s/compver.ini",
	    directory);
	assert_true(version_parse(version, &v));
	compver_put(&b, &v);
	put_buf(f, path, &b);
	buf_free(&b);
	(void)snprintf(path, sizeof(path), "clicomp.box/%s/i386/Setup.bin",
	    directory);
	fake_text(f, path, content);
	(void)snprintf(path, sizeof(path), "clicomp.box/%s/i386/more/Two.bin",
	    directory);
	fake_text(f, path, directory);
}

void
fake_offer(struct fake_cap *f, const struct fake_offer *rows, size_t n)
{
	struct offer_entry	 entry[16];
	struct offer		 o = { .stamp = { "S01", 1 },
				    .platform = "i386", .entry = entry,
				    .copy_list = 4711 };
	struct buf		 b;

	for (o.n = 0; o.n < n; o.n++) {
		entry[o.n] = (struct offer_entry){ .name = rows[o.n].name,
		    .directory = rows[o.n].directory, .flags = 1 };
		assert_true(version_parse(rows[o.n].version,
		    &entry[o.n].version));
	}
	buf_init(&b, 65536);
	offer_put(&b, &o);
	put_buf(f, "clicomp.box/CLINTX86.OFR", &b);
	buf_free(&b);
}

static void
put_site_files(struct fake_cap *f)
{
	const char	*cap = "MSWNET:[\"SMS_SITE=S01\"]\\\\NODE7\\CAP_S01\\";
	struct caplist	 caps = { .stamp = { "S01", 1 },
			    .caps = { &cap, 1 } };
	struct boundary	 net = { BOUNDARY_IP_SUBNET, 0x0a010000,
			    0xffff0000 };
	struct netconf	 conf = { { "S01", 1 }, &net, 1 };
	struct reg_value values[] = {
		{ REG_DWORD, "Configuration Cycle (minutes)", NULL, 1200 },
		{ REG_DWORD, "Orphan Limit (days)", NULL, 50 },
	};
	struct reg_key	 key = { "Client Properties", 0, values, 2 };
	struct clibase	 base = { .stamp = { "S01", 1 },
			    .client = { &key, 1 } };
	struct buf	 b;

	buf_init(&b, 65536);
	caplist_put(&b, &caps);
	put_buf(f, "clidata.box/Caplist.ini", &b);
	netconf_put(&b, &conf);
	put_buf(f, "clidata.box/NETCONF.NCF", &b);
	clibase_put(&b, &base);
	put_buf(f, "clidata.box/Clibase.cfg", &b);
	buf_free(&b);
}

void
fake_site(struct fake_cap *f, const char *version)
{
	const struct fake_offer	 rows[] = {
		{ "SMS Client Base Components", "base", version },
		{ "Hardware Inventory Agent", "hinv", version },
	};

	put_site_files(f);
	fake_component(f, "base", version, "the base");
	fake_component(f, "hinv", version, "the inventory");
	fake_offer(f, rows, 2);
	fake_text(f, "clifiles.box/hinv/SMS_DEF.MOF", "what is asked\n");
	fake_publish(f);
}
