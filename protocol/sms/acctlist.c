/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/acctlist.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define MAGIC		"ACCL"
#define VERSION_1	1
#define HEAD_SIZE	20
#define FLAGS_KNOWN	ACCT_GENERATED

/* A field of fixed size: the text, then zeroes, one of them at least. */
static void
put_field(struct wr *w, const char *s, size_t size)
{
	size_t	 n = strnlen(s, size);

	if (n == size) {
		wr_fail(w);
		return;
	}
	wr_bytes(w, s, n);
	wr_zero(w, size - n);
}

static void
get_field(struct rd *r, char *dst, size_t size)
{
	size_t	 n, i;

	rd_copy(r, dst, size);
	n = strnlen(dst, size);
	for (i = n; i < size; i++)
		if (dst[i] != '\0')
			rd_fail(r);
	if (n == 0 || n == size || !utf8_valid(dst)) {
		rd_fail(r);
		dst[0] = '\0';
	}
}

void
acctlist_put(struct wr *w, const struct acctlist *l)
{
	size_t	 i;

	if (l->n > ACCOUNTS_MAX) {
		wr_fail(w);
		return;
	}
	wr_le32(w, (uint32_t)l->n);
	for (i = 0; i < l->n; i++) {
		wr_le32(w, l->acct[i].generation);
		wr_le32(w, l->acct[i].flags);
		put_field(w, l->acct[i].domain, NETBIOS_NAME_SIZE);
		put_field(w, l->acct[i].name, ACCT_NAME_SIZE);
		put_field(w, l->acct[i].password, ACCT_PASSWORD_SIZE);
	}
}

static void
get_acct(struct rd *r, struct acct *a)
{
	a->generation = rd_le32(r);
	a->flags = rd_le32(r);
	get_field(r, a->domain, sizeof(a->domain));
	get_field(r, a->name, sizeof(a->name));
	get_field(r, a->password, sizeof(a->password));
	if ((a->flags & ~(uint32_t)FLAGS_KNOWN) != 0 ||
	    name_domain(a->domain) != NULL)
		rd_fail(r);
}

bool
acctlist_get(struct rd r, struct acctlist *out)
{
	uint32_t	 n = rd_le32(&r);
	size_t		 i;

	memset(out, 0, sizeof(*out));
	if (n > ACCOUNTS_MAX)
		return false;
	for (i = 0; i < n; i++)
		get_acct(&r, &out->acct[i]);
	out->n = n;
	if (rd_end(&r))
		return true;
	acctlist_wipe(out);
	return false;
}

void
acctlist_wipe(struct acctlist *l)
{
	secret_wipe(l, sizeof(*l));
}

static void
put_head(struct wr *w, const struct acctlist_head *h)
{
	wr_bytes(w, MAGIC, 4);
	wr_le16(w, VERSION_1);
	wr_le16(w, (uint16_t)h->form);
	wr_bytes(w, h->site, SITE_CODE_SIZE);
	wr_le64(w, h->serial);
}

static bool
get_head(struct rd *r, struct acctlist_head *h)
{
	char		 magic[4];
	uint16_t	 version, form;

	rd_copy(r, magic, sizeof(magic));
	version = rd_le16(r);
	form = rd_le16(r);
	rd_copy(r, h->site, sizeof(h->site));
	h->serial = rd_le64(r);
	h->form = (enum acctlist_form)form;
	return rd_ok(r) && memcmp(magic, MAGIC, sizeof(magic)) == 0 &&
	    version == VERSION_1 && form >= ACCTLIST_LIST &&
	    form <= ACCTLIST_TOKEN && h->site[SITE_CODE_LEN] == '\0' &&
	    name_site_code(h->site) == NULL;
}

bool
acctlist_seal(const struct acctlist_head *h,
    const uint8_t key[static CIPHER_KEY_SIZE], const struct acctlist *l,
    struct wr *dst)
{
	uint8_t		 head[HEAD_SIZE], nonce[CIPHER_NONCE_SIZE];
	uint8_t		 text[ACCTLIST_SIZE_MAX];
	struct wr	 hw = wr_over(head, sizeof(head));
	struct wr	 tw = wr_over(text, sizeof(text));
	struct gcm	 g = { key, nonce, rd_over(head, sizeof(head)) };
	bool		 ok;

	put_head(&hw, h);
	acctlist_put(&tw, l);
	secret_random(nonce, sizeof(nonce));
	wr_bytes(dst, head, sizeof(head));
	wr_bytes(dst, nonce, sizeof(nonce));
	ok = wr_ok(&hw) && wr_ok(&tw) && wr_ok(dst) &&
	    gcm_seal(&g, wr_written(&tw), dst);
	secret_wipe(text, sizeof(text));
	return ok;
}

bool
acctlist_head(struct rd sealed, struct acctlist_head *out)
{
	return get_head(&sealed, out) && rd_left(&sealed) >=
	    CIPHER_NONCE_SIZE + CIPHER_TAG_SIZE + 4;
}

bool
acctlist_open(struct rd sealed, const uint8_t key[static CIPHER_KEY_SIZE],
    struct acctlist *out)
{
	struct acctlist_head	 h;
	struct gcm		 g = { .key = key };
	uint8_t			 text[ACCTLIST_SIZE_MAX];
	struct wr		 w = wr_over(text, sizeof(text));
	bool			 ok;

	memset(out, 0, sizeof(*out));
	g.bound = rd_at(&sealed, 0, HEAD_SIZE);
	ok = get_head(&sealed, &h);
	g.nonce = rd_bytes(&sealed, CIPHER_NONCE_SIZE);
	ok = ok && rd_ok(&sealed) && gcm_open(&g, rd_rest(&sealed), &w) &&
	    acctlist_get(wr_written(&w), out);
	secret_wipe(text, sizeof(text));
	return ok;
}
