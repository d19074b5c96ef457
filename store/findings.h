/* SPDX-License-Identifier: GPL-3.0-or-later */
/* findings - one found by the store itself, inside a change that runs. */
#ifndef STORE_FINDINGS_H
#define STORE_FINDINGS_H

#include "store/db.h"
#include "store/finding.h"

int	findings_add(struct db *, const struct finding_row *);

#endif
