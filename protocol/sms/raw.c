/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/raw.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "protocol/sms/names.h"
#include "protocol/sms/number.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

#define MAGIC		0x31574152U	/* "RAW1" */
#define TRAILER		0x31574145U	/* "EAW1" */
#define VERSION_1_2	0x0102U
#define HEADER_SIZE	52U
#define NAME_SIZE	16U		/* of the computer's field */
#define FIELDS_MAX	8
#define US_PER_S	1000000LL

struct field {
	const char	*name;		/* NULL: no more */
	uint16_t	 size;		/* 0: a number of four bytes */
	uint8_t		 since;		/* the first service pack with it */
	bool		 key;
};

static const struct record {
	uint16_t	 kind;
	const char	*name, *class;
	struct field	 fields[FIELDS_MAX];
} records[] = {
	{ 1, "NT CPU", "MICROSOFT|NT CPU|1.2", {
		{ "Name", 32, 0, true },
		{ "Type", 0, 0, false },
		{ "Speed", 0, 0, false },
		{ "Count", 0, 0, false },
		{ "Stepping", 10, 2, false },
		{ "Vendor", 10, 4, false } } },
	{ 2, "Computer", "MICROSOFT|COMPUTER|1.2", {
		{ "Domain", 16, 0, false },
		{ "Operating System", 32, 0, false },
		{ "Version", 16, 0, false },
		{ "Memory (KB)", 0, 0, false } } },
	{ 3, "Disk", "MICROSOFT|DISK|1.2", {
		{ "Drive", 4, 0, true },
		{ "File System", 12, 0, false },
		{ "Label", 16, 0, false },
		{ "Size (MB)", 0, 0, false },
		{ "Free (MB)", 0, 0, false } } },
	{ 4, "Network", "MICROSOFT|NETWORK|1.2", {
		{ "Address", 20, 0, true },
		{ "IP Address", 16, 0, false },
		{ "IP Subnet", 16, 0, false } } },
};

static uint16_t
data_length(const struct record *r, unsigned service_pack)
{
	const struct field	*f;
	uint16_t		 n = 0;
	size_t			 i;

	for (i = 0; i < FIELDS_MAX; i++) {
		f = &r->fields[i];
		if (f->name != NULL && f->since <= service_pack)
			n = (uint16_t)(n + (f->size == 0 ? 4 : f->size));
	}
	return n;
}

/* --- reading --- */

/* Text of a fixed field: printable, ended by its first NUL, zeroes after it. */
static const char *
text_field(struct rd *r, size_t size, struct arena *mem)
{
	const uint8_t	*p = rd_bytes(r, size);
	size_t		 i, n;
	const char	*s;

	if (p == NULL)
		return NULL;
	n = strnlen((const char *)p, size);
	for (i = 0; i < size; i++)
		if (i < n ? p[i] < 0x20 || p[i] == 0x7f : p[i] != 0)
			rd_fail(r);
	s = arena_text(mem, (const char *)p, n);
	if (s != NULL && !utf8_valid(s))
		rd_fail(r);
	return rd_ok(r) ? s : NULL;
}

static void
read_fields(struct rd *r, const struct record *as, struct mif *m)
{
	struct mif_group	*g = mif_add_group(m, as->name, as->class);
	struct mif_attribute	*a;
	const struct field	*f;
	const char		*s;
	size_t			 i;

	for (i = 0; i < FIELDS_MAX && as->fields[i].name != NULL; i++) {
		f = &as->fields[i];
		if (f->size == 0)
			a = mif_add_number(m, g, f->name, rd_le32(r));
		else if ((s = text_field(r, f->size, &m->arena)) != NULL)
			a = mif_add(m, g, f->name, s);
		else
			return;
		if (f->key)
			mif_set_key(m, g, a);
	}
}

static const struct record *
find_record(uint16_t kind)
{
	size_t	 i;

	for (i = 0; i < nitems(records); i++)
		if (records[i].kind == kind)
			return &records[i];
	return NULL;
}

