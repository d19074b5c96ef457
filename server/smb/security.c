/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/security.h"

#include "protocol/smb2/access.h"
#include "protocol/smb2/error.h"
#include "protocol/smb2/security.h"
#include "server/smb/conn.h"
#include "server/smb/open.h"
#include "server/smb/request.h"

#define SHOWN	(OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | \
		 DACL_SECURITY_INFORMATION)

/* Which right each part of a descriptor asks for, to be set. */
static const struct part {
	uint32_t	 part;
	uint32_t	 access;
} parts[] = {
	{ OWNER_SECURITY_INFORMATION,		WRITE_OWNER },
	{ GROUP_SECURITY_INFORMATION,		WRITE_OWNER },
	{ LABEL_SECURITY_INFORMATION,		WRITE_OWNER },
	{ DACL_SECURITY_INFORMATION,		WRITE_DAC },
	{ SACL_SECURITY_INFORMATION,		ACCESS_SYSTEM_SECURITY },
	{ ATTRIBUTE_SECURITY_INFORMATION,	WRITE_DAC },
	{ SCOPE_SECURITY_INFORMATION,		ACCESS_SYSTEM_SECURITY },
	{ BACKUP_SECURITY_INFORMATION,		ACCESS_SYSTEM_SECURITY },
};

/* --- shown --- */

static void
put_dacl(const struct vfs_security *s, struct smb2_security *sd,
    struct smb2_ace aces[static VFS_ACES_MAX])
{
	const struct vfs_ace	*ace;
	size_t			 i;

	for (i = 0; i < s->naces; i++) {
		ace = &s->aces[i];
		aces[i] = (struct smb2_ace){ ace->denies ?
		    ACCESS_DENIED_ACE_TYPE : ACCESS_ALLOWED_ACE_TYPE,
		    ace->flags, ace->access, ace->who };
	}
	sd->control |= SE_DACL_PRESENT | s->control;
	sd->dacl = (struct smb2_acl){ .revision = 2, .null = s->everybody,
	    .count = (uint16_t)s->naces, .aces = aces };
}

static enum ntstatus
may_query(const struct open *o, uint32_t which)
{
	if (o->file == NULL)
		return NT_NOT_SUPPORTED;
	if ((which & SHOWN) != 0 && (o->granted & READ_CONTROL) == 0)
		return NT_ACCESS_DENIED;
	if ((which & SACL_SECURITY_INFORMATION) != 0 &&
	    (o->granted & ACCESS_SYSTEM_SECURITY) == 0)
		return NT_ACCESS_DENIED;
	return NT_OK;
}

/* Only the parts that were asked for. */
enum ntstatus
security_query(struct request *req, const struct smb2_query_info_req *q)
{
	struct open		*o = req->open;
	struct vfs_security	 s;
	struct smb2_ace		 aces[VFS_ACES_MAX];
	struct smb2_security	 sd = { .control = SE_SELF_RELATIVE };
	enum ntstatus		 status;
	size_t			 size;

	status = may_query(o, q->additional);
	if (status == NT_OK)
		status = o->file->ops->security(o->file, &s);
	if (status != NT_OK)
		return status;
	sd.has_owner = (q->additional & OWNER_SECURITY_INFORMATION) != 0;
	sd.has_group = (q->additional & GROUP_SECURITY_INFORMATION) != 0;
	sd.owner = s.owner;
	sd.group = s.group;
	if ((q->additional & DACL_SECURITY_INFORMATION) != 0)
		put_dacl(&s, &sd, aces);
	size = smb2_security_size(&sd);
	if (size > q->max_output) {
		reply(req, 64);
		smb2_put_error_size(&req->w, req->conn->dialect,
		    (uint32_t)size);
		req->keep_body = true;
		return NT_BUFFER_TOO_SMALL;
	}
	smb2_put_security(&req->w, &sd);
	return NT_OK;
}

/* --- set --- */

