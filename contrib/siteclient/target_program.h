/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target_program - the program of a service, as a process of its own: found
 * below the Windows folder, whatever way its path says that, and run with a
 * clean environment.
 *
 * The process finds its folder as its working folder, SERVICE_NAME and
 * SYSTEMROOT (the Windows folder) in its environment, and the account that it
 * runs as behind descriptor 3, if there is one: three lines, domain, name and
 * password.  What it writes on its standard output and error goes where ours
 * does.
 *
 * Errors   a Win32 code.
 */
#ifndef CONTRIB_SITECLIENT_TARGET_PROGRAM_H
#define CONTRIB_SITECLIENT_TARGET_PROGRAM_H

#include <stdint.h>
#include <sys/types.h>

#define TARGET_ARGS_MAX		64

struct target_program {
	int			 root;		/* the Windows folder */
	const char		*service;
	const char		*path;		/* "%SystemRoot%\\x.exe /a" */
	const char *const	*args;		/* of StartService, some NULL */
	uint32_t		 count;
	const char		*account;	/* "DOMAIN\\name", or "" */
	const char		*password;
};

/* The process leads a session of its own. */
uint32_t	target_program_run(const struct target_program *,
		    pid_t *pid_out);

#endif
