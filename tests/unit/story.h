/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * story - a recorded conversation with a real peer, tests/data/smb2/NAME.txt:
 *
 *	key value	dialect and keys, in hex
 *	C bytes		a frame from the client, in hex
 *	S bytes		a frame from the server
 */
#ifndef TESTS_UNIT_STORY_H
#define TESTS_UNIT_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct story_frame {
	bool		 from_server;
	uint8_t		*bytes;		/* exactly len */
	size_t		 len;
};

struct story {
	struct story_frame *frames;
	size_t		 count;
	char		 keys[8][24];
	uint8_t		 values[8][32];
	size_t		 sizes[8];
	size_t		 nkeys;
};

void		 story_load(struct story *, const char *name);
void		 story_free(struct story *);
/* The value of a key, or NULL. */
const uint8_t	*story_value(const struct story *, const char *key,
		    size_t *size);

#endif
