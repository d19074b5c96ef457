/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/rpc/privilege.h"

#include "base/text.h"

/* In the order of their numbers; the ways to log on come last. */
static const struct privilege	privileges[] = {
	{ "SeCreateTokenPrivilege", "Create a token object", 2 },
	{ "SeAssignPrimaryTokenPrivilege",
	    "Replace a process level token", 3 },
	{ "SeLockMemoryPrivilege", "Lock pages in memory", 4 },
	{ "SeIncreaseQuotaPrivilege", "Increase quotas", 5 },
	{ "SeMachineAccountPrivilege", "Add workstations to domain", 6 },
	{ "SeTcbPrivilege", "Act as part of the operating system", 7 },
	{ "SeSecurityPrivilege", "Manage auditing and security log", 8 },
	{ "SeTakeOwnershipPrivilege",
	    "Take ownership of files or other objects", 9 },
	{ "SeLoadDriverPrivilege", "Load and unload device drivers", 10 },
	{ "SeSystemProfilePrivilege", "Profile system performance", 11 },
	{ "SeSystemtimePrivilege", "Change the system time", 12 },
	{ "SeProfileSingleProcessPrivilege", "Profile single process", 13 },
	{ "SeIncreaseBasePriorityPrivilege",
	    "Increase scheduling priority", 14 },
	{ "SeCreatePagefilePrivilege", "Create a pagefile", 15 },
	{ "SeCreatePermanentPrivilege",
	    "Create permanent shared objects", 16 },
	{ "SeBackupPrivilege", "Back up files and directories", 17 },
	{ "SeRestorePrivilege", "Restore files and directories", 18 },
	{ "SeShutdownPrivilege", "Shut down the system", 19 },
	{ "SeDebugPrivilege", "Debug programs", 20 },
	{ "SeAuditPrivilege", "Generate security audits", 21 },
	{ "SeSystemEnvironmentPrivilege",
	    "Modify firmware environment values", 22 },
	{ "SeChangeNotifyPrivilege", "Bypass traverse checking", 23 },
	{ "SeRemoteShutdownPrivilege",
	    "Force shutdown from a remote system", 24 },
	{ "SeInteractiveLogonRight", "Log on locally", 0 },
	{ "SeNetworkLogonRight", "Access this computer from network", 0 },
	{ "SeBatchLogonRight", "Log on as a batch job", 0 },
	{ "SeServiceLogonRight", "Log on as a service", 0 },
};

#define COUNT	(sizeof(privileges) / sizeof(privileges[0]))

const struct privilege *
privilege_named(const char *name)
{
	size_t	 i;

	for (i = 0; i < COUNT; i++) {
		if (text_casecmp(privileges[i].name, name) == 0)
			return &privileges[i];
	}
	return NULL;
}

const struct privilege *
privilege_numbered(uint32_t luid)
{
	size_t	 i;

	for (i = 0; i < COUNT && luid != 0; i++) {
		if (privileges[i].luid == luid)
			return &privileges[i];
	}
	return NULL;
}

const struct privilege *
privilege_at(size_t place)
{
	if (place >= COUNT || privileges[place].luid == 0)
		return NULL;
	return &privileges[place];
}
