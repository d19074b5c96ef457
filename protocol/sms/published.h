/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * published - the files that a site puts on its CAPs for its clients, as
 * meaning, made from a site, and as text.
 *
 *	Cli_inst.cfg	what an installation needs: site, CAPs, accounts
 *	Clibase.cfg	what the base client needs: its properties, agents
 *	Caplist.ini	the CAPs
 *	NETCONF.NCF	the boundaries
 *	CLINTX86.OFR	the components that a client must have
 *
 * Every file ends with [IDENT]: its type, the site, the serial number of the
 * site control file.  A file without it is not whole.  The same input makes
 * the same bytes.  No password is ever in them.
 *
 * Errors   *_parse() is strict: 0, -EINVAL or -ENOMEM with line and column.
 * Memory   what is parsed or made lives in the arena given, or borrows from
 *          the site.
 * Source   the names and purposes are SMS's (cap.md 3.1); the layouts are
 *          ours: doc/formats.
 */
#ifndef PROTOCOL_SMS_PUBLISHED_H
#define PROTOCOL_SMS_PUBLISHED_H

#include "base/clock.h"
#include "protocol/sms/regkey.h"
#include "protocol/sms/site.h"
#include "protocol/sms/textlist.h"

struct stamp {
	const char	*site;
	uint32_t	 serial;		/* of the site control file */
};

struct caplist {
	struct stamp	 stamp;
	struct text_list caps;			/* NAL paths */
};

struct netconf {
	struct stamp	 stamp;
	struct boundary	*boundary;		/* enabled ones only */
	size_t		 n;
};

struct offer_entry {
	const char	*name;
	const char	*directory;		/* below clicomp.box */
	struct version	 version;
	uint32_t	 flags;			/* AGENT_... */
};

struct offer {
	struct stamp		 stamp;
	const char		*platform;	/* "i386" */
	uint32_t		 copy_list;	/* CopyListVersion, Q174961 */
	struct offer_entry	*entry;		/* active, and on the CAP */
	size_t			 n;
};

struct cli_inst {
	struct stamp	 stamp;
	const char	*site_name;
	const char	*server;
	const char	*domain;
	const char	*parent;		/* "": a central site */
	struct version	 base;			/* of the base components */
	struct text_list caps;
	struct text_list accounts;		/* DOMAIN\name, newest first */
};

struct clibase {
	struct stamp	 stamp;
	struct text_list accounts;
	struct reg_keys	 client;		/* Client Properties, lists */
	struct reg_keys	 agents;		/* that have no directory */
};

/* A client component as it lies on the CAP: this is the version that counts. */
struct component_file {
	const char	*path;			/* "i386/apasetup.exe" */
	uint64_t	 size;
	uint8_t		 sha256[32];
};

struct component {
	const char		*directory;	/* below clicomp.box, any case */
	struct version		 version;
	struct wall		 since;		/* it was taken then */
	const struct component_file *file;
	size_t			 nfile;
};

/* What the director knows beyond the site control file. */
struct publication {
	const struct site	*site;
	struct text_list	 accounts;	/* published generations */
	const struct component	*component;
	size_t			 ncomponent;
};

/* NULL: nothing of that name lies on the CAP. */
const struct component *publication_component(const struct publication *,
	    const char *directory);
/*
 * What a client compares to learn that anything offered has changed: the
 * first four bytes of the SHA-256 over a list of it, doc/formats.
 */
bool	 copy_list_version(struct arena *, const struct publication *,
	    uint32_t *out);

bool	 caplist_make(struct arena *, const struct publication *,
	    struct caplist *);
void	 caplist_put(struct buf *, const struct caplist *);
int	 caplist_parse(const void *, size_t, struct arena *,
	    struct caplist *, struct syntax_err *);

bool	 netconf_make(struct arena *, const struct publication *,
	    struct netconf *);
void	 netconf_put(struct buf *, const struct netconf *);
int	 netconf_parse(const void *, size_t, struct arena *,
	    struct netconf *, struct syntax_err *);

bool	 offer_make(struct arena *, const struct publication *,
	    struct offer *);
void	 offer_put(struct buf *, const struct offer *);
int	 offer_parse(const void *, size_t, struct arena *, struct offer *,
	    struct syntax_err *);

bool	 cli_inst_make(struct arena *, const struct publication *,
	    struct cli_inst *);
void	 cli_inst_put(struct buf *, const struct cli_inst *);
int	 cli_inst_parse(const void *, size_t, struct arena *,
	    struct cli_inst *, struct syntax_err *);

bool	 clibase_make(struct arena *, const struct publication *,
	    struct clibase *);
void	 clibase_put(struct buf *, const struct clibase *);
int	 clibase_parse(const void *, size_t, struct arena *,
	    struct clibase *, struct syntax_err *);

/* One row a file, in the order in which a set is written. */
struct published_file {
	const char	*path;			/* below the share */
	bool		 (*write)(struct arena *, const struct publication *,
			    struct buf *);
	int		 (*check)(const void *, size_t, struct arena *,
			    struct stamp *, struct syntax_err *);
};
const struct published_file *published_files(size_t *n);

/* The CAPs, as NAL paths. */
bool	 publication_caps(struct arena *, const struct site *,
	    struct text_list *);
/* The connection accounts of the site control file, in its order. */
bool	 published_accounts(struct arena *, const struct site *,
	    struct text_list *);

/*
 * Writes every file, the components' .CFG too, and reads it back: a site
 * that cannot be published is refused with the reason when it is imported.
 */
int	 published_try(const struct publication *, struct err *);

#endif
