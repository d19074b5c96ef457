/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/role/account_msg.h"

#include "base/cohort.h"

#include "protocol/role/field.h"

static uint8_t
get_choice(struct rd *r, uint8_t least, uint8_t most)
{
	uint8_t	 v = rd_u8(r);

	if (v < least || v > most) {
		rd_fail(r);
		return least;
	}
	return v;
}

void
msg_put_site_key(struct wr *w, const struct msg_site_key *m)
{
	size_t	 i;

	for (i = 0; i < 3; i++)
		wr_le32(w, m->sid[i]);
	msg_put_text(w, m->domain);
	msg_put_blob(w, m->check.base, m->check.len);
	msg_put_blob(w, m->signing.base, m->signing.len);
	msg_put_blob(w, m->agreement.base, m->agreement.len);
	msg_put_blob(w, m->site_list.base, m->site_list.len);
}

void
msg_get_site_key(struct rd *r, struct msg_site_key *m)
{
	size_t	 i;

	for (i = 0; i < 3; i++)
		m->sid[i] = rd_le32(r);
	msg_get_text(r, m->domain, sizeof(m->domain));
	m->check = msg_get_blob(r);
	m->signing = msg_get_blob(r);
	m->agreement = msg_get_blob(r);
	m->site_list = msg_get_blob(r);
}

void
msg_put_site_key_answer(struct wr *w, const struct msg_site_key_answer *m)
{
	wr_u8(w, (uint8_t)m->answer);
	wr_le32(w, m->key_id);
	wr_bytes(w, m->public_key, sizeof(m->public_key));
	msg_put_blob(w, m->check.base, m->check.len);
	msg_put_blob(w, m->signing.base, m->signing.len);
	msg_put_blob(w, m->agreement.base, m->agreement.len);
	msg_put_blob(w, m->site_list.base, m->site_list.len);
}

void
msg_get_site_key_answer(struct rd *r, struct msg_site_key_answer *m)
{
	m->answer = (enum msg_key_answer)get_choice(r, KEY_FITS, KEY_MADE);
	m->key_id = rd_le32(r);
	rd_copy(r, m->public_key, sizeof(m->public_key));
	m->check = msg_get_blob(r);
	m->signing = msg_get_blob(r);
	m->agreement = msg_get_blob(r);
	m->site_list = msg_get_blob(r);
}

void
msg_put_signed(struct wr *w, const uint8_t *signature)
{
	msg_put_blob(w, signature, signature == NULL ? 0 :
	    MSG_SIGNATURE_SIZE);
}

bool
msg_get_signed(struct rd *r, uint8_t signature[static MSG_SIGNATURE_SIZE])
{
	struct rd	 blob = msg_get_blob(r);

	if (blob.len != 0 && blob.len != MSG_SIGNATURE_SIZE)
		rd_fail(r);
	if (blob.failed || blob.len != MSG_SIGNATURE_SIZE)
		return false;
	rd_copy(&blob, signature, MSG_SIGNATURE_SIZE);
	return true;
}

static void
put_facts(struct wr *w, const struct msg_account_facts *f)
{
	msg_put_bool(w, f->is_admin);
	msg_put_wall(w, f->expires);
	msg_put_blob(w, f->workstations.base, f->workstations.len);
}

static void
get_facts(struct rd *r, struct msg_account_facts *f)
{
	f->is_admin = msg_get_bool(r);
	f->expires = msg_get_wall(r);
	f->workstations = msg_get_blob(r);
}

static void
put_view(struct wr *w, const struct msg_account_view *v)
{
	wr_le32(w, v->view);
	wr_u8(w, v->exists);
	wr_u8(w, (uint8_t)v->state);
	msg_put_blob(w, v->verifier.base, v->verifier.len);
	put_facts(w, &v->facts);
}

static void
get_view(struct rd *r, struct msg_account_view *v)
{
	v->view = rd_le32(r);
	v->exists = rd_u8(r) != 0;
	v->state = (enum msg_account_state)get_choice(r, MSG_ACCOUNT_ENABLED,
	    MSG_ACCOUNT_DELETED);
	v->verifier = msg_get_blob(r);
	get_facts(r, &v->facts);
}

void
msg_put_account(struct wr *w, const struct msg_account *m)
{
	size_t	 i;

	wr_le64(w, (uint64_t)m->id);
	wr_le32(w, m->rid);
	wr_le32(w, m->generation);
	wr_u8(w, m->cohort);
	wr_u8(w, (uint8_t)m->state);
	wr_u8(w, m->is_operator);
	msg_put_bool(w, m->is_domain);
	wr_u8(w, m->is_generated);
	msg_put_bool(w, m->wakes);
	msg_put_bool(w, m->is_leaked);
	msg_put_bool(w, m->is_sealed);
	msg_put_text(w, m->name);
	msg_put_blob(w, m->verifier.base, m->verifier.len);
	msg_put_blob(w, m->previous.base, m->previous.len);
	wr_u8(w, m->is_locked);
	msg_put_wall(w, m->locked_until);
	wr_le64(w, (uint64_t)m->locked_until_mono.ns);
	put_facts(w, &m->facts);
	wr_u8(w, m->nviews);
	for (i = 0; i < m->nviews; i++)
		put_view(w, &m->views[i]);
}

