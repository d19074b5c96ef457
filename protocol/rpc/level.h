/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * level - the "information level" idiom of the Net interfaces: a number chooses
 * which of a record's fields travel.
 *
 * In memory there is one struct per noun with the fields of all levels; a
 * table names the codec of each level.  On the wire a record comes as a union
 * of pointers; a listing comes as a union of containers, each an array of
 * records and its count.  With a level that no row names a record's pointer
 * must be NULL and a listing has no arm: then the operation answers with an
 * error, and not the NDR engine with a fault.
 *
 * Source   [MS-SRVS] 2.2.4 (SHARE_ENUM_STRUCT and its like), [MS-WKST] 2.2.5.
 */
#ifndef PROTOCOL_RPC_LEVEL_H
#define PROTOCOL_RPC_LEVEL_H

#include "protocol/rpc/ndr.h"

#define RPC_ROWS_MAX	65536	/* of a listing that we send or read */

struct rpc_level {
	uint32_t	 level;
	ndr_fn		*fn;
};

/* The table of one noun. */
struct rpc_levels {
	const struct rpc_level	*rows;
	size_t			 count;
	size_t			 size;		/* of the noun's struct */
};

#define RPC_LEVELS(rows, type)	\
	{ (rows), sizeof(rows) / sizeof((rows)[0]), sizeof(type) }

bool	 rpc_level_known(const struct rpc_levels *, uint32_t level);

/* A union of pointers; a reader takes the record from the arena. */
void	*rpc_level_record(struct ndr *, const struct rpc_levels *,
	    uint32_t level, void *record);

/* The parameters that all listings have, in the order in which they stand. */
struct rpc_list {
	const struct rpc_levels	*levels;	/* set by the codec */
	uint32_t		 level;
	bool			 there;		/* the container is */
	uint32_t		 count;
	void			*rows;
	uint32_t		 preferred;	/* bytes the caller wants */
	uint32_t		 total;		/* rows from here on */
	uint32_t		*resume;	/* NULL: all or nothing */
};

void	 rpc_list_in(struct ndr *, const struct rpc_levels *,
	    struct rpc_list *);
void	 rpc_list_out(struct ndr *, const struct rpc_levels *,
	    struct rpc_list *);

#endif
