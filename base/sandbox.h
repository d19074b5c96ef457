/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox - what a process may still do after its start: a list of groups of
 * system calls (seccomp) and of folders (Landlock).  Everything else kills it.
 *
 * Errors   a kernel without one of the two is not an error: the gap is named
 *          in the result, so that it can be logged once.
 * Source   the groups follow the purpose, not the kernel's order: the line
 *          `groups' of a role is its documentation.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum sandbox_group {
	SB_RUN		= 1 << 0,  /* memory, time, signals, exit: always on */
	SB_LOOP		= 1 << 1,  /* epoll, pipes, sockets already open */
	SB_FDPASS	= 1 << 2,  /* receive and send descriptors */
	SB_THREADS	= 1 << 3,
	SB_ACCEPT	= 1 << 4,  /* accept on a listening socket */
	SB_READ		= 1 << 5,  /* open and read files and folders */
	SB_WRITE	= 1 << 6,  /* create, write, rename, remove files */
	SB_NOTIFY	= 1 << 7,  /* inotify */
	SB_INET		= 1 << 8,  /* make inet sockets and connect */
	SB_LISTEN	= 1 << 9,  /* make sockets of any kind, bind, listen */
	SB_SPAWN	= 1 << 10, /* fork, exec, wait, kill, change user */
	SB_LOCKED	= 1 << 11, /* mlock */
	SB_FILELOCK	= 1 << 12, /* fcntl locks (SQLite) */
	SB_LOCAL	= 1 << 13, /* make Unix sockets and connect */
	SB_PUSH		= 1 << 14  /* what libsmbclient and the resolver do */
};

struct sandbox_folder {
	int	 fd;
	bool	 write;
};

struct sandbox_gaps {
	bool	 seccomp;	/* the kernel cannot filter system calls */
	bool	 landlock;	/* the kernel cannot restrict folders */
};

/*
 * Folders NULL: no Landlock rules at all (the parent); none in a list: no file
 * can be opened any more.  Threads must be started afterwards.
 */
int	sandbox_enter(unsigned groups, const struct sandbox_folder *,
	    size_t nfolders, struct sandbox_gaps *, struct err *);

/* Landlock alone, and no new privileges. */
int	sandbox_folders(const struct sandbox_folder *, size_t nfolders,
	    struct sandbox_gaps *, struct err *);

/*
 * From now on no other process, program or signal to somebody else: -1 with
 * EPERM.  Threads it may have.  What it was allowed before it may still do.
 */
int	sandbox_alone(struct sandbox_gaps *, struct err *);

#endif
