/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport - how the agent reaches a Client Access Point: a link is one
 * logon to one share, and does one thing at a time.
 *
 *	link_open()	logs on and connects to the share
 *	link_fetch(), link_list(), link_drop()
 *	link_close()	logs off; forgets what was asked
 *
 * Two kinds exist: libsmbclient for the agent of one machine, and the
 * event-driven client for thousands of them in one loop.  Neither calls back
 * from within the call that asked.
 *
 * Paths    below the share, '/' between components.
 * Units    bytes; milliseconds.
 * Patience each request has the time-out; 64 KiB of a file or a folder have
 *          two of them, and a folder ends after 1 MiB (-EFBIG): no server
 *          holds a client for as long as it likes.
 * Errors   of a call: 0 or -errno, then `done' is not called.  Of a reply:
 *          `error' says that nothing came back or that it is not to be
 *          trusted (-EACCES: a signature is missing or wrong); else `status'
 *          is the server's.  A failed sink's -errno becomes the reply's.
 * Memory   what a call is given is borrowed until its reply; a failed
 *          link_open() leaves no link behind, a refused one has to be closed.
 */
#ifndef CONTRIB_SITECLIENT_TRANSPORT_H
#define CONTRIB_SITECLIENT_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"
#include "protocol/smb2/status.h"

struct event_base;
struct transport;
struct link;

struct link_reply {
	int		 error;
	enum ntstatus	 status;
};

struct link_done {
	void	(*fn)(void *arg, const struct link_reply *);
	void	*arg;
};

struct link_target {
	const char		*server;	/* as the CAP list has it */
	const char		*share;
	struct sockaddr_storage	 to;
	struct sockaddr_storage	 from;		/* ss_family 0: any */
	const char		*user;
	const char		*domain;
	const char		*password;
	const char		*workstation;
};

/* What takes the bytes of a file, or the names in a folder. */
struct link_sink {
	int	(*put)(void *arg, const void *, size_t);
	void	*arg;
};

struct link_range {
	uint64_t	 offset;
	uint64_t	 length;	/* more than that is -EFBIG */
	bool		 part;		/* or left alone, if this is set */
};

struct transport_ops {
	int	(*open)(struct transport *, const struct link_target *,
		    const struct link_done *, struct link **out);
	int	(*fetch)(struct link *, const char *path,
		    const struct link_range *, const struct link_sink *);
	int	(*list)(struct link *, const char *path,
		    const struct link_sink *);
	int	(*drop)(struct link *, const char *path, const void *,
		    size_t);
	void	(*close)(struct link *);
	void	(*free)(struct transport *);
};

struct transport {
	const struct transport_ops	*ops;
	struct event_base		*base;
};

struct link {
	struct transport	*transport;
	struct link_done	 done;
};

/* Signatures are demanded of the server by both. */
int	transport_event_new(struct event_base *, uint32_t timeout_ms,
	    struct transport **out, struct err *);
/* `folder': where libsmbclient may keep what it keeps. */
int	transport_smbclient_new(struct event_base *, uint32_t timeout_ms,
	    const char *folder, struct transport **out, struct err *);
void	transport_free(struct transport **);

int	link_open(struct transport *, const struct link_target *,
	    const struct link_done *, struct link **out);
int	link_fetch(struct link *, const char *path, const struct link_range *,
	    const struct link_sink *);
int	link_list(struct link *, const char *path, const struct link_sink *);
/* A name that is taken is NT_OBJECT_NAME_COLLISION, nothing is lost then. */
int	link_drop(struct link *, const char *path, const void *, size_t);
void	link_close(struct link **);

bool	 link_ok(const struct link_reply *);
/* As SMS 2.0 logs it: 2147942405 is access denied, 2147942453 no such path. */
uint32_t link_hresult(const struct link_reply *);
const char *link_text(const struct link_reply *);

#endif