static enum report_outcome
read_record(struct rd *r, struct mif *m, uint32_t number,
    struct syntax_err *err)
{
	uint16_t		 kind = rd_le16(r), len = rd_le16(r);
	const struct record	*as = find_record(kind);
	struct rd		 body;

	if (!rd_ok(r))
		return REPORT_HALF;
	if (as == NULL) {
		(void)syntax_fail(err, number, 1, "record %u is of the unknown "
		    "kind %u", number, kind);
		return REPORT_MALFORMED;
	}
	if (len != data_length(as, RAW_SERVICE_PACK)) {
		(void)syntax_fail(err, number, 1, "incorrect dataLength for "
		    "%s; expected %u got %u", as->name,
		    data_length(as, RAW_SERVICE_PACK), len);
		return REPORT_OUTDATED;
	}
	body = rd_take(r, len);
	read_fields(&body, as, m);
	if (!rd_ok(r))
		return REPORT_HALF;
	if (!rd_end(&body))
		(void)syntax_fail(err, number, 1, "a text of record %u, %s, "
		    "has characters that do not belong there", number,
		    as->name);
	return err->line == 0 ? REPORT_OK : REPORT_MALFORMED;
}

struct header {
	uint16_t	 service_pack, records;
	uint32_t	 copylist;
};

static bool
wrong(struct syntax_err *err, const char *what)
{
	(void)syntax_fail(err, 1, 1, "%s", what);
	return false;
}

static bool
read_header(struct rd *r, struct header *h, struct mif *m,
    struct syntax_err *err)
{
	uint32_t	 magic = rd_le32(r);
	uint16_t	 size = rd_le16(r), version = rd_le16(r);
	const char	*name;
	char		*upper = NULL;

	h->service_pack = rd_le16(r);
	h->records = rd_le16(r);
	h->copylist = rd_le32(r);
	m->head.time.us = rd_le32(r) * US_PER_S;
	rd_copy(r, m->head.id.b, sizeof(m->head.id.b));
	if (magic != MAGIC || size != HEADER_SIZE)
		return wrong(err, "the header is not one of a .raw file");
	if (version != VERSION_1_2)
		return wrong(err, "the header's version is not 1.2");
	if (h->records > RAW_RECORDS_MAX)
		return wrong(err, "more than 256 records");
	name = text_field(r, NAME_SIZE, &m->arena);
	if (name != NULL)
		upper = arena_text(&m->arena, name, strlen(name));
	if (upper == NULL)
		return wrong(err, "the computer's name is no text");
	name_upper(upper);
	m->head.computer = upper;
	if (name_computer(upper) != NULL)
		return wrong(err, "the computer's name is none");
	return true;
}

static void
add_client_group(struct mif *m, const struct header *h)
{
	struct mif_group	*g;

	g = mif_add_group(m, MIF_CLIENT_GROUP, MIF_CLIENT_CLASS);
	(void)mif_add_number(m, g, "ServicePack", h->service_pack);
	(void)mif_add_number(m, g, MIF_COPYLIST, h->copylist);
}

static enum report_outcome
read_report(struct rd *r, struct mif *m, struct syntax_err *err)
{
	enum report_outcome	 o = REPORT_OK;
	struct header		 h;
	uint32_t		 i, trailer, total;

	if (!read_header(r, &h, m, err))
		return REPORT_MALFORMED;
	add_client_group(m, &h);
	for (i = 1; i <= h.records && o == REPORT_OK; i++)
		o = read_record(r, m, i, err);
	if (o != REPORT_OK)
		return o;
	trailer = rd_le32(r);
	total = rd_le32(r);
	if (!rd_ok(r))
		return REPORT_HALF;
	if (trailer != TRAILER || total != r->len || !rd_end(r)) {
		(void)wrong(err, "the trailer does not end the file");
		return REPORT_MALFORMED;
	}
	return REPORT_OK;
}

