/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push/brought.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/rpc/win32.h"
#include "protocol/sms/tcf.h"
#include "server/push/source.h"

/* Which of our addresses goes there: nothing is sent for that. */
static uint32_t
own_address(const struct sockaddr_storage *to, char out[static NI_MAXHOST])
{
	const socklen_t		 len = to->ss_family == AF_INET6 ?
				    sizeof(struct sockaddr_in6) :
				    sizeof(struct sockaddr_in);
	struct sockaddr_storage	 ours = { 0 };
	socklen_t		 n = sizeof(ours);
	int			 fd = socket(to->ss_family, SOCK_DGRAM |
				    SOCK_CLOEXEC, 0);
	uint32_t		 error = WIN32_BAD_NETPATH;

	if (fd != -1 && connect(fd, (const struct sockaddr *)to, len) == 0 &&
	    getsockname(fd, (struct sockaddr *)&ours, &n) == 0 &&
	    getnameinfo((const struct sockaddr *)&ours, n, out, NI_MAXHOST,
	    NULL, 0, NI_NUMERICHOST) == 0)
		error = 0;
	if (fd != -1)
		(void)close(fd);
	return error;
}

/* The operator's, if there is one; `text' lives as long as what is parsed. */
static uint32_t
read_theirs(const struct push_order *o, const char *name, struct arena *mem,
    struct ini *out, bool *there)
{
	struct syntax_err	 why;
	struct rd		 text;
	uint32_t		 error = source_read(o, name, PUSH_FILE_MAX,
				    mem, &text);

	*there = error == 0;
	if (error == WIN32_FILE_NOT_FOUND)
		return 0;
	if (error == 0 && ini_parse(text.base, text.len, INI_LENIENT, mem,
	    out, &why) != 0)
		error = WIN32_INVALID_DATA;
	return error;
}

static uint32_t
merge(struct push_order *o, size_t i, const char *address, struct arena *mem)
{
	struct syntax_err	 why;
	struct ini		 ours, theirs;
	struct buf		 b;
	bool			 there;
	uint32_t		 error;

	error = read_theirs(o, o->file[i], mem, &theirs, &there);
	if (error != 0)
		return error;
	if (ini_parse(o->content[i].base, o->content[i].len, INI_STRICT, mem,
	    &ours, &why) != 0 || tcf_fill(&ours, address) != 0)
		return WIN32_INVALID_DATA;
	buf_init(&b, 2 * PUSH_FILE_MAX);
	tcf_merge(&b, there ? &theirs : NULL, &ours);
	if (!buf_ok(&b))
		error = WIN32_NOT_ENOUGH_MEMORY;
	else
		o->content[i] = rd_over(arena_text(mem,
		    (const char *)b.data, b.len), b.len);
	buf_free(&b);
	return error != 0 || arena_ok(mem) ? error : WIN32_NOT_ENOUGH_MEMORY;
}

uint32_t
brought_merge(struct push_order *o, const struct sockaddr_storage *to,
    struct arena *mem, const char **file_out)
{
	char		 address[NI_MAXHOST] = "";
	uint32_t	 error = 0;
	size_t		 i;

	for (i = 0; i < o->files && error == 0; i++) {
		if (!o->merge[i])
			continue;
		*file_out = o->file[i];
		error = own_address(to, address);
		if (error == 0)
			error = merge(o, i, address, mem);
	}
	return error;
}
