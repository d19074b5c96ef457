/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * installer - what this machine does with the files of a component before it
 * counts as installed: option `installer', as a bundle's own program was run
 * under SMS (`Process "clicore.exe /S" finished; exit code = 1.', Q220858).
 *
 * Waits    until it ends, ten minutes at most; then it is killed.
 * Errors   0; above 0: it ended with that (128 and more: by a signal, or its
 *          time was up); -errno: it was not run.
 */
#ifndef CONTRIB_SITECLIENT_INSTALLER_H
#define CONTRIB_SITECLIENT_INSTALLER_H

struct installer {
	const char	*program;
	const char	*directory, *version;	/* its arguments */
	int		 folder;		/* it is run there */
};

int	installer_run(const struct installer *);

#endif
