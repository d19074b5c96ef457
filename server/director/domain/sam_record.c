/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/domain/sam_record.h"

#include <string.h>

enum form { TEXT, BYTES, BITS8, BITS16, BITS32, TIME };

struct field {
	uint32_t	 bit;
	enum form	 form;
	size_t		 at;
};

#define F(bit, form, member)						\
	{ bit, form, offsetof(struct rpc_account, member) }

static const struct field	 fields[] = {
	F(FIELD_NAME,			TEXT,	name),
	F(FIELD_FULL_NAME,		TEXT,	full_name),
	F(FIELD_PRIMARY_GROUP,		BITS32,	primary_group),
	F(FIELD_COMMENT,		TEXT,	comment),
	F(FIELD_USER_COMMENT,		TEXT,	user_comment),
	F(FIELD_HOME,			TEXT,	home),
	F(FIELD_HOME_DRIVE,		TEXT,	home_drive),
	F(FIELD_SCRIPT,			TEXT,	script),
	F(FIELD_PROFILE,		TEXT,	profile),
	F(FIELD_WORKSTATIONS,		TEXT,	workstations),
	F(FIELD_HOURS,			BYTES,	hours),
	F(FIELD_EXPIRES,		TIME,	expires),
	F(FIELD_FLAGS,			BITS32,	flags),
	F(FIELD_PARAMETERS,		BYTES,	parameters),
	F(FIELD_COUNTRY,		BITS16,	country),
	F(FIELD_CODE_PAGE,		BITS16,	code_page),
	F(FIELD_PASSWORD_EXPIRED,	BITS8,	password_expired),
	F(FIELD_ATTRIBUTES,		BITS32,	attributes),
};

#define NFIELDS	(sizeof(fields) / sizeof(fields[0]))

static const void *
there(const struct field *f, const struct rpc_account *a)
{
	return (const uint8_t *)a + f->at;
}

static void *
place(const struct field *f, struct rpc_account *a)
{
	return (uint8_t *)a + f->at;
}

static size_t
size_of(enum form form)
{
	switch (form) {
	case TEXT:
		return sizeof(const char *);
	case BYTES:
		return sizeof(struct rd);
	case BITS8:
		return 1;
	case BITS16:
		return 2;
	case BITS32:
		return 4;
	case TIME:
		return 8;
	}
	return 0;
}

void
sam_record_copy(struct rpc_account *to, const struct rpc_account *from,
    uint32_t which)
{
	size_t	 i;

	for (i = 0; i < NFIELDS; i++)
		if (which & fields[i].bit)
			memcpy(place(&fields[i], to), there(&fields[i], from),
			    size_of(fields[i].form));
}

/* --- as bytes --- */

/* Numbers are 8 bytes, whatever they fit into. */
static struct rd
bytes_of(const struct field *f, const struct rpc_account *a,
    uint8_t number[static 8])
{
	const char	*text;
	uint64_t	 v = 0;
	struct rd	 r;
	struct wr	 w = wr_over(number, 8);

	if (f->form == TEXT) {
		memcpy(&text, there(f, a), sizeof(text));
		return text == NULL || text[0] == '\0' ? rd_over(NULL, 0) :
		    rd_over(text, strlen(text) + 1);
	}
	if (f->form == BYTES) {
		memcpy(&r, there(f, a), sizeof(r));
		return rd_over(r.base, r.len);
	}
	if (f->form == BITS8)
		v = *(const uint8_t *)there(f, a);
	else if (f->form == BITS16)
		v = *(const uint16_t *)there(f, a);
	else if (f->form == BITS32)
		v = *(const uint32_t *)there(f, a);
	else
		v = (uint64_t)*(const int64_t *)there(f, a);
	wr_le64(&w, v);
	return v == 0 ? rd_over(NULL, 0) : wr_written(&w);
}

void
sam_record_put(struct wr *w, const struct rpc_account *a)
{
	uint8_t		 number[8];
	struct rd	 r;
	size_t		 i;

	for (i = 0; i < NFIELDS; i++) {
		r = bytes_of(&fields[i], a, number);
		if (r.len == 0)
			continue;
		if (r.len > UINT16_MAX)
			wr_fail(w);
		wr_le32(w, fields[i].bit);
		wr_le16(w, (uint16_t)r.len);
		wr_reader(w, &r);
	}
}

static void
take_number(const struct field *f, struct rd *r, struct rpc_account *a)
{
	uint64_t	 v = rd_le64(r);

	if (f->form == BITS8)
		*(uint8_t *)place(f, a) = (uint8_t)v;
	else if (f->form == BITS16)
		*(uint16_t *)place(f, a) = (uint16_t)v;
	else if (f->form == BITS32)
		*(uint32_t *)place(f, a) = (uint32_t)v;
	else
		*(int64_t *)place(f, a) = (int64_t)v;
}

static bool
take(const struct field *f, struct rd *r, struct rpc_account *a)
{
	const char	*text = (const char *)r->base;

	if (f->form == BYTES) {
		memcpy(place(f, a), r, sizeof(*r));
		return true;
	}
	if (f->form == TEXT) {
		if (r->len == 0 || memchr(text, '\0', r->len) !=
		    text + r->len - 1)
			return false;
		memcpy(place(f, a), &text, sizeof(text));
		return true;
	}
	take_number(f, r, a);
	return rd_end(r);
}

static const struct field *
find(uint32_t bit)
{
	size_t	 i;

	for (i = 0; i < NFIELDS; i++)
		if (fields[i].bit == bit)
			return &fields[i];
	return NULL;
}

bool
sam_record_get(struct rd r, struct rpc_account *a)
{
	const struct field	*f;
	struct rd		 bytes;
	uint32_t		 bit;

	while (rd_ok(&r) && rd_left(&r) > 0) {
		bit = rd_le32(&r);
		bytes = rd_take(&r, rd_le16(&r));
		f = find(bit);
		if (f == NULL || !rd_ok(&r) || !take(f, &bytes, a))
			return false;
	}
	return rd_ok(&r);
}
