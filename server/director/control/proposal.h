/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proposal - the rule of two persons (option two_persons): what cannot be
 * taken back is kept until a second operator, with another user id, confirms
 * it.  Their ids are those that the kernel tells of the socket's peers.
 *
 * What is confirmed is asked and judged anew, as if the second operator had
 * said it: what has changed meanwhile may refuse it.
 */
#ifndef SERVER_DIRECTOR_CONTROL_PROPOSAL_H
#define SERVER_DIRECTOR_CONTROL_PROPOSAL_H

#include "server/director/control/errand.h"

/*
 * To be asked when all else is judged, last before the change.  False: it
 * waits for a second operator now, and the errand has ended or will.
 */
bool	proposal_agreed(struct errand *);

#endif
