/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/life.h"

#include "protocol/rpc/win32.h"
#include "protocol/smb2/access.h"

/* ccm.md 6 C1, C4, C5. */
#define CHILD		"MS\\SMS\\Core\\Bin\\CCMBoot.exe"
#define INSTALL_LOG	"MS\\SMS\\Logs\\Wnremote.log"

bool
life_of_child(struct remote *r)
{
	uint64_t	 size;

	return remote_file(r, CHILD, FILE_WRITE_DATA, &size) ==
	    WIN32_SHARING_VIOLATION;
}

uint64_t
life_log_size(struct remote *r)
{
	uint64_t	 size = 0;

	return remote_file(r, INSTALL_LOG, FILE_READ_ATTRIBUTES, &size) == 0 ?
	    size : 0;
}
