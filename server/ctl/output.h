/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output - how answers are shown: as tables for people, as one JSON object
 * for programs.  Both are made from the columns of protocol/control.
 *
 * What came from elsewhere is shown without control characters, so that no
 * name can play with the terminal.
 */
#ifndef SERVER_CTL_OUTPUT_H
#define SERVER_CTL_OUTPUT_H

#include <stdio.h>

#include "protocol/control/answer.h"

struct output {
	void	(*begin)(const struct control_verb *);
	void	(*row)(const struct control_answer *);
	void	(*note)(const char *);
	void	(*secret)(const char *);	/* made by sited, shown once */
	void	(*end)(const struct control_answer *);
};

extern const struct output	output_table, output_json;

/* The text, fit for a terminal. */
void	show_text(struct buf *, const char *);
/* A cell as people read it. */
void	show_cell(struct buf *, const struct control_cell *);
void	print_text(FILE *, const char *);

#endif
