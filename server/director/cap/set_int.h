/* SPDX-License-Identifier: GPL-3.0-or-later */
/* set_int - what the two files about sets on the disk share. */
#ifndef SERVER_DIRECTOR_CAP_SET_INT_H
#define SERVER_DIRECTOR_CAP_SET_INT_H

#include "server/director/cap/set.h"

#define SET_NAME_SIZE	32

void	set_name(char dst[static SET_NAME_SIZE], const char *prefix,
	    uint64_t serial);
int	set_folder(int parent, const char *name);	/* descriptor or -1 */

#endif
