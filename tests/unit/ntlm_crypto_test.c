/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/check.h"
#include "tests/unit/ntlm_vectors.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/auth/ntlm_client.h"
#include "protocol/auth/ntlm_seal.h"
#include "protocol/auth/spnego.h"

static struct ntlm_crypto	*crypto;

static void
hashes_refuse_passwords_that_are_none(void **state)
{
	char	 longest[258];
	uint8_t	 out[NTLM_KEY_SIZE];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[257] = '\0';
	assert_int_equal(nt_hash(crypto, longest, out), -ENAMETOOLONG);
	longest[256] = '\0';
	assert_int_equal(nt_hash(crypto, longest, out), 0);
	assert_int_equal(nt_hash(crypto, "\xc3", out), -EILSEQ);
	assert_int_equal(nt_hash(crypto, "", out), 0);
	assert_hex(out, sizeof(out), "31d6cfe0d16ae931b73c59d7e0c089c0");
}

static void
a_short_and_a_long_message_give_the_same_stream(void **state)
{
	uint8_t			 key[5] = { 1, 2, 3, 4, 5 };
	uint8_t			 one[64] = { 0 }, other[64] = { 0 };
	struct ntlm_stream	*s;
	size_t			 i;

	(void)state;
	assert_int_equal(ntlm_rc4(crypto, rd_over(key, 5), rd_over(one, 64),
	    one), 0);
	/* RFC 6229, the 40-bit key 0102030405 */
	assert_hex(one, 16, "b2396305f03dc027ccc3524a0a1118a8");
	assert_int_equal(ntlm_stream_new(crypto, rd_over(key, 5), &s), 0);
	for (i = 0; i < 64; i += 8)
		assert_int_equal(ntlm_stream_apply(s, other + i, 8), 0);
	assert_memory_equal(one, other, sizeof(one));
	ntlm_stream_free(&s);
	assert_null(s);
}

static int
forbid_files(void)
{
	struct sock_filter	 f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog	 p = { .len = nitems(f), .filter = f };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p);
}

/* All that a keeper or a worker does with the handle, first time included. */
static int
use_everything(void)
{
	const struct ntlm_identity who = { "\xc3\xa4", "D", "W", "cifs/s",
				    { 1 }, NULL };
	const struct ntlm_nonce	 nonce = { .now = 1 };
	struct rd		 c = unhex(spec_challenge);
	struct ntlm_answer	 in = { .who = &who, .nonce = &nonce,
				    .challenge = c };
	uint8_t			 mem[512], hash[NTLM_KEY_SIZE];
	struct wr		 w = wr_over(mem, sizeof(mem));
	struct ntlm_crypto	*fresh;
	struct ntlm_seal	*s;
	struct ntlm_keys	 k;

	if (ntlm_crypto_new(&fresh, NULL) != 0 || forbid_files() != 0)
		return 1;
	if (ntlm_client_authenticate(fresh, &in, &w, &k) != 0 ||
	    nt_hash(fresh, "\xc3\xa4", hash) != 0 ||
	    ntlm_seal_new(fresh, &k, NTLM_CLIENT, 0, &s) != 0 ||
	    ntlm_sign(s, c, hash) != 0 ||
	    ntlm_mech_list_mic(fresh, &k, NTLM_CLIENT, c, hash) != 0)
		return 2;
	return 0;
}

/* It has to be the first test: what another one has loaded, it would miss. */
static void
no_file_is_opened_after_the_handle_is_made(void **state)
{
	int	 status;
	pid_t	 pid;

	(void)state;
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0)
		_exit(use_everything());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(ntlm_crypto_new(&crypto, NULL), 0);
}

/* The LM hash of "PASSWORD", which is DES of a known text under it. */
static void
des_takes_its_keys_as_the_lm_hash_does(void **state)
{
	static const uint8_t	 key[NTLM_KEY_SIZE] = "PASSWORD";
	static const uint8_t	 text[NTLM_KEY_SIZE + 1] = "KGS!@#$%KGS!@#$%";
	static const uint8_t	 known[NTLM_KEY_SIZE] = {
		0xe5, 0x2c, 0xac, 0x67, 0x41, 0x9a, 0x9a, 0x22,
		0x4a, 0x3b, 0x10, 0x8f, 0x3f, 0xa6, 0xcb, 0x6d,
	};
	uint8_t			 out[NTLM_KEY_SIZE];

	(void)state;
	assert_int_equal(ntlm_des_seal(crypto, key, text, out), 0);
	assert_memory_equal(out, known, sizeof(out));
	assert_int_equal(ntlm_des_open(crypto, key, out, out), 0);
	assert_memory_equal(out, text, sizeof(out));
}

static int
stop(void **state)
{
	(void)state;
	ntlm_crypto_free(&crypto);
	assert_null(crypto);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_is_opened_after_the_handle_is_made),
		cmocka_unit_test(hashes_refuse_passwords_that_are_none),
		cmocka_unit_test(des_takes_its_keys_as_the_lm_hash_does),
		cmocka_unit_test(
		    a_short_and_a_long_message_give_the_same_stream),
	};

	return cmocka_run_group_tests(tests, NULL, stop);
}
