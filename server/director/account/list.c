/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/account/list.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/text.h"
#include "server/director/account/accounts.h"
#include "server/director/account/rotation.h"
#include "server/director/client/enrolled.h"
#include "server/director/director.h"

static void
part_init(struct part *p, unsigned cohort)
{
	memset(p, 0, sizeof(*p));
	p->cohort = cohort;
	buf_init(&p->key, LIST_BLOB_MAX);
	buf_init(&p->form, LIST_BLOB_MAX);
	buf_init(&p->keys, LIST_KEYS_MAX);
}

void
list_init(struct list *l)
{
	memset(l, 0, sizeof(*l));
	buf_init(&l->key, LIST_BLOB_MAX);
	buf_init(&l->form, LIST_SHELF_MAX);
	buf_init(&l->site_form, LIST_BLOB_MAX);
	buf_init(&l->keys, LIST_KEYS_MAX);
}

void
list_free(struct list *l)
{
	size_t	 i;

	for (i = 0; i < l->nparts; i++) {
		buf_free(&l->part[i].key);
		buf_free(&l->part[i].form);
		buf_free(&l->part[i].keys);
	}
	buf_free(&l->key);
	buf_free(&l->form);
	buf_free(&l->site_form);
	buf_free(&l->keys);
	list_init(l);
}

static bool
add_part(struct list *l, unsigned cohort, struct rd key, struct rd form)
{
	struct part	*p = &l->part[l->nparts++];

	part_init(p, cohort);
	buf_add(&p->key, key.base, key.len);
	buf_add(&p->form, form.base, form.len);
	return buf_ok(&p->key) && buf_ok(&p->form);
}

/* As the store has it; false: no memory, or it makes no sense. */
bool
list_fill(struct list *l, struct rd key, struct rd form, struct rd site_form)
{
	struct acctshelf	 shelf, keys;
	size_t			 i;

	buf_add(&l->key, key.base, key.len);
	buf_add(&l->form, form.base, form.len);
	buf_add(&l->site_form, site_form.base, site_form.len);
	if (!buf_ok(&l->key) || !buf_ok(&l->form) || !buf_ok(&l->site_form))
		return false;
	if (!acctshelf_get(form, &shelf))
		return add_part(l, 0, key, form);
	if (!acctshelf_get(key, &keys) || keys.n != shelf.n ||
	    shelf.list[0].cohort != 0)
		return false;
	for (i = 0; i < shelf.n; i++)
		if (!add_part(l, shelf.list[i].cohort, keys.list[i].sealed,
		    shelf.list[i].sealed))
			return false;
	return true;
}

/* Of the parts, as the store shall have it. */
bool
list_gather(struct list *l)
{
	struct acctshelf	 forms = { .n = l->nparts }, keys = forms;
	const struct part	*p;
	size_t			 i;

	buf_clear(&l->key);
	buf_clear(&l->form);
	for (i = 0; i < l->nparts; i++) {
		p = &l->part[i];
		forms.list[i].cohort = keys.list[i].cohort = p->cohort;
		forms.list[i].sealed = buf_reader(&p->form);
		keys.list[i].sealed = buf_reader(&p->key);
	}
	if (l->nparts > 1) {
		acctshelf_put(&l->key, &keys);
		acctshelf_put(&l->form, &forms);
	} else {
		p = &l->part[0];
		buf_add(&l->key, p->key.data, p->key.len);
		buf_add(&l->form, p->form.data, p->form.len);
	}
	return buf_ok(&l->key) && buf_ok(&l->form);
}

/* In which list a client of that cohort finds its own. */
size_t
list_part_of(const struct list *l, unsigned cohort)
{
	size_t	 i;

	for (i = 1; i < l->nparts; i++)
		if (l->part[i].cohort == cohort)
			return i;
	return 0;
}

/* --- what it is made from --- */

/* The newest first: by generation, then by when they were made. */
static bool
is_newer(const struct account_entry *a, const struct account_entry *b)
{
	return a->generation != b->generation ?
	    a->generation > b->generation :
	    a->created.us != b->created.us ?
	    a->created.us > b->created.us : a->rid > b->rid;
}

