/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libsmbclient.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/rpc/win32.h"
#include "server/push/source.h"

#define URL_SIZE	1024
#define PIECE		65536
#define HASH_SIZE	32
#define SHARE		"ADMIN%%24"	/* in a format */

struct stage {
	const struct push_order		*order;
	const struct push_credential	*credential;
	SMBCCTX				*smb;
	char				 folder[URL_SIZE];
	uint8_t				 piece[PIECE];
};

struct digest {
	uint64_t	 size;
	uint8_t		 hash[HASH_SIZE];
};

/* --- numbers --- */

static const struct {
	int		 error;
	uint32_t	 number;
} numbers[] = {
	{ ENOENT,	WIN32_FILE_NOT_FOUND },
	{ ENOTDIR,	WIN32_PATH_NOT_FOUND },
	{ EACCES,	WIN32_ACCESS_DENIED },
	{ EPERM,	WIN32_ACCESS_DENIED },
	{ ENOMEM,	WIN32_NOT_ENOUGH_MEMORY },
	{ EBUSY,	WIN32_SHARING_VIOLATION },
	{ ETXTBSY,	WIN32_SHARING_VIOLATION },
	{ ENODEV,	WIN32_BAD_NET_NAME },
	{ ENOSPC,	WIN32_DISK_FULL },
	{ ECONNRESET,	WIN32_NETNAME_DELETED },
	{ EPIPE,	WIN32_NETNAME_DELETED },
	{ ECONNABORTED,	WIN32_NETNAME_DELETED },
	{ ENETRESET,	WIN32_NETNAME_DELETED },
	{ ETIMEDOUT,	WIN32_SEM_TIMEOUT },
};

uint32_t
stage_number(int error)
{
	size_t	 i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].error == error)
			return numbers[i].number;
	return WIN32_GEN_FAILURE;
}

/* --- the context --- */

static void
give(char *dst, int size, const char *s)
{
	if (size > 0)
		(void)strlcpy(dst, s, (size_t)size);
}

static void
on_auth(SMBCCTX *smb, const char *server, const char *share, char *workgroup,
    int nworkgroup, char *user, int nuser, char *password, int npassword)
{
	const struct stage	*s = smbc_getOptionUserData(smb);

	(void)server;
	(void)share;
	give(workgroup, nworkgroup, s->credential->domain);
	give(user, nuser, s->credential->name);
	give(password, npassword, s->credential->password);
}

/*
 * In place of whatever smb.conf there is, and where libsmbclient looks for one
 * at its first word: without the interfaces it would list those of the host,
 * and end where it may not.
 */
static bool
write_conf(const char *work, char path[static URL_SIZE])
{
	FILE	*f;

	if (setenv("HOME", work, 1) == -1 ||
	    (size_t)snprintf(path, URL_SIZE, "%s/.smb", work) >= URL_SIZE ||
	    (mkdir(path, 0700) == -1 && errno != EEXIST) ||
	    (size_t)snprintf(path, URL_SIZE, "%s/.smb/smb.conf", work) >=
	    URL_SIZE || (f = fopen(path, "we")) == NULL)
		return false;
	fprintf(f, "[global]\n"
	    "\tinterfaces = 127.0.0.1/255.0.0.0\n"
	    "\tclient signing = required\n"
	    "\tclient min protocol = SMB2_02\n"
	    "\tclient max protocol = SMB3_11\n"
	    "\tname resolve order = host\n"
	    "\tlog level = 0\n"
	    "\tprivate dir = %s\n\tlock directory = %s\n"
	    "\tstate directory = %s\n\tcache directory = %s\n"
	    "\tpid directory = %s\n", work, work, work, work, work);
	return fclose(f) == 0;
}

