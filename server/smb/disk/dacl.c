/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/dacl.h"

#include <errno.h>
#include <sys/xattr.h>

#include "protocol/smb2/access.h"
#include "protocol/smb2/security.h"
#include "server/smb/auth.h"

#define NAME		"user.sited.dacl"
#define VERSION		1

#define KEPT		(SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED)
#define INHERITANCE	(OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | \
			 NO_PROPAGATE_INHERIT_ACE | INHERIT_ONLY_ACE)

bool
dacl_decode(struct rd r, struct vfs_security *s)
{
	struct vfs_ace	*ace;
	uint8_t		 version;
	size_t		 i;

	version = rd_u8(&r);
	s->everybody = rd_u8(&r) != 0;
	s->control = rd_le16(&r) & KEPT;
	s->naces = rd_le16(&r);
	if (version != VERSION || rd_le16(&r) != 0 || s->naces > VFS_ACES_MAX)
		rd_fail(&r);
	for (i = 0; i < s->naces && rd_ok(&r); i++) {
		ace = &s->aces[i];
		ace->denies = rd_u8(&r) != 0;
		ace->flags = rd_u8(&r);
		(void)rd_le16(&r);
		ace->access = rd_le32(&r);
		sid_get(&r, &ace->who);
	}
	if (rd_end(&r))
		return true;
	s->everybody = false;
	s->control = 0;
	s->naces = 0;
	return false;
}

void
dacl_encode(struct wr *w, const struct vfs_security *s)
{
	const struct vfs_ace	*ace;
	size_t			 i;

	wr_u8(w, VERSION);
	wr_u8(w, s->everybody);
	wr_le16(w, s->control & KEPT);
	wr_le16(w, (uint16_t)s->naces);
	wr_le16(w, 0);
	for (i = 0; i < s->naces; i++) {
		ace = &s->aces[i];
		wr_u8(w, ace->denies);
		wr_u8(w, ace->flags);
		wr_le16(w, 0);
		wr_le32(w, ace->access);
		sid_put(w, &ace->who);
	}
}

int
dacl_load(int fd, struct vfs_security *s)
{
	uint8_t	 b[DACL_SIZE_MAX];
	ssize_t	 n;

	n = fgetxattr(fd, NAME, b, sizeof(b));
	if (n == -1 && (errno == ENODATA || errno == EOPNOTSUPP))
		return 0;
	if (n == -1 && errno != ERANGE)
		return -errno;
	(void)dacl_decode(rd_over(b, n > 0 ? (size_t)n : 0), s);
	return 1;
}

int
dacl_store(int fd, const struct vfs_security *s)
{
	uint8_t		 b[DACL_SIZE_MAX];
	struct wr	 w = wr_over(b, sizeof(b));

	dacl_encode(&w, s);
	if (!wr_ok(&w))
		return -EOVERFLOW;
	return fsetxattr(fd, NAME, b, w.pos, 0) == -1 ? -errno : 0;
}

/* --- the access check --- */

/* Does the SID stand for this user, alone or with others? */
static bool
is_one_of(const struct sid *sid, const struct smb_user *user)
{
	static const enum sid_known	 of_all[] = { SID_AUTHENTICATED_USERS,
					    SID_USERS, SID_NETWORK };
	size_t				 i;

	if (sid_equal(sid, &sid_known(SID_WORLD)->sid))
		return true;
	if (user == NULL || user->account == 0)
		return false;
	if (sid_equal(sid, &user->sid))
		return true;
	if (user->is_operator &&
	    sid_equal(sid, &sid_known(SID_ADMINISTRATORS)->sid))
		return true;
	for (i = 0; i < sizeof(of_all) / sizeof(of_all[0]); i++) {
		if (sid_equal(sid, &sid_known(of_all[i])->sid))
			return true;
	}
	return false;
}

/* S-1-3-4: what the owner may, in place of what he always may. */
static bool
is_owner_rights(const struct sid *sid)
{
	static const struct sid	 owner_rights = { .count = 1, .authority = 3,
				    .sub = { 4 } };

	return sid_equal(sid, &owner_rights);
}

uint32_t
dacl_allows(const struct vfs_security *s, const struct smb_user *user)
{
	const struct vfs_ace	*ace;
	bool			 owner = is_one_of(&s->owner, user);
	uint32_t		 given = 0, denied = 0, access;
	uint32_t		 always = owner ? READ_CONTROL | WRITE_DAC : 0;
	size_t			 i;

	if (s->everybody)
		return FILE_ALL_ACCESS;
	for (i = 0; i < s->naces; i++) {
		ace = &s->aces[i];
		if ((ace->flags & INHERIT_ONLY_ACE) != 0)
			continue;
		if (is_owner_rights(&ace->who) && owner)
			always = 0;
		else if (!is_one_of(&ace->who, user))
			continue;
		access = smb2_map_generic(ace->access);
		if (ace->denies)
			denied |= access;
		else
			given |= access & ~denied;
	}
	return (given | always) & FILE_ALL_ACCESS;
}

/* --- inheritance --- */

/* "Whoever makes it" becomes the one who did. */
static struct vfs_ace
effective(const struct vfs_security *s, const struct vfs_ace *from)
{
	struct vfs_ace	 ace = *from;

	if (sid_equal(&ace.who, &sid_known(SID_CREATOR_OWNER)->sid))
		ace.who = s->owner;
	else if (sid_equal(&ace.who, &sid_known(SID_CREATOR_GROUP)->sid))
		ace.who = s->group;
	ace.access = smb2_map_generic(ace.access);
	return ace;
}

static void
add(struct vfs_security *s, struct vfs_ace ace, unsigned flags)
{
	if ((s->control & SE_DACL_AUTO_INHERITED) != 0)
		flags |= INHERITED_ACE;
	ace.flags = (uint8_t)flags;
	if (s->naces < VFS_ACES_MAX)
		s->aces[s->naces++] = ace;
}

static void
hand_to_file(struct vfs_security *child, const struct vfs_ace *ace)
{
	if ((ace->flags & OBJECT_INHERIT_ACE) != 0)
		add(child, effective(child, ace), 0);
}

/* It acts there, or only goes on to the files; or both in two entries. */
static void
hand_to_folder(struct vfs_security *child, const struct vfs_ace *ace)
{
	unsigned	 on = ace->flags & INHERITANCE & ~INHERIT_ONLY_ACE;
	struct vfs_ace	 acts = effective(child, ace);
	bool		 same = sid_equal(&acts.who, &ace->who) &&
			    acts.access == ace->access;

	if ((ace->flags & NO_PROPAGATE_INHERIT_ACE) != 0)
		on = 0;
	if ((ace->flags & CONTAINER_INHERIT_ACE) == 0) {
		if ((on & OBJECT_INHERIT_ACE) != 0)
			add(child, *ace, on | INHERIT_ONLY_ACE);
		return;
	}
	add(child, acts, same ? on : 0);
	if (!same && on != 0)
		add(child, *ace, on | INHERIT_ONLY_ACE);
}

bool
dacl_inherit(const struct vfs_security *folder, bool child_is_folder,
    struct vfs_security *child)
{
	size_t	 i;

	child->owner = folder->owner;
	child->group = folder->group;
	child->everybody = false;
	child->control = folder->control & SE_DACL_AUTO_INHERITED;
	child->naces = 0;
	for (i = 0; i < folder->naces; i++) {
		if (child_is_folder)
			hand_to_folder(child, &folder->aces[i]);
		else
			hand_to_file(child, &folder->aces[i]);
	}
	return child->naces > 0;
}
