/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * push_call - is a machine there at all?  A site-push judges it by what it says
 * before any logon; when it asks for a credential, the machine has answered
 * with its own name, and the process is ended.
 */
#include <string.h>

#include "protocol/rpc/win32.h"
#include "server/director/ccm/cleanup.h"
#include "server/director/ccm/push_int.h"

static void
answer(struct push_task *t, enum cleanup_call call)
{
	struct director	*d = t->pushers->d;

	push_finish(t, PUSH_DISCARD, 0, "");
	cleanup_called(d, call);
}

/* Nobody there, or somebody else; what failed on our side is no answer. */
static enum cleanup_call
read_end(enum push_end end, uint32_t error)
{
	if (end != PUSH_END_RETRY)
		return CALL_ANSWERED;
	return win32_class(error) == WIN32_SILENT ||
	    error == WIN32_WRONG_TARGET_NAME ? CALL_SILENT : CALL_NOBODY;
}

static void
heard(struct push_task *t, const char *line)
{
	const char	*text;

	if (line == NULL)
		answer(t, CALL_NOBODY);
	else if (strcmp(line, "credential") == 0)
		answer(t, CALL_ANSWERED);
	else if (push_end_parse(line, &t->end, &t->error, &text))
		answer(t, read_end(t->end, t->error));
}

/* A site that installs nothing calls nobody: what is heard decides. */
void
push_call(void *arg, const char *computer)
{
	struct pushers		*p = arg;
	struct push_task	*t;
	struct err		 e;

	if (p->stopping || !push_possible(p->d, &e)) {
		cleanup_called(p->d, CALL_SILENT);
		return;
	}
	t = push_task_new(p, computer);
	if (t == NULL) {
		cleanup_called(p->d, CALL_NOBODY);
		return;
	}
	t->probe = true;
	if (push_begin_process(t, heard, &e) != 0)
		answer(t, CALL_NOBODY);
}
