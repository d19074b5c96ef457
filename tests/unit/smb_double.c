/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/smb_double.h"

#include <stdio.h>

#include "protocol/smb2/status.h"
#include "tests/unit/check.h"

void
smb_heard(struct smb_server *s, const char *fmt, ...)
{
	size_t	 n = strlen(s->heard);
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(s->heard + n, sizeof(s->heard) - n, fmt, ap);
	va_end(ap);
}

void
smb_expect(struct smb_server *s, const char *lines)
{
	if (strcmp(s->heard, lines) != 0)
		fail_msg("heard:\n%sexpected:\n%s", s->heard, lines);
	s->heard[0] = '\0';
}

void
smb_oplock_break(struct smb_server *s, uint64_t open, uint8_t to)
{
	smb_heard(s, "break %llu to %u\n", (unsigned long long)open, to);
	if (s->on_break != NULL)
		s->on_break(s, open, to);
}

void
smb_oplock_lost(struct smb_server *s, uint64_t open)
{
	smb_heard(s, "lost %llu\n", (unsigned long long)open);
}

void
smb_open_deleting(struct smb_server *s, uint64_t open, bool on)
{
	smb_heard(s, "deleting %llu %d\n", (unsigned long long)open, on);
}

void
smb_open_renamed(struct smb_server *s, uint64_t open, const char *to)
{
	smb_heard(s, "renamed %llu %s\n", (unsigned long long)open, to);
}

void
smb_close_session(struct smb_server *s, uint64_t session, enum ntstatus why)
{
	smb_heard(s, "end %llu %s\n", (unsigned long long)session,
	    nt_name((uint32_t)why));
	if (s->on_close != NULL)
		s->on_close(s, session);
}

void
smb_refuse_connection(struct smb_server *s, uint64_t conn, const char *why)
{
	smb_heard(s, "refuse %llu: %s\n", (unsigned long long)conn, why);
}
