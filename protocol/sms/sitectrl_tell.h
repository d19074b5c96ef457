/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_tell - items and attributes of a site control file in words, for
 * lists and for differences.
 *
 * Each function adds to a buf.  What is longer than SCF_TELL_MAX bytes is cut,
 * and ends with "...".
 */
#ifndef PROTOCOL_SMS_SITECTRL_TELL_H
#define PROTOCOL_SMS_SITECTRL_TELL_H

#include "protocol/sms/sitectrl.h"

#define SCF_TELL_MAX	600

/* What names it: "Client Connection, PLANT\SMSClient_00001". */
void	scf_tell_name(struct buf *, const struct scf_item *);
/* The values behind the names: "flags 3"; of an unknown one its size. */
void	scf_tell_values(struct buf *, const struct scf_item *);
/* "PROPERTY Schedule", "LIST Copy Queue". */
void	scf_tell_attr(struct buf *, const struct scf_attr *);
/* "00C1170000100038 (every 7 days from 1998-01-01 06:00)", "15; 30". */
void	scf_tell_value(struct buf *, const struct scf_attr *);

#endif
