/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * create_context - what a CREATE asks for or answers beyond its body.
 *
 * Errors   NT_INVALID_PARAMETER for a list that is malformed or gives one
 *          context twice; unknown contexts are left out, as servers must.
 * Memory   borrowed views into the message.
 * Source   [MS-SMB2] 2.2.13.2, 2.2.14.2.
 */
#ifndef PROTOCOL_SMB2_CREATE_CONTEXT_H
#define PROTOCOL_SMB2_CREATE_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "protocol/smb2/create.h"
#include "protocol/smb2/status.h"

enum smb2_context {
	SMB2_CONTEXT_UNKNOWN,
	SMB2_CONTEXT_EXTA,	/* extended attributes */
	SMB2_CONTEXT_SECD,	/* security descriptor */
	SMB2_CONTEXT_DHNQ,	/* durable handle, asked for */
	SMB2_CONTEXT_DHNC,	/* durable handle, reconnect */
	SMB2_CONTEXT_DH2Q,	/* the same, version 2 */
	SMB2_CONTEXT_DH2C,
	SMB2_CONTEXT_ALSI,	/* allocation size */
	SMB2_CONTEXT_MXAC,	/* maximal access */
	SMB2_CONTEXT_TWRP,	/* a snapshot by its time */
	SMB2_CONTEXT_QFID,	/* id on disk */
	SMB2_CONTEXT_RQLS,	/* lease */
	SMB2_CONTEXT_APP_INSTANCE_ID,
	SMB2_CONTEXT_APP_INSTANCE_VERSION,
	SMB2_CONTEXT_SVHDX,	/* shared virtual disk */
	SMB2_CONTEXT_AAPL,	/* Apple's extensions */
	SMB2_CONTEXT_COUNT
};

/* All contexts of a request, by kind; `data' where the caller needs more. */
struct smb2_create_asks {
	uint32_t	 kinds;		/* 1 << SMB2_CONTEXT_..., without UNKNOWN */
	struct rd	 data[SMB2_CONTEXT_COUNT];
	uint64_t	 allocation;	/* AlSi, bytes */
	uint64_t	 snapshot;	/* TWrp, NT time */
	uint64_t	 max_access_time;	/* MxAc: 0, or answer only if changed */
};

static inline bool
smb2_asks_for(const struct smb2_create_asks *a, enum smb2_context kind)
{
	return (a->kinds & 1U << kind) != 0;
}

enum ntstatus	smb2_get_create_asks(struct rd contexts,
		    struct smb2_create_asks *);

/* One by one: false at the end or when `contexts' has failed. */
bool		smb2_next_context(struct rd *contexts, enum smb2_context *kind,
		    struct rd *data);

/* Behind the body of smb2_put_create_req() or smb2_put_create_rsp(). */
void		smb2_put_context(struct wr *, struct smb2_create_body *,
		    enum smb2_context kind, const struct rd *data);

/* The answers that we give, and the client's reading of them. */
void		smb2_put_mxac(struct wr *, struct smb2_create_body *,
		    enum ntstatus query, uint32_t access);
void		smb2_put_qfid(struct wr *, struct smb2_create_body *,
		    uint64_t file_index, uint64_t volume_id);
bool		smb2_get_mxac(struct rd data, uint32_t *status,
		    uint32_t *access);
bool		smb2_get_qfid(struct rd data, uint64_t *file_index,
		    uint64_t *volume_id);

#endif
