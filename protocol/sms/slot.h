/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slot - a client's place among all clients of a site: SipHash-2-4 of who it
 * is, under a key of the site, so that a client keeps its slot, and sites do
 * not share them.
 *
 * Source   algorithms.md A11, A16; Q227019, Q245723.
 */
#ifndef PROTOCOL_SMS_SLOT_H
#define PROTOCOL_SMS_SLOT_H

#include <stdint.h>

#include "base/guid.h"
#include "protocol/sms/sign.h"

/* Slots of the rings that upgrades go out in: a hundred make a percent. */
#define RING_SLOTS	10000

/* `site_key' is the public key that the site signs with. */
uint64_t	slot_number(const uint8_t site_key[static SIGN_KEY_SIZE],
		    const struct guid *);
/* 0 to RING_SLOTS - 1. */
uint32_t	ring_slot(const uint8_t site_key[static SIGN_KEY_SIZE],
		    const struct guid *);

#endif
