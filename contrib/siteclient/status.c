/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status messages, made into the copy queue. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "contrib/siteclient/agent.h"
#include "contrib/siteclient/queue.h"
#include "protocol/sms/statmsg.h"
#include "protocol/sms/statusid.h"

static enum statmsg_severity
severity_of(uint32_t id)
{
	switch (id) {
	case STATUS_OFFER_DAMAGED:
	case STATUS_PROGRAM_CANNOT_RUN:
	case STATUS_PROGRAM_FAILED:
	case STATUS_TOKEN_NOT_RIGHT:
	case STATUS_COMPONENT_FAILED:
		return SEVERITY_ERROR;
	default:
		return SEVERITY_INFO;
	}
}

static const char *
component_of(uint32_t id)
{
	switch (id) {
	case STATUS_TOKEN_NOT_RIGHT:
		return "Client Service";
	case STATUS_COMPONENT_FAILED:
		return "Client Component Installation Manager";
	default:
		return "Available Programs Manager Win32";
	}
}

void
agent_status(struct agent *a, uint32_t id, const char *const *strings,
    size_t n)
{
	struct statmsg	 m = { .id = id, .severity = severity_of(id),
	    .level = LEVEL_MILESTONE, .source = "SMS Client",
	    .component = component_of(id),
	    .system = a->identity.name, .site = a->identity.site,
	    .pid = (uint32_t)getpid(), .tid = (uint32_t)gettid(),
	    .time = wall_now() };
	struct buf	 b;
	size_t		 i;
	int		 error = -ENOMEM;

	for (i = 0; i < n && i < STATMSG_STRINGS; i++)
		m.string[i] = strings[i];
	buf_init(&b, STATMSG_SIZE_MAX);
	statmsg_put(&b, &m);
	if (buf_ok(&b))
		error = queue_add(a->folder, &a->state, BOX_STATMSGS, ".SVF",
		    b.data, b.len, m.time);
	buf_free(&b);
	if (error != 0)
		agent_log(&a->logs, LOG_APM, "ERROR - status message %u: %s",
		    id, strerror(-error));
	(void)agent_save(a);
}