static size_t
sort_accounts(const struct director *d, unsigned cohort,
    const struct account_entry *out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	const struct account_entry	*a = NULL;
	size_t				 n = 0, i;

	*left_out = 0;
	while ((a = accounts_next(d->accounts, a)) != NULL) {
		if (a->kind != ACCOUNT_CLIENT || a->state != ACCOUNT_ENABLED ||
		    a->cohort != cohort || !rotation_lists(d, a))
			continue;
		if (a->password_len == 0 || n == MSG_LIST_ACCOUNTS_MAX) {
			++*left_out;
			continue;
		}
		for (i = n++; i > 0 && is_newer(a, out[i - 1]); i--)
			out[i] = out[i - 1];
		out[i] = a;
	}
	return n;
}

size_t
lists_accounts_of(const struct director *d, unsigned cohort,
    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	const struct account_entry	*a[MSG_LIST_ACCOUNTS_MAX];
	size_t				 i, n;

	n = sort_accounts(d, cohort, a, left_out);
	for (i = 0; i < n; i++) {
		out[i] = (struct msg_list_account){
			.id = a[i]->id,
			.generation = a[i]->generation,
			.is_generated = a[i]->secret == SECRET_GENERATED,
			.password = rd_over(a[i]->password,
			    a[i]->password_len),
		};
		text_copy(out[i].name, sizeof(out[i].name), a[i]->name);
	}
	return n;
}

size_t
lists_accounts(const struct director *d,
    struct msg_list_account out[MSG_LIST_ACCOUNTS_MAX], size_t *left_out)
{
	return lists_accounts_of(d, 0, out, left_out);
}

static void
put_accounts(const struct director *d, unsigned cohort, struct wr *w)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 i, n, left_out;

	n = lists_accounts_of(d, cohort, rows, &left_out);
	for (i = 0; i < n; i++)
		msg_put_list_account(w, &rows[i]);
}

static bool
digest_part(EVP_MD_CTX *ctx, const struct director *d, const struct part *p)
{
	uint8_t		 accounts[LIST_BLOB_MAX];
	struct wr	 w = wr_over(accounts, sizeof(accounts));

	put_accounts(d, p->cohort, &w);
	if (p->cohort != 0)
		wr_u8(&w, (uint8_t)p->cohort);
	return wr_ok(&w) && EVP_DigestUpdate(ctx, accounts, w.pos) == 1;
}

static bool
digest_client(EVP_MD_CTX *ctx, const struct list *l,
    const struct enrolled *e)
{
	uint8_t	 part = (uint8_t)list_part_of(l, e->cohort);

	return EVP_DigestUpdate(ctx, e->guid.b, sizeof(e->guid.b)) == 1 &&
	    EVP_DigestUpdate(ctx, e->agreement, sizeof(e->agreement)) == 1 &&
	    EVP_DigestUpdate(ctx, &part, part != 0) == 1;
}

/* Of all that the list depends on; false: no memory. */
bool
list_digest(const struct director *d, struct list *l)
{
	EVP_MD_CTX		*ctx = EVP_MD_CTX_new();
	const struct enrolled	*e = NULL;
	const char		*domain = d->env->config.domain;
	size_t			 i;
	bool			 ok;

	ok = ctx != NULL &&
	    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(ctx, domain, strlen(domain) + 1) == 1;
	for (i = 0; i < l->nparts && ok; i++)
		ok = digest_part(ctx, d, &l->part[i]);
	while (ok && (e = enrolled_next(d, e == NULL ? NULL : &e->guid)) !=
	    NULL)
		ok = digest_client(ctx, l, e);
	ok = ok && EVP_DigestFinal_ex(ctx, l->digest, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

void
list_note_generations(const struct director *d, struct part *p)
{
	struct msg_list_account	 rows[MSG_LIST_ACCOUNTS_MAX];
	size_t			 i, n, left_out;

	n = lists_accounts_of(d, p->cohort, rows, &left_out);
	p->ngeneration = 0;
	for (i = 0; i < n; i++)
		if (rows[i].generation != 0)
			p->generation[p->ngeneration++] = rows[i].generation;
}

/* A cohort has a list when it has accounts enough to stay with. */
void
list_plan(const struct director *d, struct list *l)
{
	unsigned	 c, n = rotation_cohorts(d);

	for (c = 0; c < n; c++)
		if (rotation_is_ready(d, c))
			part_init(&l->part[l->nparts++], c);
}
