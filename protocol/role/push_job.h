/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_job - what a site-push is to do, as it stands on its descriptor 0, and
 * what it says on its descriptor 1.
 *
 * The job is a text, [Push] and a line each; no secret is in it:
 *
 *	Address		where the machine is: "10.1.2.3:445", "[fd00::3]:445";
 *			absent: it is found by its name, in the file Hosts, or
 *			as the host resolves names, and has the port Port
 *	Name, Domain	NetBIOS, as it has to say itself; Domain may be absent
 *	Source		the folder that the files are in
 *	File1 ...	their names, in the order of copying
 *	Bytes1 ...	of those that the job itself brings: behind the text and
 *			a NUL they follow each other
 *	Merge1 ...	1: sections and keys that a file of that name in Source
 *			has besides are kept; an empty value here is none
 *	Work		an empty folder, to be written to
 *	Folder		of ADMIN$ that they go to
 *	Service, Display, Program
 *	Timeout, Watch	seconds: of each step; for the service to end
 *	Newest		of the Windows taken, "6.3"; absent: any
 *	Version		of the client that is brought; absent: unknown
 *	Samba, Force, Upgrade, Controller, Probe
 *			1: taken though no Windows; though a client is there;
 *			it is older; the machine may be a domain controller;
 *			nothing is installed: does what was begun there run?
 *
 * A credential is asked for and read when the machine was judged, see
 * push_credential.  Then lines come back: "step NAME", "address A" (that it was
 * found at), "sign WHAT" (of life; "sign stopped": the service has ended), "log
 * BYTES" (how long the installation's is by now) and at last, once, "end VERDICT
 * NUMBER SENTENCE".
 *
 * Errors   push_job_parse() -EINVAL with a sentence, -ENOMEM.
 * Memory   texts live in the arena; contents are borrowed, of the job.
 */
#ifndef PROTOCOL_ROLE_PUSH_JOB_H
#define PROTOCOL_ROLE_PUSH_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/wire.h"
#include "protocol/sms/version.h"

#define PUSH_FILES_MAX	8
#define PUSH_JOB_MAX	131072		/* bytes of the whole */
#define PUSH_FILE_MAX	61440		/* of a file that it brings */

struct push_version {			/* of Windows */
	uint32_t	 major, minor;	/* 0: none is said */
};

struct push_order {
	const char	*address;	/* or "" */
	const char	*hosts;		/* or "" */
	const char	*name, *domain;	/* "": any */
	const char	*source, *work, *folder;
	const char	*file[PUSH_FILES_MAX];
	struct rd	 content[PUSH_FILES_MAX];	/* empty: in Source */
	bool		 merge[PUSH_FILES_MAX];
	uint32_t	 files;
	const char	*service, *display, *program;
	uint32_t	 timeout, watch;
	uint32_t	 port;		/* 0: the address has it */
	struct push_version newest;
	struct version	 version;	/* nfield 0: unknown */
	bool		 samba, force, upgrade, controller, probe;
};

int	push_job_parse(const void *, size_t, struct arena *,
	    struct push_order *, struct err *);
void	push_job_put(struct buf *, const struct push_order *);

/* "6.3", also with more behind a second dot; no locale has a say in it. */
bool	push_version_parse(const char *, struct push_version *);

/*
 * The line "credential" on descriptor 1 asks for it, on descriptor 3, once:
 * lines of domain, name and password, and, if the service is to run as
 * somebody else than the system, of "DOMAIN\name" and password of that one.
 */
#define PUSH_JOB_FD		0
#define PUSH_REPORT_FD		1
#define PUSH_CREDENTIAL_FD	3
#define PUSH_CREDENTIAL_MAX	2048

struct push_credential {
	const char	*domain, *name, *password;
	const char	*account, *account_password;	/* or "" */
};

/* Takes the text apart where it is. */
bool	push_credential_parse(char *text, struct push_credential *);

#define PUSH_END_TABLE(X)						\
	X(INSTALLED,	"installed")	/* the service did what it should */ \
	X(DISCARD,	"discard")	/* nothing to do on it, for good */ \
	X(RETRY,	"retry")	/* not this time */		\
	X(REFUSED,	"refused")	/* not again with this account */ \
	X(CONTROLLER,	"controller")	/* it is one: another turn */

enum push_end {
#define X(name, word)	PUSH_END_##name,
	PUSH_END_TABLE(X)
#undef X
	PUSH_END_COUNT
};

const char	*push_end_word(enum push_end);
/* "end VERDICT NUMBER SENTENCE"; `text' points into the line. */
bool	push_end_parse(const char *line, enum push_end *, uint32_t *number,
	    const char **text);

#endif
