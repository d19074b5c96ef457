/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ntlm_message - NEGOTIATE, CHALLENGE and AUTHENTICATE, both directions.
 *
 * Units    bytes.  Texts are UTF-16LE, or in the client's OEM character set
 *          where NTLMSSP_NEGOTIATE_UNICODE is not set; always OEM in
 *          NEGOTIATE.
 * Errors   decoding returns 0 or -EBADMSG; encoding marks the writer.
 * Memory   decoded readers are views into the message; encoders copy.
 * Source   [MS-NLMP] 2.2.1, 2.2.2.5, 2.2.2.8.
 */
#ifndef PROTOCOL_AUTH_NTLM_MESSAGE_H
#define PROTOCOL_AUTH_NTLM_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"

#define NTLMSSP_NEGOTIATE_UNICODE		0x00000001U
#define NTLM_NEGOTIATE_OEM			0x00000002U
#define NTLMSSP_REQUEST_TARGET			0x00000004U
#define NTLMSSP_NEGOTIATE_SIGN			0x00000010U
#define NTLMSSP_NEGOTIATE_SEAL			0x00000020U
#define NTLMSSP_NEGOTIATE_LM_KEY		0x00000080U
#define NTLMSSP_NEGOTIATE_NTLM			0x00000200U
#define NTLMSSP_ANONYMOUS			0x00000800U
#define NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED	0x00001000U
#define NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED 0x00002000U
#define NTLMSSP_NEGOTIATE_ALWAYS_SIGN		0x00008000U
#define NTLMSSP_TARGET_TYPE_DOMAIN		0x00010000U
#define NTLMSSP_TARGET_TYPE_SERVER		0x00020000U
#define NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY 0x00080000U
#define NTLMSSP_NEGOTIATE_TARGET_INFO		0x00800000U
#define NTLMSSP_NEGOTIATE_VERSION		0x02000000U
#define NTLMSSP_NEGOTIATE_128			0x20000000U
#define NTLMSSP_NEGOTIATE_KEY_EXCH		0x40000000U
#define NTLMSSP_NEGOTIATE_56			0x80000000U

/* More than any peer sends; longer messages are refused. */
#define NTLM_NEGOTIATE_MAX	1024
#define NTLM_CHALLENGE_MAX	2048
#define NTLM_AUTHENTICATE_MAX	4096

#define NTLM_CHALLENGE_SIZE	8
#define NTLM_KEY_SIZE		16
#define NTLM_MIC_OFFSET		72	/* in AUTHENTICATE, if it is there */

/* Which Windows somebody says to be; all zero: it does not say. */
struct ntlm_version {
	uint8_t		 major, minor;
	uint16_t	 build;
};

struct ntlm_negotiate {
	uint32_t	 flags;
	struct rd	 domain;
	struct rd	 workstation;
};

struct ntlm_challenge {
	uint32_t	 flags;
	uint8_t		 challenge[NTLM_CHALLENGE_SIZE];
	struct rd	 target_name;
	struct rd	 target_info;
	struct ntlm_version version;	/* encoding, all zero: our usual one */
};

struct ntlm_authenticate {
	uint32_t	 flags;
	struct rd	 lm;		/* LmChallengeResponse */
	struct rd	 nt;		/* NtChallengeResponse */
	struct rd	 domain;
	struct rd	 user;
	struct rd	 workstation;
	struct rd	 key;		/* EncryptedRandomSessionKey */
	bool		 mic_room;	/* nothing lies where a MIC would */
	uint8_t		 mic[NTLM_KEY_SIZE];
};

/* NTLMv2_RESPONSE, the nt field of those who speak version 2. */
struct ntlm_v2_response {
	uint8_t		 proof[NTLM_KEY_SIZE];
	struct rd	 temp;		/* all that follows the proof */
	uint64_t	 timestamp;
	uint8_t		 challenge[NTLM_CHALLENGE_SIZE];
	struct rd	 target_info;	/* AvPairs and what follows them */
};

bool	ntlm_is_message(const struct rd *);	/* raw NTLMSSP, not SPNEGO */

int	ntlm_decode_negotiate(struct rd, struct ntlm_negotiate *) MUST_CHECK;
int	ntlm_decode_challenge(struct rd, struct ntlm_challenge *) MUST_CHECK;
int	ntlm_decode_authenticate(struct rd, struct ntlm_authenticate *)
	    MUST_CHECK;
int	ntlm_decode_v2_response(struct rd, struct ntlm_v2_response *)
	    MUST_CHECK;

void	ntlm_encode_negotiate(struct wr *, const struct ntlm_negotiate *);
void	ntlm_encode_challenge(struct wr *, const struct ntlm_challenge *);
/* With room for a MIC, which stands at NTLM_MIC_OFFSET from its start. */
void	ntlm_encode_authenticate(struct wr *, const struct ntlm_authenticate *);
void	ntlm_encode_v2_response(struct wr *, const struct ntlm_v2_response *);

/*
 * A text field as UTF-8 with a NUL.  -EILSEQ if ill-formed (or OEM beyond
 * ASCII: nobody told us the code page), -ENAMETOOLONG.
 */
int	ntlm_text(const struct rd *, uint32_t flags, char *dst, size_t size);

#endif