enum report_outcome
raw_parse(const void *data, size_t len, struct wall now, struct mif *out,
    struct syntax_err *err)
{
	struct rd		 r = rd_over(data, len);
	enum report_outcome	 o;

	*err = (struct syntax_err){ 0 };
	mif_init(out, &(struct report_head){ .computer = "", .full = true });
	if (len == 0)
		return REPORT_EMPTY;
	if (len > MIF_SIZE_MAX)
		return REPORT_TOO_LARGE;
	if (len < HEADER_SIZE)
		o = REPORT_HALF;
	else
		o = read_report(&r, out, err);
	if (!arena_ok(&out->arena))
		return REPORT_NO_MEMORY;
	if (o == REPORT_HALF)
		(void)wrong(err, "the file ends before its trailer");
	return o == REPORT_OK && report_is_future(out->head.time, now) ?
	    REPORT_FUTURE : o;
}

/* --- writing --- */

static void
put_number(struct buf *b, uint32_t n, size_t size)
{
	struct wr	 w = wr_over(buf_space(b, size), buf_ok(b) ? size : 0);

	if (size == 2)
		wr_le16(&w, (uint16_t)n);
	else
		wr_le32(&w, n);
}

/* As many whole characters as fit. */
static void
put_text(struct buf *b, const char *s, size_t size)
{
	char	*p = (char *)buf_space(b, size);
	size_t	 n = 0;

	if (p == NULL)
		return;
	memset(p, 0, size);
	while (s[n] != '\0' && n < size)
		n++;
	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	memcpy(p, s, n);
}

static const char *
value_of(const struct mif_group *g, const char *name)
{
	const struct mif_attribute	*a;

	STAILQ_FOREACH(a, &g->attributes, next)
		if (strcmp(a->name, name) == 0)
			return a->value;
	return "";
}

static bool
put_record(struct buf *b, const struct mif_group *g, unsigned service_pack)
{
	const struct record	*as = NULL;
	const struct field	*f;
	uint32_t		 n;
	size_t			 i;

	for (i = 0; i < nitems(records) && as == NULL; i++)
		if (strcmp(records[i].class, g->class) == 0)
			as = &records[i];
	if (as == NULL)
		return false;
	put_number(b, as->kind, 2);
	put_number(b, data_length(as, service_pack), 2);
	for (i = 0; i < FIELDS_MAX && as->fields[i].name != NULL; i++) {
		f = &as->fields[i];
		n = 0;
		if (f->since > service_pack)
			continue;
		if (f->size != 0)
			put_text(b, value_of(g, f->name), f->size);
		else {
			(void)number_u32(value_of(g, f->name), &n);
			put_number(b, n, 4);
		}
	}
	return true;
}

void
raw_put(struct buf *b, const struct mif *m, unsigned service_pack)
{
	const struct mif_group	*g;
	struct buf		 body;
	uint32_t		 n = 0, copylist = 0;

	buf_init(&body, MIF_SIZE_MAX);
	STAILQ_FOREACH(g, &m->groups, next)
		if (n < RAW_RECORDS_MAX && put_record(&body, g, service_pack))
			n++;
	(void)mif_copylist(m, &copylist);
	put_number(b, MAGIC, 4);
	put_number(b, HEADER_SIZE, 2);
	put_number(b, VERSION_1_2, 2);
	put_number(b, service_pack, 2);
	put_number(b, n, 2);
	put_number(b, copylist, 4);
	put_number(b, (uint32_t)(m->head.time.us / US_PER_S), 4);
	buf_add(b, m->head.id.b, sizeof(m->head.id.b));
	put_text(b, m->head.computer, NAME_SIZE);
	buf_add(b, body.data, body.len);
	put_number(b, TRAILER, 4);
	put_number(b, (uint32_t)(HEADER_SIZE + body.len + 8), 4);
	b->failed = b->failed || !buf_ok(&body) || !arena_ok(&m->arena);
	buf_free(&body);
}
