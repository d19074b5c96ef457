/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/security.h"

#include <string.h>

#include "protocol/smb2/field.h"

#define SD_REVISION	1
#define SD_SIZE		20
#define ACL_REVISION	2
#define ACL_REVISION_DS	4
#define ACL_SIZE	8
#define ACE_SIZE	8	/* type to mask, in front of a SID */

/* Types whose SID follows the mask; bit n stands for type n, 2.4.4.1. */
#define SID_FOLLOWS	(1U << 0x00 | 1U << 0x01 | 1U << 0x02 | 1U << 0x03 | \
	1U << 0x09 | 1U << 0x0a | 1U << 0x0d | 1U << 0x11 | 1U << 0x13)

/* One entry, whatever its type, or what is wrong marks `entries' failed. */
static struct rd
take_ace(struct rd *entries)
{
	struct rd	 look = *entries;
	uint16_t	 size;

	(void)rd_le16(&look);
	size = rd_le16(&look);
	if (size < 4 || size % 4 != 0)
		rd_fail(entries);
	return rd_take(entries, size);
}

bool
smb2_next_ace(struct rd *entries, struct smb2_ace *ace)
{
	struct rd	 one;

	while (rd_left(entries) > 0) {
		one = take_ace(entries);
		ace->type = rd_u8(&one);
		ace->flags = rd_u8(&one);
		(void)rd_le16(&one);
		if (ace->type > 31 || (SID_FOLLOWS & 1U << ace->type) == 0)
			continue;
		ace->mask = rd_le32(&one);
		sid_get(&one, &ace->sid);
		if (!rd_ok(&one))
			rd_fail(entries);
		return rd_ok(entries);
	}
	return false;
}

static void
get_acl(struct rd *sd, uint32_t off, struct smb2_acl *acl)
{
	struct rd	 r, walk;
	struct smb2_ace	 ace;
	uint16_t	 i, size;

	acl->null = off == 0;
	if (off == 0)
		return;
	r = rd_at(sd, off, ACL_SIZE);
	acl->revision = rd_u8(&r);
	(void)rd_u8(&r);
	size = rd_le16(&r);
	acl->count = rd_le16(&r);
	walk = rd_at(sd, off, size);
	rd_skip(&walk, ACL_SIZE);
	acl->entries = rd_rest(&walk);
	walk = acl->entries;
	for (i = 0; i < acl->count && rd_ok(&walk); i++)
		(void)take_ace(&walk);
	acl->entries.len = walk.pos;		/* without what follows the last */
	r = acl->entries;
	while (smb2_next_ace(&r, &ace))
		continue;
	if (!rd_ok(&walk) || !rd_ok(&r) || acl->revision < ACL_REVISION ||
	    acl->revision > ACL_REVISION_DS)
		rd_fail(sd);
}

static bool
get_principal(struct rd *sd, uint32_t off, struct sid *out)
{
	struct rd	 r;

	if (off == 0)
		return false;
	r = rd_at(sd, off, off > sd->len ? 0 : sd->len - off);
	sid_get(&r, out);
	if (!rd_ok(&r))
		rd_fail(sd);
	return true;
}

enum ntstatus
smb2_get_security(struct rd sd, struct smb2_security *s)
{
	uint32_t	 owner, group, sacl, dacl;
	uint8_t		 revision;

	memset(s, 0, sizeof(*s));
	revision = rd_u8(&sd);
	(void)rd_u8(&sd);
	s->control = rd_le16(&sd);
	owner = rd_le32(&sd);
	group = rd_le32(&sd);
	sacl = rd_le32(&sd);
	dacl = rd_le32(&sd);
	if (revision != SD_REVISION || (s->control & SE_SELF_RELATIVE) == 0)
		rd_fail(&sd);
	s->has_owner = get_principal(&sd, owner, &s->owner);
	s->has_group = get_principal(&sd, group, &s->group);
	if (s->control & SE_SACL_PRESENT)
		get_acl(&sd, sacl, &s->sacl);
	if (s->control & SE_DACL_PRESENT)
		get_acl(&sd, dacl, &s->dacl);
	return rd_ok(&sd) ? NT_OK : NT_INVALID_SECURITY_DESCR;
}

static size_t
ace_size(const struct smb2_ace *ace)
{
	return ACE_SIZE + sid_size(&ace->sid);
}

static size_t
acl_size(const struct smb2_acl *acl)
{
	size_t		 n = ACL_SIZE;
	uint16_t	 i;

	if (acl->null)
		return 0;
	for (i = 0; i < acl->count; i++)
		n += ace_size(&acl->aces[i]);
	return n;
}

static void
put_acl(struct wr *w, const struct smb2_acl *acl)
{
	uint16_t	 i;

	if (acl->null)
		return;
	wr_u8(w, ACL_REVISION);
	wr_u8(w, 0);
	field_put16(w, acl_size(acl));
	wr_le16(w, acl->count);
	wr_le16(w, 0);
	for (i = 0; i < acl->count; i++) {
		wr_u8(w, acl->aces[i].type);
		wr_u8(w, acl->aces[i].flags);
		field_put16(w, ace_size(&acl->aces[i]));
		wr_le32(w, acl->aces[i].mask);
		sid_put(w, &acl->aces[i].sid);
	}
}

/* Where a part of n bytes will stand, from the first byte; 0: nowhere. */
static void
put_offset(struct wr *w, size_t n, size_t *end)
{
	field_put32(w, n == 0 ? 0 : *end);
	*end += n;
}

/* The sizes of the four parts, in the order in which they are written. */
struct sizes {
	size_t	 owner, group, sacl, dacl;
};

static struct sizes
measure(const struct smb2_security *s)
{
	struct sizes	 n = { 0 };

	if (s->has_owner)
		n.owner = sid_size(&s->owner);
	if (s->has_group)
		n.group = sid_size(&s->group);
	if (s->control & SE_SACL_PRESENT)
		n.sacl = acl_size(&s->sacl);
	if (s->control & SE_DACL_PRESENT)
		n.dacl = acl_size(&s->dacl);
	return n;
}

size_t
smb2_security_size(const struct smb2_security *s)
{
	struct sizes	 n = measure(s);

	return SD_SIZE + n.owner + n.group + n.sacl + n.dacl;
}

void
smb2_put_security(struct wr *w, const struct smb2_security *s)
{
	struct sizes	 n = measure(s);
	size_t		 end = SD_SIZE;

	wr_u8(w, SD_REVISION);
	wr_u8(w, 0);
	wr_le16(w, s->control | SE_SELF_RELATIVE);
	put_offset(w, n.owner, &end);
	put_offset(w, n.group, &end);
	put_offset(w, n.sacl, &end);
	put_offset(w, n.dacl, &end);
	if (s->has_owner)
		sid_put(w, &s->owner);
	if (s->has_group)
		sid_put(w, &s->group);
	if (s->control & SE_SACL_PRESENT)
		put_acl(w, &s->sacl);
	if (s->control & SE_DACL_PRESENT)
		put_acl(w, &s->dacl);
}
