/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load - the frame of smb_load: options, measured times, the verdict.  The
 * works themselves are in work_*.c, a row each in load.c.
 *
 * Units    bytes, seconds, and microseconds for what is measured.
 * Errors   the first that any client meets ends the run: load_fail().
 */
#ifndef CONTRIB_BENCH_LOAD_H
#define CONTRIB_BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "client/client.h"

#define LOAD_READS	4		/* files that a poll reads */

struct load;
struct script;

/* A client is an actor; what it does next is the work's business. */
struct actor {
	struct load		*load;
	struct client_conn	*conn;
	struct client_how	 how;
	unsigned		 index;
	struct mono		 began;
	const struct script	*script;
	unsigned		 step;
	unsigned		 round;		/* of the files to read */
	unsigned		 drops;
	uint32_t		 tree;
	struct smb2_file_id	 file;
	struct slot		*slots;		/* work_io.c */
};

struct work {
	const char	*name;
	const char	*help;
	void		(*start)(struct actor *);
	bool		 at_once;	/* all actors start together */
};

struct options {
	const struct work	*work;
	const char		*share;		/* "\\\\server\\share" */
	const char		*user;
	const char		*list;		/* folder to list, "": the root */
	const char		*reads[LOAD_READS];
	unsigned		 nreads;
	const char		*drop;		/* folder and prefix of a drop */
	const char		*suffix;	/* of a drop */
	const char		*payload;	/* file to drop; NULL: zeroes */
	unsigned		 clients;
	unsigned		 outstanding;
	unsigned		 seconds;
	unsigned		 sources;	/* addresses 127.0.1.1 and up */
	size_t			 size;		/* of one read or write */
	size_t			 file_size;
	enum client_guard	 guard;
	uint16_t		 dialect;	/* 0: any */
};

struct load {
	struct options		 opt;
	struct event_base	*base;
	struct event		*input;		/* its end ends an idle run */
	struct client		*client;
	struct ntlm_identity	 who;
	struct sockaddr_storage	 to;
	struct actor		*actors;
	unsigned		 begun;		/* actors that were started */
	unsigned		 ready;		/* of them logged on */
	unsigned		 running;
	bool			 is_over;	/* time is up: finish what runs, */
					/* for the slow ones count too */
	size_t			 in_time;	/* done before that */
	size_t			 total;		/* the warm-up too */
	bool			 is_measuring;
	struct mono		 since;
	uint32_t		*took_us;
	size_t			 took_count;
	size_t			 took_room;
	uint64_t		 run_id;	/* so that no drop meets another's */
	uint8_t			*data;		/* opt.size bytes to write */
	size_t			 data_len;
	struct err		 err;
};

/* "client 3: open of x: ..."; ends the loop. */
void	load_fail(struct actor *, const char *what, int error,
	    enum ntstatus status);
void	load_took(struct load *, struct mono since);
/* Another actor is logged on: the next may begin, or the clock starts. */
void	load_ready(struct actor *);
void	load_ended(struct actor *);	/* does no more */

/* work_step.c: a script is requests one after the other. */
enum verdict {
	STEP_DONE,
	STEP_AGAIN,
	STEP_FAILED
};

struct step {
	const char	*name;
	int		(*ask)(struct actor *, const struct client_done *);
	/* NULL: success is enough. */
	enum verdict	(*take)(struct actor *, const struct client_answer *);
};

struct script {
	const struct step	*steps;
	unsigned		 count;
	void			(*next)(struct actor *);	/* all are done */
};

void	script_start(struct actor *, const struct script *);

int	step_log_on(struct actor *, const struct client_done *);
int	step_tree(struct actor *, const struct client_done *);
enum verdict	step_took_tree(struct actor *, const struct client_answer *);
enum verdict	step_took_file(struct actor *, const struct client_answer *);
int	step_close(struct actor *, const struct client_done *);
int	step_log_off(struct actor *, const struct client_done *);
int	step_open(struct actor *, const char *name,
	    const struct smb2_create_req *, const struct client_done *);

void	cycle_start(struct actor *);
void	logon_start(struct actor *);
void	idle_start(struct actor *);
void	read_start(struct actor *);
void	write_start(struct actor *);

#endif
