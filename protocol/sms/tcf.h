/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tcf - CCMData.tcf, what a site server tells the machine that it installs a
 * client on:
 *
 *	[Bootstrap]			contrib/siteclient/boot.h
 *	     Computer=BDC1
 *	     PDC=SITESRV 10.1.2.1:445
 *	     DC=BDC1 10.1.2.3:445
 *	[SMS Client Base Components]
 *	     Client Version=2.00.1493.4009
 *	[DISCOVERY PROPERTIES]
 *	     SMS Assigned Sites=S01
 *
 * The names of sections are SMS 2.0's; [Bootstrap] and the keys are ours.
 *
 * Errors   0, -EINVAL, -ENOMEM.
 * Source   ccm.md 2.3: Q319462, Q257185, Q267929.
 */
#ifndef PROTOCOL_SMS_TCF_H
#define PROTOCOL_SMS_TCF_H

#include "protocol/sms/ini.h"
#include "protocol/sms/version.h"

#define TCF_BOOTSTRAP	"Bootstrap"

struct tcf_server {
	const char	*name;		/* "": none is told */
	const char	*address;	/* with its port */
};

struct tcf {
	const char		*computer;
	struct tcf_server	 pdc, dc;
	struct version		 version;	/* nfield 0: unknown */
	const char		*site;		/* its code */
};

/* Whoever is not told stands there without a value, see tcf_merge(). */
void	tcf_put(struct buf *, const struct tcf *);

/*
 * `ours' with what `theirs' (NULL: nothing) has besides: a key of ours is never
 * theirs, one without a value stands in neither.
 */
void	tcf_merge(struct buf *, const struct ini *theirs,
	    const struct ini *ours);

/*
 * PDC and DC that name every address of the site server, "0.0.0.0:445", get
 * this one.
 */
int	tcf_fill(struct ini *ours, const char *address);

#endif
