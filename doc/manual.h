/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * manual - writes what the manual says about verbs and options from their
 * tables.  A build tool: `manual' copies standard input to standard
 * output and puts lists in the place of lines that name them:
 *
 *	@verbs@		every verb of sitectl, for mdoc(7)
 *	@options@	every option of sited.conf, for mdoc(7)
 *	@cases@		every verb of sitectl, for bash
 */
#ifndef DOC_MANUAL_H
#define DOC_MANUAL_H

#include <stdio.h>

/* Text as mdoc takes it: escaped, a sentence on a line of its own. */
void	manual_text(FILE *, const char *);
void	manual_verbs(FILE *);
void	manual_options(FILE *);
void	manual_cases(FILE *);

#endif
