/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A logon played by somebody hostile.  Each move is a byte and, for a token,
 * its 16-bit length and bytes:
 *	0 token   1 the keeper's challenge   2 its yes   3 its no
 * The same tokens go to our client as if a server had sent them.
 */
#include <stdint.h>
#include <stdlib.h>

#include "protocol/auth/client_logon.h"
#include "protocol/auth/logon.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct ntlm_crypto	*crypto;
static const uint8_t		 bytes[NTLM_KEY_SIZE] = { 1, 2, 3 };

static enum logon_step
move(struct logon *l, struct client_logon *c, struct rd *r)
{
	uint8_t		 out[LOGON_TOKEN_MAX], reply[CLIENT_TOKEN_MAX];
	struct wr	 w = wr_over(out, sizeof(out));
	struct wr	 cw = wr_over(reply, sizeof(reply));
	struct rd	 token;

	switch (rd_u8(r) % 4) {
	case 0:
		token = rd_take(r, rd_le16(r));
		if (!rd_ok(r))
			return LOGON_REFUSED;
		if (client_logon_proved(c))
			(void)client_logon_finish(c, token);
		else
			(void)client_logon_next(c, token, &cw);
		return logon_input(l, token, &w);
	case 1:
		return logon_challenge(l, bytes, 1, &w);
	case 2:
		return logon_verdict(l, bytes, &w);
	default:
		return logon_verdict(l, NULL, &w);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct ntlm_names	 names = { "C", "D", "c.d", "d", 0,
				    { 0, 0, 0 } };
	static const struct ntlm_identity who = {
		.user = "user", .domain = "D", .workstation = "W",
		.target = "cifs/s",
	};
	struct client_logon_how	 how = { .who = &who };
	struct client_logon	*c;
	struct logon		*l;
	struct rd		 r = rd_over(p, n);
	uint8_t			 out[CLIENT_TOKEN_MAX];
	struct wr		 w = wr_over(out, sizeof(out));

	if (crypto == NULL && ntlm_crypto_new(&crypto, NULL) != 0)
		abort();
	how.crypto = crypto;
	if (logon_new(&names, crypto, &l) != 0 ||
	    client_logon_new(&how, &c) != 0)
		abort();
	(void)client_logon_start(c, rd_over(NULL, 0), &w);
	while (rd_left(&r) > 0)
		if (move(l, c, &r) == LOGON_REFUSED &&
		    logon_why(l)[0] == '\0' && rd_ok(&r))
			abort();
	client_logon_free(&c);
	logon_free(&l);
	return 0;
}
