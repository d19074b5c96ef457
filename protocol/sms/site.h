/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site - what a site control file says about a site, item by item in types:
 * what is published to clients is made from this.
 *
 * Errors   site_view() returns 0, or -EINVAL / -ENOMEM with the line, the
 *          column and a sentence: a file may be right by its grammar and still
 *          describe no site.
 * Memory   everything borrows from the tree or lives in its arena; the view
 *          dies with the tree.
 * Order    as in the file.
 */
#ifndef PROTOCOL_SMS_SITE_H
#define PROTOCOL_SMS_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/sms/nalpath.h"
#include "protocol/sms/property.h"
#include "protocol/sms/roles.h"
#include "protocol/sms/schedule.h"
#include "protocol/sms/sitectrl.h"
#include "protocol/sms/version.h"

#define SITE_BASE_COMPONENT	"SMS Client Base Components"
#define SITE_CLIENT_PROPERTIES	"Client Properties"

struct site_boundary {
	struct boundary	 network;
	bool		 enabled;
};

struct site_system {
	enum site_role	 role;
	struct nalpath	 path;
	const char	*path_text;		/* as in the file */
};

struct site_account {
	enum account_use	 use;
	const char		*name;		/* DOMAIN\name */
	uint32_t		 flags;
};

#define AGENT_ACTIVE		1U		/* flag bits, [SDK-CFG] */
#define AGENT_BASE_INSTALL	2U

struct site_agent {				/* CLIENT_COMPONENT */
	const struct scf_item	*item;
	const char		*name;
	uint32_t		 flags;
	const char		*directory;	/* NULL: part of the base */
	bool			 has_version;
	struct version		 version;
	bool			 has_schedule;
	struct schedule		 schedule;
};

struct site_component {				/* COMPONENT */
	const struct scf_item	*item;
	const char		*name;
	const char		*server;
	uint32_t		 flags;
};

struct site {
	const struct scf	*file;
	const char		*code;
	const char		*name;
	const char		*server;
	const char		*domain;
	const char		*parent;	/* "": a central site */
	struct site_boundary	*boundary;
	size_t			 nboundary;
	struct site_system	*system;
	size_t			 nsystem;
	struct site_account	*account;
	size_t			 naccount;
	struct site_agent	*agent;
	size_t			 nagent;
	struct site_component	*component;
	size_t			 ncomponent;
	const struct scf_item	*client;	/* Client Properties */
};

int	 site_view(struct scf *, struct site *out, struct syntax_err *);
/* A client property of type REG_DWORD: as set, else what is usual. */
uint32_t site_number(const struct site *, enum property_id);
const struct site_agent	*site_agent(const struct site *, const char *name);

#endif
