/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/director/cap/consumer.h"

static consume	*const consumers[BOX_COUNT] = {
	[BOX_DDR]	= consume_ddr,
	[BOX_CCR]	= consume_ccr,
};

consume *
consumer_of(enum box box)
{
	return consumers[box];
}
