/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/disk/eas.h"

#include <errno.h>
#include <sys/xattr.h>

#include "server/smb/disk/file.h"

#define EAS_NAME	"user.sited.ea"

int
eas_load(int fd, void *dst, size_t size, size_t *len_out)
{
	ssize_t	 n = fgetxattr(fd, EAS_NAME, dst, size);

	*len_out = n >= 0 ? (size_t)n : 0;
	if (n >= 0 || errno == ENODATA || errno == EOPNOTSUPP)
		return 0;
	return -errno;
}

static int
remove_all(int fd)
{
	if (fremovexattr(fd, EAS_NAME) == -1 && errno != ENODATA &&
	    errno != EOPNOTSUPP)
		return -errno;
	return 0;
}

int
eas_store(int fd, struct rd eas)
{
	if (eas.len == 0)
		return remove_all(fd);
	if (fsetxattr(fd, EAS_NAME, eas.base, eas.len, 0) == 0)
		return 0;
	return errno == ENOSPC || errno == ERANGE ? -E2BIG : -errno;
}

uint32_t
eas_size(int fd)
{
	ssize_t	 n = fgetxattr(fd, EAS_NAME, NULL, 0);

	return n > 0 ? (uint32_t)n : 0;
}

enum ntstatus
disk_get_eas(struct vfs_file *vf, void *dst, size_t size, size_t *len_out)
{
	return nt_from_errno(eas_load(disk_file_of(vf)->fd, dst, size,
	    len_out));
}

enum ntstatus
disk_put_eas(struct vfs_file *vf, struct rd eas)
{
	struct disk_file	*f = disk_file_of(vf);
	int			 error;

	if (f->share->config.read_only)
		return NT_ACCESS_DENIED;
	error = eas_store(f->fd, eas);
	return error == -E2BIG ? NT_EA_TOO_LARGE : nt_from_errno(error);
}
