/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/sms/statusid.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

static const struct status_text	texts[] = {
	{ STATUS_SITE_CONTROL_508, "from Site Control Manager", "Q297870" },
	{ STATUS_FILE_NOT_OPENED, "a file could not be opened, it may still "
	    "be copied", "Q303279" },
	{ STATUS_CLIENT_EXCEPTION, "an exception in the client", "Q304664" },
	{ STATUS_SITES_NOT_ENUMERATED, "the sites could not be enumerated",
	    "Q247546" },
	{ STATUS_CLOCK_AHEAD, "a message is from the future, a clock is ahead",
	    "Q295450" },
	{ STATUS_DDR_FAILED, "a discovery data record could not be processed",
	    "Q249582" },
	{ STATUS_BAD_DELTA_MIF, "an inventory delta does not fit",
	    "Q275694" },
	{ STATUS_SITE_CONTROL_2800, "from Site Control Manager", "Q297870" },
	{ STATUS_SITE_CONTROL_2804, "from Site Control Manager", "Q297870" },
	{ STATUS_SITE_CONTROL_2808, "from Site Control Manager", "Q297870" },
	{ STATUS_SITE_CONTROL_2847, "from Site Control Manager", "Q297870" },
	{ STATUS_INSTALL_DATA_DISK_FULL, "the client offer could not be "
	    "written, the disk is full", "Q298935" },
	{ STATUS_HIERARCHY_3304, "from Hierarchy Manager", "Q254120" },
	{ STATUS_HIERARCHY_3309, "from Hierarchy Manager", "Q243602" },
	{ STATUS_NO_ADDRESS, "there is no address for a site", "Q264171" },
	{ STATUS_SINV_RESYNC, "a full software inventory is asked for",
	    "Q281107" },
	{ STATUS_BAD_COMPONENT_SUMMARY, "a component's summary is damaged",
	    "Q271885" },
	{ STATUS_NO_SPACE, "there is not enough disk space", "Q261760" },
	{ STATUS_OFFER_DAMAGED, "an offer is damaged or missing", "Q245170" },
	{ STATUS_ADVERT_RECEIVED, "an advertisement was received",
	    "Q277876" },
	{ STATUS_PROGRAM_CANNOT_RUN, "a program cannot run", "Q235205" },
	{ STATUS_PROGRAM_FAILED, "a program failed", "Q283130" },
	{ STATUS_PROGRAM_FAILED_MIF, "a program failed, a status MIF says why",
	    "Q268791" },
	{ STATUS_PROGRAM_DONE, "a program has run", "Q272174" },
	{ STATUS_PROGRAM_DONE_10009, "a program has run", "Q272174" },
	{ STATUS_TOKEN_NOT_RIGHT, "the token account is not right on a "
	    "domain controller", "Q278345" },
	{ STATUS_COMPONENT_FAILED, "a component was not installed",
	    "Q220858" },
};

const struct status_text *
status_texts(size_t *n)
{
	*n = nitems(texts);
	return texts;
}

const struct status_text *
status_text(uint32_t id)
{
	size_t	 i;

	for (i = 0; i < nitems(texts); i++)
		if ((uint32_t)texts[i].id == id)
			return &texts[i];
	return NULL;
}
