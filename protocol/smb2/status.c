/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/smb2/status.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

static const struct {
	uint32_t	 value;
	const char	*name;
} names[] = {
#define X(name, value)	{ value, "STATUS_" #name },
	NTSTATUS_TABLE(X)
#undef X
};

static const struct {
	int		 error;
	enum ntstatus	 status;
} from_errno[] = {
	{ 0,		NT_OK },
	{ ENOENT,	NT_OBJECT_NAME_NOT_FOUND },
	{ EEXIST,	NT_OBJECT_NAME_COLLISION },
	{ EACCES,	NT_ACCESS_DENIED },
	{ EPERM,	NT_ACCESS_DENIED },
	{ EROFS,	NT_MEDIA_WRITE_PROTECTED },
	{ ENOTDIR,	NT_OBJECT_PATH_NOT_FOUND },
	{ EISDIR,	NT_FILE_IS_A_DIRECTORY },
	{ ENOTEMPTY,	NT_DIRECTORY_NOT_EMPTY },
	{ ENOSPC,	NT_DISK_FULL },
	{ EDQUOT,	NT_DISK_FULL },
	{ EFBIG,	NT_DISK_FULL },
	{ ENAMETOOLONG,	NT_OBJECT_NAME_INVALID },
	{ EILSEQ,	NT_OBJECT_NAME_INVALID },
	{ ELOOP,	NT_OBJECT_PATH_NOT_FOUND },
	{ EXDEV,	NT_NOT_SAME_DEVICE },
	{ EMFILE,	NT_TOO_MANY_OPENED_FILES },
	{ ENFILE,	NT_TOO_MANY_OPENED_FILES },
	{ ENOMEM,	NT_INSUFFICIENT_RESOURCES },
	{ EINVAL,	NT_INVALID_PARAMETER },
	{ EBADF,	NT_INVALID_HANDLE },
	{ EBUSY,	NT_SHARING_VIOLATION },
	{ ETXTBSY,	NT_SHARING_VIOLATION },
	{ EOPNOTSUPP,	NT_NOT_SUPPORTED },
	{ ENOSYS,	NT_NOT_SUPPORTED },
	{ ENODATA,	NT_NOT_FOUND },
	{ ECANCELED,	NT_CANCELLED },
	{ ETIMEDOUT,	NT_IO_TIMEOUT },
	{ EIO,		NT_DATA_ERROR },
};

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

const char *
nt_name(uint32_t status)
{
	static _Thread_local char	 unknown[16];
	size_t				 i;

	for (i = 0; i < nitems(names); i++) {
		if (names[i].value == status)
			return names[i].name;
	}
	(void)snprintf(unknown, sizeof(unknown), "0x%08x", status);
	return unknown;
}

bool
nt_is_error(enum ntstatus status)
{
	return (uint32_t)status >> 30 == 3;
}

enum ntstatus
nt_from_errno(int error)
{
	size_t	 i;

	if (error < 0)
		error = -error;
	for (i = 0; i < nitems(from_errno); i++) {
		if (from_errno[i].error == error)
			return from_errno[i].status;
	}
	return NT_UNSUCCESSFUL;
}
