/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path - whatever UTF-16 comes in: a path that was accepted is accepted once
 * more in the form it got, and no component of it can lead anywhere else.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "server/smb/path.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_component(const char *name, size_t len)
{
	if (len == 0 || memchr(name, '\\', len) != NULL ||
	    memchr(name, ':', len) != NULL || name[len - 1] == '.' ||
	    (len == 1 && name[0] == '.'))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char		 path[VFS_PATH_MAX], again[VFS_PATH_MAX];
	uint8_t		 wire[2 * VFS_PATH_MAX];
	struct wr	 w = wr_over(wire, sizeof(wire));
	const char	*s;
	size_t		 len;
	bool		 folder;

	if (path_from_wire(rd_over(data, size), path, &folder) != NT_OK)
		return 0;
	for (s = path; *s != '\0'; s += len + (s[len] == '/')) {
		len = strcspn(s, "/");
		check_component(s, len);
	}
	utf16_encode(&w, path);
	if (!wr_ok(&w) || path_from_wire(rd_over(wire, w.pos), again,
	    &folder) != NT_OK || folder || strcmp(path, again) != 0)
		abort();
	return 0;
}