/* Generic rights are mapped where they act, [MS-DTYP] 2.5.3.4.1. */
static struct vfs_ace
get_ace(const struct smb2_ace *ace)
{
	return (struct vfs_ace){
		.who = ace->sid,
		.access = (ace->flags & INHERIT_ONLY_ACE) != 0 ? ace->mask :
		    smb2_map_generic(ace->mask),
		.flags = ace->flags,
		.denies = ace->type == ACCESS_DENIED_ACE_TYPE,
	};
}

/* "Inherited" is kept of those who also ask for it, [MS-DTYP] 2.5.3.4.3. */
static uint16_t
get_control(uint16_t control)
{
	const uint16_t	 both = SE_DACL_AUTO_INHERITED |
			    SE_DACL_AUTO_INHERIT_REQ;

	if ((control & both) == both)
		return control & (SE_DACL_PROTECTED | SE_DACL_AUTO_INHERITED);
	return control & SE_DACL_PROTECTED;
}

/* Entries that we could not keep are refused, not left out. */
static enum ntstatus
get_dacl(const struct smb2_security *sd, struct vfs_security *s)
{
	struct rd	 entries = sd->dacl.entries;
	struct smb2_ace	 ace;

	s->everybody = (sd->control & SE_DACL_PRESENT) == 0 || sd->dacl.null;
	s->control = get_control(sd->control);
	s->naces = 0;
	if (s->everybody)
		return NT_OK;
	if (sd->dacl.count > VFS_ACES_MAX)
		return NT_INSUFFICIENT_RESOURCES;
	while (smb2_next_ace(&entries, &ace)) {
		if (ace.type > ACCESS_DENIED_ACE_TYPE)
			return NT_INVALID_ACL;
		s->aces[s->naces++] = get_ace(&ace);
	}
	return s->naces == sd->dacl.count ? NT_OK : NT_INVALID_ACL;
}

static enum ntstatus
may_change(const struct open *o, uint32_t which)
{
	uint32_t	 need = 0;
	size_t		 i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if ((which & parts[i].part) != 0)
			need |= parts[i].access;
	if ((o->granted & need) != need || o->read_only ||
	    o->file->ops->set_security == NULL)
		return NT_ACCESS_DENIED;
	if ((which & (LABEL_SECURITY_INFORMATION |
	    ATTRIBUTE_SECURITY_INFORMATION)) != 0)
		return NT_NOT_SUPPORTED;
	return NT_OK;
}

static enum ntstatus
check_names(const struct smb2_security *sd, const struct vfs_security *now,
    uint32_t which)
{
	if ((which & OWNER_SECURITY_INFORMATION) != 0 &&
	    (!sd->has_owner || !sid_equal(&sd->owner, &now->owner)))
		return NT_INVALID_OWNER;
	if ((which & GROUP_SECURITY_INFORMATION) != 0 &&
	    (!sd->has_group || !sid_equal(&sd->group, &now->group)))
		return NT_INVALID_PRIMARY_GROUP;
	return NT_OK;
}

enum ntstatus
security_change(struct open *o, const struct smb2_set_info_req *q)
{
	struct smb2_security	 sd;
	struct vfs_security	 s;
	enum ntstatus		 status;

	status = may_change(o, q->additional);
	if (status == NT_OK)
		status = smb2_get_security(q->input, &sd);
	if (status == NT_OK)
		status = o->file->ops->security(o->file, &s);
	if (status == NT_OK)
		status = check_names(&sd, &s, q->additional);
	if (status != NT_OK ||
	    (q->additional & DACL_SECURITY_INFORMATION) == 0)
		return status;
	status = get_dacl(&sd, &s);
	return status != NT_OK ? status : o->file->ops->set_security(o->file,
	    &s);
}

enum ntstatus
security_wanted(const struct vfs_tree *vfs, struct rd asked,
    struct vfs_security *out, bool *given)
{
	struct smb2_security	 sd;
	enum ntstatus		 status;

	*given = false;
	if (asked.len == 0 || vfs->ops->set_security == NULL)
		return NT_OK;
	status = smb2_get_security(asked, &sd);
	if (status != NT_OK || (sd.control & SE_DACL_PRESENT) == 0)
		return status;
	*given = true;
	out->owner = sd.owner;
	out->group = sd.group;
	return get_dacl(&sd, out);
}
