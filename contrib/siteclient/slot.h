/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slot - when in a period a client does what all of them do, so that they do
 * not do it together: by its number, protocol/sms/slot.h.
 *
 * Source   algorithms.md A11; Q227019, Q245723.
 */
#ifndef CONTRIB_SITECLIENT_SLOT_H
#define CONTRIB_SITECLIENT_SLOT_H

#include <stdint.h>

#include "base/clock.h"
#include "protocol/sms/slot.h"

/* 0 to period_ms - 1. */
int64_t		slot_of(uint64_t number, int64_t period_ms);
/*
 * When the cycle after one that began at `started' is due: 23 hours later as
 * Q231232 tells, moved by up to a tenth towards the client's slot, so that
 * those that were switched on together drift apart and stay so.
 */
struct wall	slot_next_cycle(uint64_t number, struct wall started,
		    int64_t period_ms);

#endif