/* "smb://address/ADMIN%24/folder"; the port is the context's. */
static bool
set_folder(struct stage *s, const struct sockaddr_storage *to, uint16_t *port)
{
	const struct sockaddr_in	*in = (const void *)to;
	const struct sockaddr_in6	*in6 = (const void *)to;
	char				 text[INET6_ADDRSTRLEN];
	bool				 six = to->ss_family == AF_INET6;

	*port = ntohs(six ? in6->sin6_port : in->sin_port);
	return inet_ntop(to->ss_family, six ? (const void *)&in6->sin6_addr :
	    &in->sin_addr, text, sizeof(text)) != NULL &&
	    (size_t)snprintf(s->folder, sizeof(s->folder), six ?
	    "smb://[%s]:%u/" SHARE "/%s" : "smb://%s:%u/" SHARE "/%s", text,
	    *port, s->order->folder) < sizeof(s->folder);
}

static bool
new_context(struct stage *s, uint16_t port)
{
	char	 conf[URL_SIZE];
	SMBCCTX	*smb = write_conf(s->order->work, conf) ?
		    smbc_new_context() : NULL;

	if (smb == NULL)
		return false;
	smbc_setDebug(smb, 0);
	smbc_setOptionDebugToStderr(smb, 1);
	smbc_setOptionUserData(smb, s);
	smbc_setFunctionAuthDataWithContext(smb, on_auth);
	smbc_setOptionNoAutoAnonymousLogin(smb, 1);
	smbc_setOptionUseKerberos(smb, 0);
	smbc_setTimeout(smb, (int)s->order->timeout * 1000);
	smbc_setPort(smb, port);
	if (smbc_init_context(smb) == NULL ||
	    smbc_setConfiguration(smb, conf) != 0) {
		(void)smbc_free_context(smb, 1);
		return false;
	}
	(void)smbc_setOptionProtocols(smb, "SMB2_02", "SMB3_11");
	s->smb = smb;
	return true;
}

uint32_t
stage_open(const struct stage_how *how, struct stage **out)
{
	struct stage	*s = calloc(1, sizeof(*s));
	uint16_t	 port = 0;
	uint32_t	 error = 0;

	*out = s;
	if (s == NULL)
		return WIN32_NOT_ENOUGH_MEMORY;
	s->order = how->order;
	s->credential = how->credential;
	errno = 0;
	if (!set_folder(s, &how->to, &port) || !new_context(s, port))
		error = WIN32_GEN_FAILURE;
	else if (smbc_getFunctionMkdir(s->smb)(s->smb, s->folder, 0700) != 0 &&
	    errno != EEXIST)
		error = stage_number(errno);
	if (error != 0)
		stage_close(out);
	return error;
}

void
stage_close(struct stage **sp)
{
	struct stage	*s = *sp;

	if (s == NULL)
		return;
	if (s->smb != NULL)
		(void)smbc_free_context(s->smb, 1);
	free(s);
	*sp = NULL;
}

/* --- copying --- */

static bool
url_of(const struct stage *s, const char *name, char url[static URL_SIZE])
{
	size_t	 n = (size_t)snprintf(url, URL_SIZE, "%s/", s->folder);

	for (; *name != '\0' && n + 4 < URL_SIZE; name++) {
		if (strchr("%#?&+ $", *name) == NULL)
			url[n++] = *name;
		else
			n += (size_t)snprintf(url + n, 4, "%%%02X",
			    (unsigned)(unsigned char)*name);
	}
	url[n < URL_SIZE ? n : URL_SIZE - 1] = '\0';
	return *name == '\0';
}

static bool
write_all(struct stage *s, SMBCFILE *f, size_t n)
{
	size_t	 at;
	ssize_t	 done;

	for (at = 0; at < n; at += (size_t)done) {
		done = smbc_getFunctionWrite(s->smb)(s->smb, f, s->piece + at,
		    n - at);
		if (done <= 0)
			return false;
	}
	return true;
}

/* Where pieces come from: a file here, memory, or a file there. */
struct from {
	int		 fd;		/* -1: memory */
	struct rd	 mem;
	SMBCFILE	*back;
};

static ssize_t
next_piece(struct stage *s, struct from *f)
{
	size_t	 n;

	errno = 0;
	if (f->back != NULL)
		return smbc_getFunctionRead(s->smb)(s->smb, f->back, s->piece,
		    PIECE);
	if (f->fd != -1)
		return read(f->fd, s->piece, PIECE);
	n = rd_left(&f->mem) < PIECE ? rd_left(&f->mem) : PIECE;
	rd_copy(&f->mem, s->piece, n);
	return (ssize_t)n;
}

