/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey_int - the three steps of a survey: survey_list.c finds names and
 * dates, survey_read.c reads what is new, survey.c judges and takes.
 */
#ifndef SERVER_DIRECTOR_CAP_SURVEY_INT_H
#define SERVER_DIRECTOR_CAP_SURVEY_INT_H

#include "protocol/sms/compcfg.h"
#include "server/director/cap/survey.h"

/* A sentence in the survey's memory. */
const char *survey_note(struct survey *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* Room for bundles; false: no memory. */
bool	 survey_begin(struct survey *);
/* All bundles with their files, unread. */
void	 survey_list(const struct survey_order *, struct survey *);

/* Opens a file of a bundle. */
int	 survey_open(const struct survey_order *,
	    const struct survey_bundle *, const struct survey_file *);
/* One bundle with its files, unread. */
void	 survey_list_one(const struct survey_order *, struct survey *,
	    const struct master_folder *, const char *name);

/* All of it was read: is it whole, and what its compver.ini says? */
void	 survey_component(struct survey *, struct survey_bundle *,
	    const struct compver *);
/* Hashes and checks what was not so before; sets version and problems. */
void	 survey_read(const struct survey_order *, struct survey *,
	    struct survey_bundle *);

#endif
