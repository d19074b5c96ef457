/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/path.h"

#include <string.h>

#include "base/text.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

/* DOS opens these wherever they stand, whatever follows a dot. */
static const char *const	devices[] = {
	"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"
};

/* COM1 to LPT9, and the superscript digits that Windows takes for 1 to 3. */
static bool
is_port(const char *name, size_t len)
{
	if (len < 4 || (strncasecmp(name, "COM", 3) != 0 &&
	    strncasecmp(name, "LPT", 3) != 0))
		return false;
	if (len == 4)
		return name[3] >= '1' && name[3] <= '9';
	return len == 5 && (uint8_t)name[3] == 0xc2 &&
	    ((uint8_t)name[4] == 0xb9 || (uint8_t)name[4] == 0xb2 ||
	    (uint8_t)name[4] == 0xb3);
}

/* The part before the first dot decides, blanks behind it do not count. */
static bool
is_device(const char *name)
{
	size_t	 i, len = strcspn(name, ".");

	while (len > 0 && name[len - 1] == ' ')
		len--;
	for (i = 0; i < nitems(devices); i++) {
		if (strlen(devices[i]) == len &&
		    strncasecmp(name, devices[i], len) == 0)
			return true;
	}
	return is_port(name, len);
}

static bool
is_forbidden(uint32_t cp)
{
	return cp < 0x20 || (cp < 0x80 && strchr("<>:\"/\\|?*", (int)cp));
}

enum ntstatus
path_check_name(const char *name)
{
	const char	*s;
	size_t		 len = strlen(name);

	if (strcmp(name, "..") == 0)
		return NT_OBJECT_PATH_SYNTAX_BAD;
	if (len == 0 || !utf8_valid(name) ||
	    utf16_bytes(name) / 2 > PATH_UNITS_MAX)
		return NT_OBJECT_NAME_INVALID;
	for (s = name; *s != '\0';) {
		if (is_forbidden(utf8_next(&s)))
			return NT_OBJECT_NAME_INVALID;
	}
	if (name[len - 1] == '.' || name[len - 1] == ' ' || is_device(name))
		return NT_OBJECT_NAME_INVALID;
	return NT_OK;
}

/* Cuts `path' at its separators and judges the pieces in place. */
static enum ntstatus
check_components(char *path)
{
	enum ntstatus	 st = NT_OK;
	unsigned	 depth = 0;
	char		*end;

	for (; st == NT_OK && *path != '\0'; path = end) {
		end = path + strcspn(path, "/");
		if (*end == '/') {
			*end = '\0';
			st = path_check_name(path);
			*end++ = '/';
		} else
			st = path_check_name(path);
		if (st == NT_OK && ++depth > PATH_DEPTH_MAX)
			st = NT_OBJECT_NAME_INVALID;
	}
	return st;
}

enum ntstatus
path_from_wire(struct rd name, char dst[static VFS_PATH_MAX], bool *folder)
{
	size_t	 len;
	char	*s;

	*folder = false;
	dst[0] = '\0';
	if (rd_left(&name) % 2 != 0)
		return NT_INVALID_PARAMETER;
	if (utf16_decode(name, dst, VFS_PATH_MAX) != 0)
		return NT_OBJECT_NAME_INVALID;
	for (s = dst; (s = strchr(s, '\\')) != NULL;)
		*s = '/';
	if (dst[0] == '/')
		return NT_INVALID_PARAMETER;
	len = strlen(dst);
	if (len > 0 && dst[len - 1] == '/') {
		*folder = true;
		dst[len - 1] = '\0';
		/* What was "a//" would else pass for "a/". */
		if (dst[len - 2] == '/')
			return NT_OBJECT_NAME_INVALID;
	}
	return check_components(dst);
}

const char *
path_leaf(const char *path)
{
	const char	*slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

void
path_parent(const char *path, char dst[static VFS_PATH_MAX])
{
	const char	*leaf = path_leaf(path);
	size_t		 len = leaf == path ? 0 : (size_t)(leaf - path) - 1;

	if (len >= VFS_PATH_MAX)
		len = 0;
	memcpy(dst, path, len);
	dst[len] = '\0';
}

bool
path_join(const char *parent, const char *leaf, char dst[static VFS_PATH_MAX])
{
	size_t	 n = strlen(parent), m = strlen(leaf);

	if (n + m + 2 > VFS_PATH_MAX)
		return false;
	memcpy(dst, parent, n);
	if (n > 0)
		dst[n++] = '/';
	memcpy(dst + n, leaf, m + 1);
	return true;
}
