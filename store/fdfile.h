/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fdfile - an SQLite database that is an open descriptor and has no name: the
 * file of a backup, which the operator opened and this process could not.
 * No journal, no locks: whoever uses it is alone with it.
 *
 * Open it with db_open(&db, fdfile_name(fd, buf), flags, FDFILE_VFS).
 */
#ifndef STORE_FDFILE_H
#define STORE_FDFILE_H

#define FDFILE_VFS		"sited-fd"
#define FDFILE_NAME_SIZE	32

int		 fdfile_register(void);		/* once is enough; 0 or -ENOMEM */
const char	*fdfile_name(int fd, char[static FDFILE_NAME_SIZE]);

#endif
