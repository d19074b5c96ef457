/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contrib/siteclient/heartbeat.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "contrib/siteclient/due.h"
#include "protocol/sms/ddr.h"
#include "protocol/sms/roles.h"

#define BASE		"base"
#define OS_SIZE		160

bool
heartbeat_is_due(const struct agent *a, struct wall now)
{
	const struct state	*s = &a->state;

	return due_is(a, DUE_HEARTBEAT, s->heartbeat, now) ||
	    s->upgraded.us > s->heartbeat.us;
}

static void
add_number(struct ddr *d, const char *name, uint32_t n)
{
	char	 text[16];

	(void)snprintf(text, sizeof(text), "%u", n);
	(void)ddr_add(d, name, text);
}

static void
add_cards(struct ddr *d, const struct cards *cards)
{
	struct ddr_property	*address = ddr_add(d, "IP Addresses", NULL);
	struct ddr_property	*subnet = ddr_add(d, "IP Subnets", NULL);
	struct ddr_property	*mac = ddr_add(d, "MAC Addresses", NULL);
	char			 text[BOUNDARY_TEXT_SIZE];
	size_t			 i;

	for (i = 0; i < cards->n; i++) {
		if (cards->card[i].address == 0)
			continue;
		ipv4_text(cards->card[i].address, text);
		ddr_add_value(d, address, text);
		ipv4_text(card_subnet(&cards->card[i]), text);
		ddr_add_value(d, subnet, text);
		if (cards->card[i].mac[0] != '\0')
			ddr_add_value(d, mac, cards->card[i].mac);
	}
}

static void
add_system(struct ddr *d)
{
	char		 os[OS_SIZE], host[NETBIOS_NAME_SIZE * 8] = "";
	struct utsname	 u;

	if (uname(&u) == 0) {
		(void)snprintf(os, sizeof(os), "%.60s %.60s", u.sysname,
		    u.release);
		(void)ddr_add(d, "Operating System Name and Version", os);
	}
	if (gethostname(host, sizeof(host) - 1) == 0 && host[0] != '\0')
		(void)ddr_add(d, "Resource Names", host);
}

/* What there is of each, so that upgrades are known to have come. */
static void
add_components(struct ddr *d, const struct state *s)
{
	const struct installed	*c;
	struct ddr_property	*p;
	struct compreport	 r;
	char			 text[COMPREPORT_SIZE];
	size_t			 i;

	p = ddr_add(d, COMPREPORT_PROPERTY, NULL);
	for (i = 0; i < s->ncomponent; i++) {
		c = &s->component[i];
		memset(&r, 0, sizeof(r));
		(void)strlcpy(r.directory, c->directory, sizeof(r.directory));
		if (c->state != INSTALLED_PENDING)
			r.version = c->version;
		r.failed = c->failed;
		(void)strlcpy(r.why, c->why, sizeof(r.why));
		if (r.version.nfield == 0 && r.failed.nfield == 0)
			continue;
		compreport_put(text, &r);
		ddr_add_value(d, p, text);
	}
}

void
heartbeat_put(struct buf *b, const struct agent *a, struct wall now)
{
	const struct identity	*i = &a->identity;
	const struct installed	*base = state_component(&a->state, BASE);
	char			 id[SMS_ID_SIZE], text[VERSION_TEXT_SIZE];
	struct ddr		 d;

	ddr_init(&d, "System", "Heartbeat Discovery", i->site, now);
	sms_id_text(&i->id, id);
	(void)ddr_add(&d, "SMS Unique Identifier", id);
	(void)ddr_add(&d, "Netbios Name", i->name);
	if (i->domain[0] != '\0')
		(void)ddr_add(&d, "Resource Domain OR Workgroup", i->domain);
	add_system(&d);
	add_cards(&d, &a->cards);
	add_number(&d, "Client", 1);
	if (base != NULL)
		(void)ddr_add(&d, "Client Version",
		    version_text(&base->version, text));
	add_components(&d, &a->state);
	add_number(&d, "TravelMode", a->state.travel_mode);
	(void)ddr_add(&d, "SMS Installed Sites", i->site);
	if (a->state.is_assigned)
		(void)ddr_add(&d, "SMS Assigned Sites", i->site);
	ddr_put(b, &d);
	ddr_free(&d);
}
