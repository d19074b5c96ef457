/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Advertised programs: which instruction files are this client's, which
 * advertisements they name, which of these are due.  One that is damaged does
 * not stop the others (Q245170).  A package is read only for what runs, so
 * what runs is what the manifest names and the site has signed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contrib/siteclient/apm.h"
#include "contrib/siteclient/cycle_int.h"
#include "protocol/sms/advert.h"
#include "protocol/sms/package.h"

#define OFFERS		"offerinf.box"
#define PACKAGES	"pkginfo.box"
#define FILES_MAX	2		/* of the client, of all clients */

struct cycle_adverts {
	char		 file[FILES_MAX][16];	/* "S01A7K2Q.INS" */
	size_t		 nfile;
	size_t		 at_file;
	struct instruction list;
	size_t		 at;
	struct advertisement due;		/* in the cycle's arena */
};

void
cycle_adverts_free(struct cycle_adverts **p)
{
	free(*p);
	*p = NULL;
}

static enum verdict
done(struct cycle *c)
{
	return cycle_to(c, c->kind == CYCLE_POLL ? AT_SEND : AT_REPORT);
}

static enum verdict
next_file(struct cycle *c)
{
	c->adverts->at_file++;
	return cycle_to(c, AT_INSTRUCTION);
}

static enum verdict
next_advert(struct cycle *c)
{
	c->adverts->at++;
	return cycle_to(c, AT_ADVERT);
}

/* By its name: "offerinf.box/S0120001.OFR". */
static void
damaged(struct cycle *c, const char *why)
{
	const char	*name = strchr(c->path, '/');
	char		 id[SMS_OBJECT_ID_SIZE];

	agent_log(&c->agent->logs, LOG_APM, "Warning - %s is damaged or "
	    "missing: %s", c->path, why);
	(void)strlcpy(id, name == NULL ? "" : name + 1, sizeof(id));
	apm_damaged(c->agent, id, why);
}

/* --- who am I to them --- */

static void
add_file(struct cycle_adverts *a, const char *name)
{
	if (name != NULL && a->nfile < FILES_MAX)
		(void)strlcpy(a->file[a->nfile++], name, sizeof(a->file[0]));
}

enum verdict
ask_recipient(struct cycle *c)
{
	apm_tidy(c->agent);
	if (c->adverts == NULL)
		c->adverts = calloc(1, sizeof(*c->adverts));
	if (c->adverts == NULL)
		return done(c);
	memset(c->adverts, 0, sizeof(*c->adverts));
	(void)snprintf(c->path, sizeof(c->path), OFFERS "/%sSystm.lkp",
	    c->agent->identity.site);
	return cycle_named(c, c->path) == NULL ? done(c) :
	    cycle_fetch(c, c->path);
}

enum verdict
take_recipient(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	char			 id[SMS_ID_SIZE];
	struct syntax_err	 e;
	struct lookup		 l;

	if (v != STEP_NEXT)
		return v;
	if (lookup_parse(c->body.data, c->body.len, &c->arena, &l, &e) != 0) {
		damaged(c, e.text);
		return done(c);
	}
	sms_id_text(&c->agent->identity.id, id);
	add_file(c->adverts, lookup_find(&l, id));
	add_file(c->adverts, lookup_find(&l, LOOKUP_ALL));
	return STEP_NEXT;
}

/* --- .INS --- */

enum verdict
ask_instruction(struct cycle *c)
{
	struct cycle_adverts	*a = c->adverts;

	if (a->at_file >= a->nfile)
		return done(c);
	(void)snprintf(c->path, sizeof(c->path), OFFERS "/%s",
	    a->file[a->at_file]);
	if (cycle_named(c, c->path) != NULL)
		return cycle_fetch(c, c->path);
	damaged(c, "the set does not have it");
	return next_file(c);
}

enum verdict
take_instruction(struct cycle *c, const struct link_reply *reply)
{
	enum verdict		 v = cycle_fetched(c, reply);
	struct syntax_err	 e;

	if (v != STEP_NEXT)
		return v;
	c->adverts->at = 0;
	if (instruction_parse(c->body.data, c->body.len, &c->arena,
	    &c->adverts->list, &e) == 0)
		return STEP_NEXT;
	damaged(c, e.text);
	return next_file(c);
}

/* --- .OFR --- */

enum verdict
ask_advert(struct cycle *c)
{
	const struct instruction	*l = &c->adverts->list;

	if (c->adverts->at >= l->n)
		return next_file(c);
	(void)snprintf(c->path, sizeof(c->path), OFFERS "/%s.OFR",
	    l->row[c->adverts->at].advert);
	if (cycle_named(c, c->path) != NULL)
		return cycle_fetch(c, c->path);
	damaged(c, "the set does not have it");
	return next_advert(c);
}

enum verdict
take_advert(struct cycle *c, const struct link_reply *reply)
{
	const struct instruction_row	*row;
	struct advertisement		*due = &c->adverts->due;
	enum verdict			 v = cycle_fetched(c, reply);
	struct syntax_err		 e = { 0 };

	if (v != STEP_NEXT)
		return v;
	row = &c->adverts->list.row[c->adverts->at];
	if (advertisement_parse(c->body.data, c->body.len, &c->arena, due,
	    &e) != 0 || strcmp(due->id, row->advert) != 0 ||
	    strcmp(due->package, row->package) != 0) {
		damaged(c, e.line != 0 ? e.text :
		    "it says that it is another");
		return next_advert(c);
	}
	return apm_take(c->agent, due, cycle_wall(c)) ? STEP_NEXT :
	    next_advert(c);
}

/* --- .PKG --- */

enum verdict
ask_package(struct cycle *c)
{
	const struct advertisement	*due = &c->adverts->due;

	(void)snprintf(c->path, sizeof(c->path), PACKAGES "/%s.PKG",
	    due->package);
	if (cycle_named(c, c->path) != NULL)
		return cycle_fetch(c, c->path);
	apm_cannot(c->agent, due, "Unable to connect to server: the set does "
	    "not have the package");
	return next_advert(c);
}

enum verdict
take_package(struct cycle *c, const struct link_reply *reply)
{
	const struct advertisement	*due = &c->adverts->due;
	const struct package_program	*p;
	enum verdict			 v = cycle_fetched(c, reply);
	struct syntax_err		 e;
	struct package			 package;

	if (v != STEP_NEXT)
		return v;
	if (package_parse(c->body.data, c->body.len, &c->arena, &package,
	    &e) != 0 || strcmp(package.id, due->package) != 0)
		apm_cannot(c->agent, due, "the package file is damaged");
	else if ((p = package_program(&package, due->program)) == NULL)
		apm_cannot(c->agent, due, "the package has no such program");
	else
		apm_run(c->agent, due, package.name, p, cycle_wall(c));
	return next_advert(c);
}
