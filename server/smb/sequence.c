/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/smb/sequence.h"

bool
sequence_begin(struct sequence *s, uint16_t number, bool replay)
{
	uint16_t	 ahead = (uint16_t)(number - s->number);

	/* Sent once more while the first may still come to its effect. */
	if (replay && s->before > 0)
		return false;
	if (ahead > INT16_MAX)
		return false;
	if (ahead > 0) {
		s->before += s->running;
		s->running = 0;
		s->number = number;
	}
	s->running++;
	return true;
}

void
sequence_end(struct sequence *s, uint16_t number)
{
	if (number == s->number)
		s->running--;
	else
		s->before--;
}
