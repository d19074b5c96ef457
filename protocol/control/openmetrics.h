/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * openmetrics - rows of table `metrics' as the text that monitoring reads:
 *
 *	# TYPE sited_inbox_files gauge
 *	# HELP sited_inbox_files Files in a drop box.
 *	sited_inbox_files{box="ddr.box",state="landed"} 3
 *	# EOF
 *
 * Rows of one family come one after the other.  A counter's sample is called
 * <family>_total, that of an info <family>_info.
 *
 * Errors   openmetrics_put() returns false for a row that would not be text
 *          of this form; nothing is added then.
 * Source   OpenMetrics 1.0, sections 3 and 4.
 */
#ifndef PROTOCOL_CONTROL_OPENMETRICS_H
#define PROTOCOL_CONTROL_OPENMETRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define OPENMETRICS_TYPE	\
	"application/openmetrics-text; version=1.0.0; charset=utf-8"
#define METRIC_NAME_MAX		64
#define METRIC_LABELS_MAX	255

struct metric {
	const char	*name;		/* of the family */
	const char	*type;		/* gauge, counter, info */
	const char	*labels;	/* box="ddr.box",state="landed"; or "" */
	int64_t		 value;
	const char	*help;
};

struct openmetrics {
	struct buf	*out;
	char		 family[METRIC_NAME_MAX];	/* the one under way */
};

void	openmetrics_begin(struct openmetrics *, struct buf *);
bool	openmetrics_put(struct openmetrics *, const struct metric *);
void	openmetrics_end(struct openmetrics *);

/* Adds name="value" to labels, escaped; false: no room, nothing is added. */
bool	metric_label(char labels[static METRIC_LABELS_MAX + 1],
	    const char *name, const char *value);

#endif
