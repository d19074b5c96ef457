/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compreport - what a client has of a component, and what it could not
 * install: a value of "Client Components" in its discovery record.
 *
 *	hinv=2.00.1493.4000
 *	hinv=2.00.1493.4000;2.00.1493.4008;the program ended with 1
 *	hinv=;2.00.1493.4008;No space left on device
 *
 * Source   ours; algorithms.md A16; doc/formats/ddr.md.
 */
#ifndef PROTOCOL_SMS_COMPREPORT_H
#define PROTOCOL_SMS_COMPREPORT_H

#include <stdbool.h>

#include "protocol/sms/version.h"

#define COMPREPORT_PROPERTY	"Client Components"
#define COMPREPORT_NAME_SIZE	65
#define COMPREPORT_WHY_SIZE	81
#define COMPREPORT_SIZE		200	/* of the value, with its NUL */

struct compreport {
	char		 directory[COMPREPORT_NAME_SIZE];
	struct version	 version;	/* installed; nfield 0: none */
	struct version	 failed;	/* nfield 0: nothing failed */
	char		 why[COMPREPORT_WHY_SIZE];	/* "": not said */
};

/* What a record cannot carry of `why' becomes '?'. */
void	compreport_put(char dst[static COMPREPORT_SIZE],
	    const struct compreport *);
bool	compreport_parse(const char *, struct compreport *);

#endif