void
msg_get_account(struct rd *r, struct msg_account *m)
{
	size_t	 i;

	m->id = (int64_t)rd_le64(r);
	m->rid = rd_le32(r);
	m->generation = rd_le32(r);
	m->cohort = get_choice(r, 0, COHORTS_MAX - 1);
	m->state = (enum msg_account_state)get_choice(r, MSG_ACCOUNT_ENABLED,
	    MSG_ACCOUNT_DELETED);
	m->is_operator = rd_u8(r) != 0;
	m->is_domain = msg_get_bool(r);
	m->is_generated = rd_u8(r) != 0;
	m->wakes = msg_get_bool(r);
	m->is_leaked = msg_get_bool(r);
	m->is_sealed = msg_get_bool(r);
	msg_get_text(r, m->name, sizeof(m->name));
	m->verifier = msg_get_blob(r);
	m->previous = msg_get_blob(r);
	m->is_locked = rd_u8(r) != 0;
	m->locked_until = msg_get_wall(r);
	m->locked_until_mono.ns = (int64_t)rd_le64(r);
	get_facts(r, &m->facts);
	m->nviews = get_choice(r, 0, MSG_VIEWS_MAX);
	for (i = 0; i < m->nviews; i++)
		get_view(r, &m->views[i]);
}

void
msg_put_policy(struct wr *w, const struct msg_policy *m)
{
	wr_le32(w, m->min_length);
	wr_u8(w, m->complex);
	wr_le32(w, m->threshold);
	wr_le64(w, (uint64_t)m->window_ms);
	wr_le64(w, (uint64_t)m->duration_ms);
}

void
msg_get_policy(struct rd *r, struct msg_policy *m)
{
	m->min_length = rd_le32(r);
	m->complex = get_choice(r, 0, 1) != 0;
	m->threshold = rd_le32(r);
	m->window_ms = (int64_t)rd_le64(r);
	m->duration_ms = (int64_t)rd_le64(r);
}

void
msg_put_secret(struct wr *w, const struct msg_secret *m)
{
	size_t	 i;

	wr_u8(w, (uint8_t)m->task);
	wr_le64(w, (uint64_t)m->account);
	msg_put_text(w, m->name);
	wr_u8(w, m->nold);
	for (i = 0; i < m->nold; i++)
		msg_put_blob(w, m->old[i].base, m->old[i].len);
}

void
msg_get_secret(struct rd *r, struct msg_secret *m)
{
	size_t	 i;

	m->task = (enum msg_secret_task)get_choice(r, SECRET_TAKE,
	    SECRET_PUSH);
	m->account = (int64_t)rd_le64(r);
	msg_get_text(r, m->name, sizeof(m->name));
	m->nold = get_choice(r, 0, MSG_OLD_PASSWORDS_MAX);
	for (i = 0; i < m->nold; i++)
		m->old[i] = msg_get_blob(r);
}

void
msg_put_secret_sealed(struct wr *w, const struct msg_secret_sealed *m)
{
	wr_le64(w, (uint64_t)m->account);
	msg_put_blob(w, m->verifier.base, m->verifier.len);
	msg_put_blob(w, m->password.base, m->password.len);
	msg_put_text(w, m->why);
}

void
msg_get_secret_sealed(struct rd *r, struct msg_secret_sealed *m)
{
	m->account = (int64_t)rd_le64(r);
	m->verifier = msg_get_blob(r);
	m->password = msg_get_blob(r);
	msg_get_text(r, m->why, sizeof(m->why));
}

void
msg_put_secret_proof(struct wr *w, const struct msg_secret_proof *m)
{
	wr_le64(w, (uint64_t)m->account);
	msg_put_blob(w, m->verifier.base, m->verifier.len);
	msg_put_blob(w, m->password.base, m->password.len);
}

void
msg_get_secret_proof(struct rd *r, struct msg_secret_proof *m)
{
	m->account = (int64_t)rd_le64(r);
	m->verifier = msg_get_blob(r);
	m->password = msg_get_blob(r);
}

void
msg_put_secret_proven(struct wr *w, const struct msg_secret_proven *m)
{
	wr_le64(w, (uint64_t)m->account);
	wr_u8(w, m->fits);
}

void
msg_get_secret_proven(struct rd *r, struct msg_secret_proven *m)
{
	m->account = (int64_t)rd_le64(r);
	m->fits = get_choice(r, 0, 1) != 0;
}