/* And go there, if there is a there. */
static uint32_t
pump(struct stage *s, struct from *from, SMBCFILE *to, struct digest *out)
{
	EVP_MD_CTX	*md = EVP_MD_CTX_new();
	uint32_t	 error = 0;
	ssize_t		 n = 1;

	out->size = 0;
	if (md == NULL || EVP_DigestInit_ex2(md, EVP_sha256(), NULL) != 1)
		error = WIN32_NOT_ENOUGH_MEMORY;
	while (error == 0 && n > 0) {
		n = next_piece(s, from);
		if (n < 0 || (n > 0 && to != NULL &&
		    !write_all(s, to, (size_t)n)))
			error = stage_number(errno);
		else if (n > 0 && EVP_DigestUpdate(md, s->piece,
		    (size_t)n) != 1)
			error = WIN32_NOT_ENOUGH_MEMORY;
		out->size += n > 0 ? (uint64_t)n : 0;
	}
	if (error == 0 && EVP_DigestFinal_ex(md, out->hash, NULL) != 1)
		error = WIN32_NOT_ENOUGH_MEMORY;
	EVP_MD_CTX_free(md);
	return error;
}

static uint32_t
send_one(struct stage *s, const char *url, struct from *from,
    struct digest *out)
{
	SMBCFILE	*f;
	uint32_t	 error;

	errno = 0;
	f = smbc_getFunctionOpen(s->smb)(s->smb, url,
	    O_CREAT | O_TRUNC | O_WRONLY, 0700);
	if (f == NULL)
		return stage_number(errno);
	error = pump(s, from, f, out);
	errno = 0;
	if (smbc_getFunctionClose(s->smb)(s->smb, f) != 0 && error == 0)
		error = stage_number(errno);
	return error;
}

static uint32_t
read_back(struct stage *s, const char *url, struct digest *out)
{
	struct from	 from = { .fd = -1 };
	uint32_t	 error;

	errno = 0;
	from.back = smbc_getFunctionOpen(s->smb)(s->smb, url, O_RDONLY, 0);
	if (from.back == NULL)
		return stage_number(errno);
	error = pump(s, &from, NULL, out);
	(void)smbc_getFunctionClose(s->smb)(s->smb, from.back);
	return error;
}

static uint32_t
copy_one(struct stage *s, size_t i)
{
	const char	*name = s->order->file[i];
	struct digest	 sent = { 0 }, found = { 0 };
	struct from	 from = { -1, s->order->content[i], NULL };
	char		 url[URL_SIZE];
	uint32_t	 error = 0;

	if (!url_of(s, name, url))
		return WIN32_INVALID_PARAMETER;
	if (from.mem.len == 0)
		error = source_open(s->order, name, &from.fd);
	if (error == 0)
		error = send_one(s, url, &from, &sent);
	if (from.fd != -1)
		(void)close(from.fd);
	if (error == 0)
		error = read_back(s, url, &found);
	if (error == 0 && (sent.size != found.size ||
	    memcmp(sent.hash, found.hash, HASH_SIZE) != 0))
		error = WIN32_INVALID_DATA;
	return error;
}

uint32_t
stage_copy(struct stage *s, const char **file_out)
{
	uint32_t	 i, error = 0;

	for (i = 0; error == 0 && i < s->order->files; i++) {
		*file_out = s->order->file[i];
		error = copy_one(s, i);
	}
	return error;
}

void
stage_remove(struct stage *s)
{
	char		 url[URL_SIZE];
	uint32_t	 i;

	for (i = 0; i < s->order->files; i++)
		if (url_of(s, s->order->file[i], url))
			(void)smbc_getFunctionUnlink(s->smb)(s->smb, url);
	(void)smbc_getFunctionRmdir(s->smb)(s->smb, s->folder);
}

/* Asked by the sanitizer of leaks: what libtalloc keeps to the end is its own. */
const char	*__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libtalloc\n";
}
