/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/inventory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "contrib/siteclient/due.h"
#include "protocol/sms/mif.h"
#include "protocol/sms/raw.h"
#include "protocol/sms/roles.h"

#define LINE_SIZE	256
#define PATH_SIZE	320
#define BASE		"base"
#define SECTOR		512ULL

static bool
is_due(const struct agent *a, struct wall now)
{
	/* a new CopyListVersion is what the site waits for, Q174961 */
	return a->state.copy_list != a->state.copy_told ||
	    due_is(a, DUE_HARDWARE, a->state.hardware, now);
}

bool
hardware_is_due(const struct agent *a, struct wall now)
{
	return is_due(a, now) && !config_plays(a->config, "sms12");
}

bool
hardware12_is_due(const struct agent *a, struct wall now)
{
	return is_due(a, now) && config_plays(a->config, "sms12");
}

/* --- what the kernel says in text --- */

/* The first line of a file, without its end; "" if there is none. */
static const char *
first_line(const char *path, char line[static LINE_SIZE])
{
	FILE	*f = fopen(path, "re");

	line[0] = '\0';
	if (f == NULL)
		return line;
	if (fgets(line, LINE_SIZE, f) == NULL)
		line[0] = '\0';
	(void)fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	if (!utf8_valid(line))
		line[0] = '\0';
	return line;
}

/* What follows "key ... :" in the first line that begins so, and how many. */
static unsigned
find_line(const char *path, const char *key, char value[static LINE_SIZE])
{
	FILE		*f = fopen(path, "re");
	char		 line[LINE_SIZE];
	const char	*colon;
	unsigned	 n = 0;

	value[0] = '\0';
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		colon = strchr(line, ':');
		if (colon == NULL || strncmp(line, key, strlen(key)) != 0)
			continue;
		if (n++ == 0)
			(void)strlcpy(value, colon + 1 +
			    strspn(colon + 1, " \t"), LINE_SIZE);
	}
	if (f != NULL)
		(void)fclose(f);
	value[strcspn(value, "\r\n")] = '\0';
	return n;
}

/* --- the groups --- */

static void
add_system(struct mif *m)
{
	struct mif_group	*g = mif_add_group(m, "Operating System",
				    "SITED|OPERATING_SYSTEM|1.0");
	struct utsname		 u;

	if (uname(&u) == -1)
		memset(&u, 0, sizeof(u));
	(void)mif_add(m, g, "Operating System Name", u.sysname);
	(void)mif_add(m, g, "Version", u.release);
	(void)mif_add(m, g, "Build", u.version);
	(void)mif_add(m, g, "Machine", u.machine);
}

static void
add_computer(struct mif *m)
{
	static const char	*const files[][2] = {
		{ "Manufacturer", "/sys/class/dmi/id/sys_vendor" },
		{ "Model", "/sys/class/dmi/id/product_name" },
		{ "BIOS Vendor", "/sys/class/dmi/id/bios_vendor" },
		{ "BIOS Version", "/sys/class/dmi/id/bios_version" },
		{ "BIOS Date", "/sys/class/dmi/id/bios_date" },
	};
	struct mif_group	*g = mif_add_group(m, "Computer System",
				    "SITED|COMPUTER_SYSTEM|1.0");
	char			 line[LINE_SIZE];
	size_t			 i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		(void)mif_add(m, g, files[i][0], first_line(files[i][1],
		    line));
}

static void
add_processor(struct mif *m)
{
	struct mif_group	*g = mif_add_group(m, "Processor",
				    "SITED|PROCESSOR|1.0");
	char			 line[LINE_SIZE];

	(void)find_line("/proc/cpuinfo", "model name", line);
	(void)mif_add(m, g, "Name", line);
	(void)mif_add_number(m, g, "Count", find_line("/proc/cpuinfo",
	    "processor", line));
}

static void
add_memory(struct mif *m)
{
	struct mif_group	*g = mif_add_group(m, "PC Memory",
				    "SITED|PC_MEMORY|1.0");
	char			 line[LINE_SIZE];

	(void)find_line("/proc/meminfo", "MemTotal", line);
	(void)mif_add_number(m, g, "Total Physical Memory (KB)",
	    strtoull(line, NULL, 10));
	(void)find_line("/proc/meminfo", "SwapTotal", line);
	(void)mif_add_number(m, g, "Total Paging File Space (KB)",
	    strtoull(line, NULL, 10));
}

static void
add_disk(struct mif *m, const char *name)
{
	struct mif_group	*g = mif_add_group(m, "Disk",
				    "SITED|DISK|1.0");
	char			 path[PATH_SIZE], line[LINE_SIZE];

	mif_set_key(m, g, mif_add(m, g, "Name", name));
	(void)snprintf(path, sizeof(path), "/sys/block/%s/size", name);
	(void)mif_add_number(m, g, "Size (MB)", strtoull(first_line(path,
	    line), NULL, 10) * SECTOR / 1048576);
	(void)snprintf(path, sizeof(path), "/sys/block/%s/device/model",
	    name);
	(void)mif_add(m, g, "Model", first_line(path, line));
}

static void
add_disks(struct mif *m)
{
	DIR		*d = opendir("/sys/block");
	struct dirent	*e;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && strncmp(e->d_name, "loop", 4) != 0
		    && strncmp(e->d_name, "ram", 3) != 0)
			add_disk(m, e->d_name);
	if (d != NULL)
		(void)closedir(d);
}

static void
add_cards(struct mif *m, const struct cards *cards)
{
	struct mif_group	*g;
	char			 text[BOUNDARY_TEXT_SIZE];
	size_t			 i;

	for (i = 0; i < cards->n; i++) {
		g = mif_add_group(m, "Netcard", "SITED|NETCARD|1.0");
		ipv4_text(cards->card[i].address, text);
		mif_set_key(m, g, mif_add(m, g, "IP Address", text));
		ipv4_text(cards->card[i].mask, text);
		(void)mif_add(m, g, "Subnet Mask", text);
		(void)mif_add(m, g, "MAC Address", cards->card[i].mac);
	}
}

static void
add_client(struct mif *m, const struct agent *a)
{
	struct mif_group	*g = mif_add_group(m, MIF_CLIENT_GROUP,
				    MIF_CLIENT_CLASS);
	const struct installed	*base = state_component(&a->state, BASE);
	char			 text[VERSION_TEXT_SIZE];

	(void)mif_add(m, g, "Site", a->identity.site);
	(void)mif_add(m, g, "Version", base == NULL ? "" :
	    version_text(&base->version, text));
	(void)mif_add_number(m, g, MIF_COPYLIST, a->state.copy_list);
}

static void
look(struct mif *m, const struct agent *a, struct wall now)
{
	const struct report_head	 head = { .id = a->identity.id,
	    .computer = a->identity.name, .full = true, .time = now };

	mif_init(m, &head);
	add_system(m);
	add_computer(m);
	add_processor(m);
	add_memory(m);
	add_disks(m);
	add_cards(m, &a->cards);
	add_client(m, a);
}

void
hardware_put(struct buf *b, const struct agent *a, struct wall now)
{
	struct mif	 m;

	look(&m, a, now);
	mif_put(b, &m);
	mif_free(&m);
}

void
hardware12_put(struct buf *b, const struct agent *a, struct wall now)
{
	struct mif	 m;

	look(&m, a, now);
	raw_put(b, &m, RAW_SERVICE_PACK);
	mif_free(&m);
}
