/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A link over libsmbclient.  It blocks while it works and tells in the next
 * turn of the loop.  libsmbclient does not say why a logon was refused, so
 * client/ logs on first, and libsmbclient only where that was let in: a wrong
 * password is tried once.  It reads a folder to its end, if it has one, so
 * client/ lists them, too.
 *
 * Nor does it come back while a server answers with a byte at a time: an alarm
 * cuts its connection then.
 */
#include "contrib/siteclient/transport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <libsmbclient.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "contrib/siteclient/patience.h"

#define URL_SIZE	1024
#define PIECE		65536
#define SECRET_SIZE	130
#define NAME_SIZE	81

struct smb_transport {
	struct transport	 base;
	struct transport	*probe;
	uint32_t		 timeout_ms;
	char			 conf[512];	/* its configuration file */
	char			*piece;
};

struct smb_link {
	struct link		 link;
	struct smb_transport	*transport;
	struct link		*probe;
	SMBCCTX			*smb;
	struct event		*tell;
	struct link_reply	 reply;
	struct link_target	 target;	/* of names that stand here */
	const char		*path;		/* of the folder listed */
	struct link_sink	 sink;
	char			 root[URL_SIZE];	/* smb://address:port/share */
	uint16_t		 port;
	char			 server[NAME_SIZE];
	char			 share[NAME_SIZE];
	char			 user[NAME_SIZE];
	char			 domain[NAME_SIZE];
	char			 workstation[NAME_SIZE];
	char			 password[SECRET_SIZE];
};

/* --- answers --- */

static void
on_tell(evutil_socket_t fd, short what, void *arg)
{
	struct smb_link		*l = arg;
	const struct link_done	 done = l->link.done;
	const struct link_reply	 reply = l->reply;

	(void)fd;
	(void)what;
	done.fn(done.arg, &reply);
}

static int
tell(struct smb_link *l, struct link_reply reply)
{
	l->reply = reply;
	event_active(l->tell, EV_TIMEOUT, 0);
	return 0;
}

static const struct {
	int		 error;
	enum ntstatus	 status;
} meanings[] = {
	{ ENOENT,	NT_OBJECT_NAME_NOT_FOUND },
	{ ENOTDIR,	NT_OBJECT_PATH_NOT_FOUND },
	{ EEXIST,	NT_OBJECT_NAME_COLLISION },
	{ EACCES,	NT_ACCESS_DENIED },
	{ EPERM,	NT_ACCESS_DENIED },
	{ EISDIR,	NT_FILE_IS_A_DIRECTORY },
	{ ENODEV,	NT_BAD_NETWORK_NAME },
	{ ENOSPC,	NT_DISK_FULL },
	{ ETXTBSY,	NT_SHARING_VIOLATION },
	{ EBUSY,	NT_SHARING_VIOLATION },
};

static struct link_reply
failed(int error)
{
	size_t	 i;

	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].error == error)
			return (struct link_reply){ 0, meanings[i].status };
	return (struct link_reply){ error == 0 ? -EIO : -error, NT_OK };
}

/* --- patience --- */

/* From here to patience_end() it has as long as client/ would have. */
static void
guard_begin(const struct smb_link *l)
{
	patience_begin(&l->target.to, 2 * (int64_t)l->transport->timeout_ms);
}

/* What errno says, or that it took too long. */
static struct link_reply
guard_failed(void)
{
	const int	 error = errno;

	return failed(patience_end() ? error : ETIMEDOUT);
}

/* --- names --- */

/* What is not plain is written %XX: nothing in it means anything then. */
static bool
put_url(char *dst, size_t size, const char *s)
{
	static const char	 plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-_./";
	size_t			 n = strlen(dst);

	for (; *s != '\0'; s++) {
		if (n + 4 > size)
			return false;
		if (strchr(plain, *s) != NULL)
			dst[n++] = *s;
		else
			n += (size_t)snprintf(dst + n, 4, "%%%02X",
			    (unsigned)(unsigned char)*s);
	}
	dst[n] = '\0';
	return true;
}

static bool
url_of(const struct smb_link *l, const char *path, char url[static URL_SIZE])
{
	if (strlcpy(url, l->root, URL_SIZE) >= URL_SIZE - 1)
		return false;
	(void)strlcat(url, "/", URL_SIZE);
	return put_url(url, URL_SIZE, path);
}

static bool
set_root(struct smb_link *l, const struct link_target *t)
{
	const struct sockaddr_in	*in = (const void *)&t->to;
	const struct sockaddr_in6	*in6 = (const void *)&t->to;
	char				 text[INET6_ADDRSTRLEN];
	const void			*from = &in->sin_addr;

	l->port = ntohs(in->sin_port);
	if (t->to.ss_family == AF_INET6) {
		l->port = ntohs(in6->sin6_port);
		from = &in6->sin6_addr;
	}
	if (inet_ntop(t->to.ss_family, from, text, sizeof(text)) == NULL)
		return false;
	(void)snprintf(l->root, sizeof(l->root), t->to.ss_family == AF_INET6 ?
	    "smb://[%s]:%u/" : "smb://%s:%u/", text, l->port);
	return put_url(l->root, sizeof(l->root), t->share);
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
	const struct smb_link	*l = smbc_getOptionUserData(smb);

	(void)server;
	(void)share;
	give(workgroup, nworkgroup, l->domain);
	give(user, nuser, l->user);
	give(password, npassword, l->password);
}

