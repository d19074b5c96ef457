/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/ea.h"

#include <string.h>
#include <strings.h>

#include "protocol/smb2/field.h"

#define NEED_EA		0x80
#define FIXED		8		/* in front of the name */

/* The entry at the front, up to the next one or to the end. */
static struct rd
take_entry(struct rd *chain)
{
	struct rd	 look = *chain;
	uint32_t	 next;

	next = rd_le32(&look);
	if (next % 4 != 0)
		rd_fail(chain);
	return rd_take(chain, next != 0 ? next : rd_left(chain));
}

static struct rd
get_name(struct rd *one, uint8_t len)
{
	struct rd	 name = rd_take(one, len);

	if (rd_u8(one) != 0)
		rd_fail(one);
	return name;
}

bool
smb2_next_ea(struct rd *chain, struct smb2_ea *ea)
{
	struct rd	 one;
	uint8_t		 name_len;
	uint16_t	 value_len;

	if (rd_left(chain) == 0)
		return false;
	one = take_entry(chain);
	(void)rd_le32(&one);			/* NextEntryOffset */
	ea->flags = rd_u8(&one);
	name_len = rd_u8(&one);
	value_len = rd_le16(&one);
	ea->name = get_name(&one, name_len);
	ea->value = rd_take(&one, value_len);
	if (!rd_ok(&one))
		rd_fail(chain);
	return rd_ok(chain);
}

bool
smb2_next_ea_name(struct rd *chain, struct rd *name)
{
	struct rd	 one;
	uint8_t		 len;

	if (rd_left(chain) == 0)
		return false;
	one = take_entry(chain);
	(void)rd_le32(&one);			/* NextEntryOffset */
	len = rd_u8(&one);
	*name = get_name(&one, len);
	if (!rd_ok(&one))
		rd_fail(chain);
	return rd_ok(chain);
}

/* [MS-FSCC] 2.4.16: printable ASCII without the signs of paths and lists. */
static bool
is_good_name(const struct rd *name)
{
	size_t	 i;

	if (name->len == 0 || name->len > 254)
		return false;
	for (i = 0; i < name->len; i++) {
		if (name->base[i] < 0x20 || name->base[i] > 0x7e ||
		    strchr("\"*+,/:;<=>?[\\]|", name->base[i]) != NULL)
			return false;
	}
	return true;
}

enum ntstatus
smb2_check_eas(struct rd chain)
{
	struct smb2_ea	 ea;
	bool		 good = true;

	while (smb2_next_ea(&chain, &ea))
		good = good && is_good_name(&ea.name) &&
		    (ea.flags & ~NEED_EA) == 0;
	if (!rd_ok(&chain))
		return NT_EA_LIST_INCONSISTENT;
	return good ? NT_OK : NT_INVALID_EA_NAME;
}

enum ntstatus
smb2_check_ea_names(struct rd chain)
{
	struct rd	 name;
	bool		 good = true;

	while (smb2_next_ea_name(&chain, &name))
		good = good && is_good_name(&name);
	if (!rd_ok(&chain))
		return NT_EA_LIST_INCONSISTENT;
	return good ? NT_OK : NT_INVALID_EA_NAME;
}

/* Without regard to case; both are good names and so plain ASCII. */
static bool
same_name(const struct rd *a, const struct rd *b)
{
	return a->len == b->len && strncasecmp((const char *)a->base,
	    (const char *)b->base, a->len) == 0;
}

bool
smb2_find_ea(struct rd chain, const struct rd *name, struct smb2_ea *ea)
{
	while (smb2_next_ea(&chain, ea)) {
		if (same_name(name, &ea->name))
			return true;
	}
	*ea = (struct smb2_ea){ 0, *name, rd_over(NULL, 0) };
	return false;
}

bool
smb2_put_ea(struct wr *w, struct smb2_ea_list *list, const struct smb2_ea *ea)
{
	size_t	 need = FIXED + ea->name.len + 1 + ea->value.len;
	size_t	 used = (w->pos - list->start + 3) / 4 * 4;
	size_t	 start = list->start + used;

	if (used > list->most || need > list->most - used ||
	    start - w->pos + need > wr_left(w))
		return false;
	wr_zero(w, start - w->pos);
	if (list->last != 0)
		field_fill32(w, list->last - 1, start - (list->last - 1));
	list->last = start + 1;
	wr_le32(w, 0);				/* NextEntryOffset */
	wr_u8(w, ea->flags);
	wr_u8(w, (uint8_t)ea->name.len);
	field_put16(w, ea->value.len);
	wr_reader(w, &ea->name);
	wr_u8(w, 0);
	wr_reader(w, &ea->value);
	return true;
}

enum ntstatus
smb2_merge_eas(struct wr *w, struct rd old, struct rd changes)
{
	struct smb2_ea_list	 list = { .start = w->pos,
				    .most = SMB2_EAS_MAX };
	struct smb2_ea		 ea, other;
	bool			 fits = true;

	while (fits && smb2_next_ea(&old, &ea)) {
		if (!smb2_find_ea(changes, &ea.name, &other))
			fits = smb2_put_ea(w, &list, &ea);
	}
	/* A copy of what is left: is it named once more? */
	while (fits && smb2_next_ea(&changes, &ea)) {
		if (ea.value.len > 0 &&
		    !smb2_find_ea(changes, &ea.name, &other))
			fits = smb2_put_ea(w, &list, &ea);
	}
	return fits ? NT_OK : NT_EA_TOO_LARGE;
}
