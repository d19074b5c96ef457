/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log - the agent's logs, in the folder logs/ and in the form of SMS
 * 2.0's (protocol/sms/trace.h), so that old tools read them.  At LOG_MAX
 * bytes X.log becomes X.lo_.
 *
 *	Ccim32.log	the cycle: configuration, components
 *	Clisvc.log	the service: start, end, what it runs
 *	Smsapm32.log	advertised programs
 *	Wnremote.log	what a site server installs
 *
 * Errors   none: an agent that cannot write its log goes on.
 */
#ifndef CONTRIB_SITECLIENT_LOG_H
#define CONTRIB_SITECLIENT_LOG_H

#include <stdbool.h>

#define AGENT_LOG_MAX	1048576

enum agent_log { LOG_CCIM, LOG_CLISVC, LOG_APM, LOG_REMOTE, LOG_COUNT };

struct agent_logs {
	int	 folder;	/* -1: nowhere */
	bool	 echo;		/* on standard error as well */
};

void	agent_log(const struct agent_logs *, enum agent_log,
	    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