static SMBCCTX *
new_context(struct smb_link *l)
{
	SMBCCTX	*smb = smbc_new_context();

	if (smb == NULL)
		return NULL;
	smbc_setDebug(smb, 0);
	smbc_setOptionDebugToStderr(smb, 1);
	smbc_setOptionUserData(smb, l);
	smbc_setFunctionAuthDataWithContext(smb, on_auth);
	smbc_setOptionNoAutoAnonymousLogin(smb, 1);
	smbc_setOptionUseKerberos(smb, 0);
	smbc_setTimeout(smb, (int)l->transport->timeout_ms);
	smbc_setPort(smb, l->port);
	smbc_setNetbiosName(smb, l->workstation);
	if (smbc_init_context(smb) == NULL ||
	    smbc_setConfiguration(smb, l->transport->conf) != 0) {
		(void)smbc_free_context(smb, 1);
		return NULL;
	}
	(void)smbc_setOptionProtocols(smb, "SMB2_02", "SMB3_11");
	return smb;
}

static struct link_reply
connect_share(struct smb_link *l)
{
	struct stat	 st;

	l->smb = new_context(l);
	if (l->smb == NULL)
		return (struct link_reply){ -ENOMEM, NT_OK };
	errno = 0;
	guard_begin(l);
	if (smbc_getFunctionStat(l->smb)(l->smb, l->root, &st) != 0)
		return guard_failed();
	(void)patience_end();
	return (struct link_reply){ 0, NT_OK };
}

/* client/ has been let in, or knows why not. */
static void
on_probe(void *arg, const struct link_reply *reply)
{
	struct smb_link	*l = arg;

	link_close(&l->probe);
	(void)tell(l, link_ok(reply) ? connect_share(l) : *reply);
}

/* --- the operations --- */

static struct link_reply
read_all(struct smb_link *l, SMBCFILE *f, const struct link_range *range,
    const struct link_sink *sink)
{
	uint64_t	 at = 0;
	size_t		 want;
	ssize_t		 n;
	int		 error;

	if (range->offset > 0 && smbc_getFunctionLseek(l->smb)(l->smb, f,
	    (off_t)range->offset, SEEK_SET) == -1)
		return failed(errno);
	for (;;) {
		want = PIECE;
		if (range->part && range->length - at < want)
			want = (size_t)(range->length - at);
		guard_begin(l);
		n = want == 0 ? 0 : smbc_getFunctionRead(l->smb)(l->smb, f,
		    l->transport->piece, want);
		if (n < 0)
			return guard_failed();
		if (!patience_end())
			return failed(ETIMEDOUT);
		if (n == 0)
			return (struct link_reply){ 0, NT_OK };
		if ((uint64_t)n > range->length - at)
			return (struct link_reply){ -EFBIG, NT_OK };
		at += (uint64_t)n;
		error = sink->put(sink->arg, l->transport->piece, (size_t)n);
		if (error != 0)
			return (struct link_reply){ error, NT_OK };
	}
}

static int
smb_fetch(struct link *link, const char *path,
    const struct link_range *range, const struct link_sink *sink)
{
	struct smb_link		*l = (struct smb_link *)link;
	char			 url[URL_SIZE];
	struct link_reply	 reply;
	SMBCFILE		*f;

	if (!url_of(l, path, url))
		return -ENAMETOOLONG;
	guard_begin(l);
	f = smbc_getFunctionOpen(l->smb)(l->smb, url, O_RDONLY, 0);
	if (f == NULL)
		return tell(l, guard_failed());
	(void)patience_end();
	reply = read_all(l, f, range, sink);
	guard_begin(l);
	(void)smbc_getFunctionClose(l->smb)(l->smb, f);
	(void)patience_end();
	return tell(l, reply);
}

static void
listed(struct smb_link *l, struct link_reply reply)
{
	link_close(&l->probe);
	(void)tell(l, reply);
}

static void
on_listed(void *arg, const struct link_reply *reply)
{
	listed(arg, *reply);
}

static void
on_list(void *arg, const struct link_reply *reply)
{
	struct smb_link	*l = arg;
	int		 error;

	if (!link_ok(reply)) {
		listed(l, *reply);
		return;
	}
	l->probe->done = (struct link_done){ on_listed, l };
	error = link_list(l->probe, l->path, &l->sink);
	if (error != 0)
		listed(l, (struct link_reply){ error, NT_OK });
}

static int
smb_list(struct link *link, const char *path, const struct link_sink *sink)
{
	struct smb_link		*l = (struct smb_link *)link;
	const struct link_done	 done = { on_list, l };

	l->path = path;
	l->sink = *sink;
	return link_open(l->transport->probe, &l->target, &done, &l->probe);
}

