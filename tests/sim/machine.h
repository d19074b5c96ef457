/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine - when a computer is switched on, away, set back to an image, or a
 * clone of another.  All of it follows from the seed alone, so that each
 * policy meets the same machines on the same days.
 *
 * What a world promises: nobody is away longer than 45 days, and is back for
 * 20 before the next long absence; an image holds a state that is at most 45
 * days old when it is restored, and is switched on for a week then.
 *
 * Units    seconds of the virtual clock.
 */
#ifndef TESTS_SIM_MACHINE_H
#define TESTS_SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/random.h"

#define MINUTE		INT64_C(60)
#define HOUR		INT64_C(3600)
#define DAY		INT64_C(86400)
#define NEVER		INT64_MAX
#define SIM_BEGIN	INT64_C(946857600)	/* 2000-01-03, a Monday */
#define AWAY_MAX	(45 * DAY)
#define IMAGE_MAX	(45 * DAY)

enum rhythm { ALWAYS_ON, OFFICE_HOURS, LONG_HOURS, TWICE_A_WEEK };

struct machine {
	struct rnd	 life, images;
	uint64_t	 seed;		/* for what differs from day to day */
	int64_t		 away_from, away_until;
	int64_t		 born, gone;	/* installed; scrapped, or NEVER */
	int64_t		 image_at;	/* an image is made then, or NEVER */
	uint32_t	 number;
	uint32_t	 twin;		/* whose identity it has */
	uint32_t	 address;	/* as the site sees it */
	int32_t		 on_at, on_for;	/* of the day */
	enum rhythm	 rhythm;
	uint8_t		 home;		/* preferred domain controller */
	bool		 travels;
	bool		 legacy;	/* tries all of its accounts, always */
};

/* One of `n'; `end' is that of the world. */
void	machine_make(struct machine *, uint64_t seed, uint32_t number,
	    uint32_t n, int64_t end);
/* The earliest time from `t' on at which it is on.  Never asked backwards. */
int64_t	machine_on(struct machine *, int64_t t);
/* It is not taken away before `until'. */
void	machine_keep_here(struct machine *, int64_t until);
/* How old an image gets; when the next is made after one was used at `t'. */
int64_t	machine_image_age(struct machine *);
void	machine_next_image(struct machine *, int64_t t);

#endif
