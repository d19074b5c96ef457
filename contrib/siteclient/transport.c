/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/transport.h"

#include <errno.h>
#include <string.h>

#define HRESULT_WIN32		0x80070000U
#define ERROR_FILE_NOT_FOUND	2U
#define ERROR_PATH_NOT_FOUND	3U
#define ERROR_ACCESS_DENIED	5U
#define ERROR_SHARING_VIOLATION	32U
#define ERROR_BAD_NETPATH	53U
#define ERROR_UNEXP_NET_ERR	59U
#define ERROR_NETNAME_DELETED	64U
#define ERROR_BAD_NET_NAME	67U
#define ERROR_REQ_NOT_ACCEP	71U
#define ERROR_FILE_EXISTS	80U
#define ERROR_DISK_FULL		112U

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

void
transport_free(struct transport **t)
{
	if (*t != NULL)
		(*t)->ops->free(*t);
	*t = NULL;
}

int
link_open(struct transport *t, const struct link_target *target,
    const struct link_done *done, struct link **out)
{
	*out = NULL;
	return t->ops->open(t, target, done, out);
}

int
link_fetch(struct link *l, const char *path, const struct link_range *range,
    const struct link_sink *sink)
{
	return l->transport->ops->fetch(l, path, range, sink);
}

int
link_list(struct link *l, const char *path, const struct link_sink *sink)
{
	return l->transport->ops->list(l, path, sink);
}

int
link_drop(struct link *l, const char *path, const void *data, size_t n)
{
	return l->transport->ops->drop(l, path, data, n);
}

void
link_close(struct link **l)
{
	if (*l != NULL)
		(*l)->transport->ops->close(*l);
	*l = NULL;
}

bool
link_ok(const struct link_reply *r)
{
	return r->error == 0 && r->status == NT_OK;
}

/* A refused logon is "access denied" to the network abstraction layer. */
static const struct {
	enum ntstatus	 status;
	uint32_t	 win32;
} meanings[] = {
	{ NT_ACCESS_DENIED,		ERROR_ACCESS_DENIED },
	{ NT_LOGON_FAILURE,		ERROR_ACCESS_DENIED },
	{ NT_NO_SUCH_USER,		ERROR_ACCESS_DENIED },
	{ NT_WRONG_PASSWORD,		ERROR_ACCESS_DENIED },
	{ NT_ACCOUNT_DISABLED,		ERROR_ACCESS_DENIED },
	{ NT_ACCOUNT_EXPIRED,		ERROR_ACCESS_DENIED },
	{ NT_ACCOUNT_LOCKED_OUT,	ERROR_ACCESS_DENIED },
	{ NT_ACCOUNT_RESTRICTION,	ERROR_ACCESS_DENIED },
	{ NT_INVALID_LOGON_HOURS,	ERROR_ACCESS_DENIED },
	{ NT_INVALID_WORKSTATION,	ERROR_ACCESS_DENIED },
	{ NT_PASSWORD_EXPIRED,		ERROR_ACCESS_DENIED },
	{ NT_PASSWORD_MUST_CHANGE,	ERROR_ACCESS_DENIED },
	{ NT_NETWORK_ACCESS_DENIED,	ERROR_ACCESS_DENIED },
	{ NT_NETWORK_SESSION_EXPIRED,	ERROR_ACCESS_DENIED },
	{ NT_USER_SESSION_DELETED,	ERROR_NETNAME_DELETED },
	{ NT_NETWORK_NAME_DELETED,	ERROR_NETNAME_DELETED },
	{ NT_BAD_NETWORK_NAME,		ERROR_BAD_NET_NAME },
	{ NT_BAD_NETWORK_PATH,		ERROR_BAD_NETPATH },
	{ NT_REQUEST_NOT_ACCEPTED,	ERROR_REQ_NOT_ACCEP },
	{ NT_OBJECT_NAME_NOT_FOUND,	ERROR_FILE_NOT_FOUND },
	{ NT_NO_SUCH_FILE,		ERROR_FILE_NOT_FOUND },
	{ NT_OBJECT_PATH_NOT_FOUND,	ERROR_PATH_NOT_FOUND },
	{ NT_OBJECT_NAME_COLLISION,	ERROR_FILE_EXISTS },
	{ NT_SHARING_VIOLATION,		ERROR_SHARING_VIOLATION },
	{ NT_DISK_FULL,			ERROR_DISK_FULL },
	{ NT_QUOTA_EXCEEDED,		ERROR_DISK_FULL },
};

static uint32_t
of_status(enum ntstatus status)
{
	size_t	 i;

	for (i = 0; i < nitems(meanings); i++)
		if (meanings[i].status == status)
			return meanings[i].win32;
	return ERROR_UNEXP_NET_ERR;
}

static uint32_t
of_errno(int error)
{
	switch (error) {
	case -EACCES:
	case -EBADMSG:
	case -EPROTO:
		return ERROR_UNEXP_NET_ERR;
	case -ECONNRESET:
	case -EPIPE:
	case -ENOTCONN:
		return ERROR_NETNAME_DELETED;
	case -ENOSPC:
		return ERROR_DISK_FULL;
	default:
		return ERROR_BAD_NETPATH;
	}
}

uint32_t
link_hresult(const struct link_reply *r)
{
	if (link_ok(r))
		return 0;
	return HRESULT_WIN32 |
	    (r->error != 0 ? of_errno(r->error) : of_status(r->status));
}

const char *
link_text(const struct link_reply *r)
{
	return r->error != 0 ? strerror(-r->error) :
	    nt_name((uint32_t)r->status);
}