static int
smb_drop(struct link *link, const char *path, const void *data, size_t n)
{
	struct smb_link	*l = (struct smb_link *)link;
	struct link_reply reply = { 0, NT_OK };
	char		 url[URL_SIZE];
	SMBCFILE	*f;
	ssize_t		 done = 0;
	size_t		 at;

	if (!url_of(l, path, url))
		return -ENAMETOOLONG;
	guard_begin(l);
	f = smbc_getFunctionOpen(l->smb)(l->smb, url,
	    O_CREAT | O_EXCL | O_WRONLY, 0644);
	if (f == NULL)
		return tell(l, guard_failed());
	for (at = 0; at < n && done >= 0; at += (size_t)done) {
		guard_begin(l);
		done = smbc_getFunctionWrite(l->smb)(l->smb, f,
		    (const char *)data + at, n - at < PIECE ? n - at : PIECE);
	}
	reply = done < 0 ? guard_failed() : reply;
	/* It is on the server's disk when this says so. */
	guard_begin(l);
	if (smbc_getFunctionClose(l->smb)(l->smb, f) != 0 && link_ok(&reply))
		return tell(l, guard_failed());
	(void)patience_end();
	return tell(l, reply);
}

static void
smb_close(struct link *link)
{
	struct smb_link	*l = (struct smb_link *)link;

	link_close(&l->probe);
	guard_begin(l);
	if (l->smb != NULL)
		(void)smbc_free_context(l->smb, 1);
	(void)patience_end();
	if (l->tell != NULL)
		event_free(l->tell);
	secret_wipe(l, sizeof(*l));
	free(l);
}

static void
set_target(struct smb_link *l, const struct link_target *t)
{
	give(l->server, sizeof(l->server), t->server);
	give(l->share, sizeof(l->share), t->share);
	give(l->user, sizeof(l->user), t->user);
	give(l->domain, sizeof(l->domain), t->domain);
	give(l->workstation, sizeof(l->workstation), t->workstation);
	give(l->password, sizeof(l->password), t->password);
	l->target = (struct link_target){ .server = l->server,
	    .share = l->share, .to = t->to, .from = t->from, .user = l->user,
	    .domain = l->domain, .password = l->password,
	    .workstation = l->workstation };
}

static int
smb_open(struct transport *base, const struct link_target *target,
    const struct link_done *done, struct link **out)
{
	struct smb_transport	*t = (struct smb_transport *)base;
	struct smb_link		*l = calloc(1, sizeof(*l));
	const struct link_done	 probed = { on_probe, l };
	int			 error = -ENOMEM;

	if (l == NULL)
		return -ENOMEM;
	l->link = (struct link){ base, *done };
	l->transport = t;
	set_target(l, target);
	l->tell = event_new(base->base, -1, 0, on_tell, l);
	if (l->tell != NULL && set_root(l, target))
		error = link_open(t->probe, target, &probed, &l->probe);
	if (error != 0)
		smb_close(&l->link);
	else
		*out = &l->link;
	return error;
}

static void
smb_free(struct transport *base)
{
	struct smb_transport	*t = (struct smb_transport *)base;

	transport_free(&t->probe);
	free(t->piece);
	free(t);
}

/* Asked by the sanitizer of leaks: what libtalloc keeps to the end is its own. */
const char	*__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libtalloc\n";
}

static const struct transport_ops	ops = {
	smb_open, smb_fetch, smb_list, smb_drop, smb_close, smb_free
};

/* Read after whatever smb.conf there is: what counts for us stands here. */
static int
write_conf(const char *path, const char *folder, struct err *err)
{
	FILE	*f = fopen(path, "we");

	if (f == NULL)
		return err_sys(err, "%s", path);
	fprintf(f, "[global]\n"
	    "\tclient signing = required\n"
	    "\tclient min protocol = SMB2_02\n"
	    "\tclient max protocol = SMB3_11\n"
	    "\tname resolve order = host\n"
	    "\tlog level = 0\n"
	    "\tprivate dir = %s\n\tlock directory = %s\n"
	    "\tstate directory = %s\n\tcache directory = %s\n"
	    "\tpid directory = %s\n", folder, folder, folder, folder,
	    folder);
	if (fclose(f) != 0)
		return err_sys(err, "%s", path);
	return 0;
}

int
transport_smbclient_new(struct event_base *base, uint32_t timeout_ms,
    const char *folder, struct transport **out, struct err *err)
{
	struct smb_transport	*t = calloc(1, sizeof(*t));
	int			 error;

	*out = NULL;
	if (t == NULL || (t->piece = malloc(PIECE)) == NULL) {
		free(t);
		return err_set(err, ENOMEM, "out of memory");
	}
	t->base = (struct transport){ &ops, base };
	t->timeout_ms = timeout_ms;
	if ((size_t)snprintf(t->conf, sizeof(t->conf), "%s/smb.conf",
	    folder) >= sizeof(t->conf))
		error = err_set(err, ENAMETOOLONG, "%s", folder);
	else if ((error = patience_new(err)) == 0 &&
	    (error = write_conf(t->conf, folder, err)) == 0)
		error = transport_event_new(base, timeout_ms, &t->probe, err);
	if (error != 0)
		smb_free(&t->base);
	else
		*out = &t->base;
	return error;
}
