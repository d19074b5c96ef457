/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * security - security descriptors in self-relative form.
 *
 * Errors   NT_INVALID_SECURITY_DESCR for a descriptor that contradicts itself.
 * Memory   decoded ACLs are views into the descriptor; SIDs are values.
 * Source   [MS-DTYP] 2.4.4-2.4.6.
 */
#ifndef PROTOCOL_SMB2_SECURITY_H
#define PROTOCOL_SMB2_SECURITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/sid.h"
#include "protocol/smb2/status.h"

#define SE_OWNER_DEFAULTED		0x0001
#define SE_GROUP_DEFAULTED		0x0002
#define SE_DACL_PRESENT			0x0004
#define SE_DACL_DEFAULTED		0x0008
#define SE_SACL_PRESENT			0x0010
#define SE_SACL_DEFAULTED		0x0020
#define SE_DACL_AUTO_INHERIT_REQ	0x0100
#define SE_SACL_AUTO_INHERIT_REQ	0x0200
#define SE_DACL_AUTO_INHERITED		0x0400
#define SE_SACL_AUTO_INHERITED		0x0800
#define SE_DACL_PROTECTED		0x1000
#define SE_SACL_PROTECTED		0x2000
#define SE_SELF_RELATIVE		0x8000

#define ACCESS_ALLOWED_ACE_TYPE		0x00
#define ACCESS_DENIED_ACE_TYPE		0x01
#define SYSTEM_AUDIT_ACE_TYPE		0x02
#define SYSTEM_MANDATORY_LABEL_ACE_TYPE	0x11

#define OBJECT_INHERIT_ACE		0x01
#define CONTAINER_INHERIT_ACE		0x02
#define NO_PROPAGATE_INHERIT_ACE	0x04
#define INHERIT_ONLY_ACE		0x08
#define INHERITED_ACE			0x10

struct smb2_ace {
	uint8_t		 type;
	uint8_t		 flags;
	uint32_t	 mask;
	struct sid	 sid;
};

/* With SE_DACL_PRESENT and no ACL a DACL is NULL: everybody may all. */
struct smb2_acl {
	bool		 null;
	uint8_t		 revision;
	uint16_t	 count;
	struct rd	 entries;	/* decoded: for smb2_next_ace() */
	const struct smb2_ace *aces;	/* to encode: count of them */
};

struct smb2_security {
	uint16_t	 control;	/* SE_* */
	bool		 has_owner;
	bool		 has_group;
	struct sid	 owner;
	struct sid	 group;
	struct smb2_acl	 sacl;
	struct smb2_acl	 dacl;
};

enum ntstatus	smb2_get_security(struct rd, struct smb2_security *);
/* Only entries that end in a SID are shown; others are skipped. */
bool		smb2_next_ace(struct rd *entries, struct smb2_ace *);

/* The parts named by control, has_owner and has_group. */
void		smb2_put_security(struct wr *, const struct smb2_security *);
size_t		smb2_security_size(const struct smb2_security *);

#endif
