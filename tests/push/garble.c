/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * garble - preloaded into `siteclient target' by tests/push/bad: one answer of
 * its remote procedures, and that one only, is not well-formed, although it is
 * sealed as it should be.  GARBLE=NUMBER:HOW, counted from 1 over all pipes:
 *
 *	stub	arguments of 0xff: lengths that nobody can mean
 *	frag	says to be longer than it is
 *	short	says to be shorter than a header
 *	type	is no answer at all
 *	call	is the answer to another call
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define SMB2_HEADER	64
#define READ_ANSWER	(SMB2_HEADER + 16)
#define COMMAND_AT	12
#define FLAGS_AT	16
#define COMMAND_READ	8
#define RPC_HEADER	24

static void
spoil(const char *how, uint8_t *p, size_t n)
{
	if (strcmp(how, "stub") == 0 && n > RPC_HEADER)
		memset(p + RPC_HEADER, 0xff, n - RPC_HEADER);
	else if (strcmp(how, "frag") == 0)
		p[8] = p[9] = 0x7f;
	else if (strcmp(how, "short") == 0)
		p[8] = 3, p[9] = 0;
	else if (strcmp(how, "type") == 0)
		p[2] = 0x63;
	else if (strcmp(how, "call") == 0)
		p[12] ^= 0x55;
}

/* An answer to READ that brings a PDU of [MS-RPCE]. */
static int
is_rpc(const uint8_t *p, size_t n)
{
	return n >= READ_ANSWER + RPC_HEADER &&
	    memcmp(p, "\xfeSMB", 4) == 0 && p[COMMAND_AT] == COMMAND_READ &&
	    (p[FLAGS_AT] & 1) != 0 && p[READ_ANSWER] == 5 &&
	    p[READ_ANSWER + 1] == 0;
}

static void
look(uint8_t *p, size_t n)
{
	static unsigned	 seen;
	const char	*wish = getenv("GARBLE");
	char		 how[16];
	unsigned	 which;

	if (wish == NULL || sscanf(wish, "%u:%15s", &which, how) != 2 ||
	    !is_rpc(p, n) || ++seen != which)
		return;
	spoil(how, p + READ_ANSWER, n - READ_ANSWER);
	fprintf(stderr, "garbled answer %u: %s\n", which, how);
}

/* What is sealed is sealed where it is. */
int
EVP_CipherUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl,
    const unsigned char *in, int inl)
{
	static int	(*next)(EVP_CIPHER_CTX *, unsigned char *, int *,
			    const unsigned char *, int);

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "EVP_CipherUpdate");
	if (out != NULL && out == in && inl > 0 &&
	    EVP_CIPHER_CTX_is_encrypting(ctx))
		look(out, (size_t)inl);
	return next(ctx, out, outl, in, inl);
}
