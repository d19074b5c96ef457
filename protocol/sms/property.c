/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/property.h"

#include "base/text.h"
#include "protocol/sms/names.h"
#include "protocol/sms/schedule.h"
#include "protocol/sms/version.h"

static const char *
schedule_check(const char *s)
{
	struct schedule	 sched;

	return schedule_parse(s, &sched) ? NULL :
	    "a schedule: a token of 16 hex digits with a valid date and type";
}

static const char *
version_check(const char *s)
{
	struct version	 v;

	return version_parse(s, &v) ? NULL :
	    "a version number such as 2.00.1493.2009";
}

const struct property	properties[PROP_COUNT] = {
[PROP_CYCLE_MINUTES] = { "Configuration Cycle (minutes)", REG_DWORD,
	    1, 10080, 1380, NULL,		/* Q231232; the name is ours */
	    "a number of minutes from 1 to 10080" },
[PROP_RETRY_MINUTES] = { "Configuration Retry (minutes)", REG_DWORD,
	    1, 1440, 60, NULL,			/* Q236052; the name is ours */
	    "a number of minutes from 1 to 1440" },
[PROP_ORPHAN_DAYS] = { "Orphan Limit (days)", REG_DWORD,
	    1, 366, 60, NULL,			/* Q227033; the name is ours */
	    "a number of days from 1 to 366" },
[PROP_TRAVEL_MODE] = { "Travel Mode Switch", REG_DWORD,
	    0, 9, 0, NULL,			/* bits 1 and 8: Q263665 */
	    "0 off, 1 always on, 8 no message box, or 9 both" },
[PROP_VERIFY] = { "Component Verify Interval", REG_SZ,
	    0, 0, 0, schedule_check, NULL },	/* Q246040, [SDK-SCF] */
[PROP_MAINTENANCE] = { "Component Maintenance Interval (minutes)", REG_DWORD,
	    1, 525600, 1500, NULL,		/* [SDK-SCF] */
	    "a number of minutes from 1 to 525600" },
[PROP_SCHEDULE] = { "Schedule", REG_SZ,
	    0, 0, 0, schedule_check, NULL },	/* the name is ours */
[PROP_POLL_MINUTES] = { "Polling Interval (minutes)", REG_DWORD,
	    5, 1440, 60, NULL,			/* Q199261, Q302836 */
	    "a number of minutes from 5 to 1440" },
[PROP_MAX_MIF] = { "Max MIF Size", REG_DWORD,
	    1024, 5000000, 5000000, NULL,	/* Q319167 */
	    "a number of bytes from 1024 to 5000000" },
[PROP_VERSION] = { "Component Version", REG_SZ,
	    0, 0, 0, version_check, NULL },	/* the name is ours */
[PROP_DIRECTORY] = { "Component Directory", REG_SZ,
	    0, 0, 0, name_folder, NULL },	/* the name is ours */
};

const struct property *
property_find(const char *name)
{
	size_t	 i;

	for (i = 0; i < PROP_COUNT; i++)
		if (text_casecmp(name, properties[i].name) == 0)
			return &properties[i];
	return NULL;
}

const char *
property_check(const char *name, enum reg_type type, const char *text,
    uint32_t number)
{
	const struct property	*p = property_find(name);

	if (p == NULL)
		return NULL;
	if (p->type != type)
		return p->type == REG_DWORD ? "a REG_DWORD" : "a REG_SZ";
	if (type == REG_SZ)
		return p->check(text);
	if (number < p->least || number > p->most ||
	    (p == &properties[PROP_TRAVEL_MODE] && (number & ~9U) != 0))
		return p->expected;
	return NULL;
}
