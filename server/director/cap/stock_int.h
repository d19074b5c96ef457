/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stock_int - the inside of struct stock, shared by stock.c (life, tasks, the
 * catalogue), and stock_look.c (surveys and what they tell).
 */
#ifndef SERVER_DIRECTOR_CAP_STOCK_INT_H
#define SERVER_DIRECTOR_CAP_STOCK_INT_H

#include <event2/event_struct.h>

#include "server/director/cap/stock.h"

#define ALARMS_MAX	(COMPONENTS_MAX + MASTER_FOLDERS + 2)

/* What was logged of a bundle. */
struct alarm {
	char	 bundle[96];
	char	 text[400];
};

struct stock {
	struct director		*d;
	int			 blobs_fd;
	struct catalogue	*have;
	struct survey		*seen;		/* NULL: none yet */
	struct alarm		 alarms[ALARMS_MAX];
	size_t			 nalarms;
	STAILQ_HEAD(, stock_task) tasks;	/* the first may run */
	bool			 running;
	bool			 committing;
	bool			 ready;
	bool			 stopping;
	bool			 copying;	/* somebody is: look soon */
	struct event		 scan;
};

int	stock_load(struct stock *, struct err *);	/* blocks */
void	stock_next(struct stock *);
void	stock_scan_timer(struct stock *);	/* stock_look.c */
void	stock_arm_scan(struct stock *);

#endif
