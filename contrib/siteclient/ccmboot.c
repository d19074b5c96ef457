/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ccmboot - the child of the loader that a site server starts: boot.h.  Its
 * working folder is the one that the files were staged in, its account comes
 * on descriptor 3, SYSTEMROOT is the Windows folder.
 *
 * Exit     0, or 1 and the number in Wnremote.log.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/secret.h"
#include "contrib/siteclient/boot.h"

#define PLAN_MAX	65536
#define ARENA_MAX	(1U << 20)

static uint32_t
work(const struct agent_logs *logs, char *secret)
{
	static char		 text[PLAN_MAX];
	struct push_credential	 who = { "", "", "", "", "" };
	struct boot_plan	 plan;
	struct arena		 mem;
	struct err		 err = { .code = 0 };
	ssize_t			 n = boot_read("CCMData.tcf", text,
				    sizeof(text));
	uint32_t		 error = 1;

	arena_init(&mem, ARENA_MAX);
	if (n < 0)
		agent_log(logs, LOG_REMOTE, "CCMData.tcf cannot be read");
	else if (boot_plan_parse(text, (size_t)n, &mem, &plan, &err) != 0)
		agent_log(logs, LOG_REMOTE, "%s", err.text);
	else if (!boot_credential(secret, &who) && plan.pdc.name != NULL)
		agent_log(logs, LOG_REMOTE, "no bootstrap account was given");
	else
		error = boot_run(&plan, &who, logs);
	arena_free(&mem);
	return error;
}

int
main(void)
{
	static char		 secret[PUSH_CREDENTIAL_MAX];
	struct agent_logs	 logs = { .folder =
				    boot_folder("MS/SMS/Logs") };
	uint32_t		 error;

	if (logs.folder < 0)
		logs.folder = -1;
	(void)signal(SIGPIPE, SIG_IGN);
	(void)secret_forbid_dumps(NULL);
	error = work(&logs, secret);
	secret_wipe(secret, sizeof(secret));
	return error == 0 ? 0 : 1;
}
