/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/syntax.h"

#include <string.h>

#define FEATURES_FIXED	8	/* bytes of the UUID in front of the bit mask */

const struct rpc_syntax	rpc_ndr32 = {
	RPC_UUID(0x8a885d04U, 0x1ceb, 0x11c9, 0x9fe8, 0x08002b104860ULL), 2, 0
};

static const struct rpc_syntax	features = {
	RPC_UUID(0x6cb71c2cU, 0x9812, 0x4540, 0, 0ULL), 1, 0
};

/* The version is one number on the wire, the major one in its low half. */
void
rpc_syntax_body(struct ndr *n, struct rpc_syntax *s)
{
	uint32_t	 version = s->major | (uint32_t)s->minor << 16;

	ndr_guid(n, &s->uuid);
	ndr_u32(n, &version);
	s->major = (uint16_t)version;
	s->minor = (uint16_t)(version >> 16);
}

bool
rpc_syntax_equal(const struct rpc_syntax *a, const struct rpc_syntax *b)
{
	return guid_equal(&a->uuid, &b->uuid) && a->major == b->major &&
	    a->minor == b->minor;
}

bool
rpc_syntax_features(const struct rpc_syntax *s, uint64_t *features_out)
{
	struct rd	 mask = rd_over(s->uuid.b, sizeof(s->uuid.b));

	rd_skip(&mask, FEATURES_FIXED);
	*features_out = rd_le64(&mask);
	return s->major == features.major && s->minor == features.minor &&
	    memcmp(s->uuid.b, features.uuid.b, FEATURES_FIXED) == 0;
}
