/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_order - which items, and which attributes of an item, are the same
 * thing under the same name: 0; else an order for sorting.
 *
 * Names are compared without case.  An item of an unknown kind is named by
 * its kind and by the first line after its BEGIN_; an unknown block inside an
 * item by its keyword.
 */
#ifndef PROTOCOL_SMS_SITECTRL_ORDER_H
#define PROTOCOL_SMS_SITECTRL_ORDER_H

#include "protocol/sms/sitectrl.h"

int	scf_item_compare(const struct scf_item *, const struct scf_item *);
int	scf_attr_compare(const struct scf_attr *, const struct scf_attr *);

/* What stands in the first line of an unknown item, without its blanks. */
const char *scf_unknown_name(const struct scf_item *, size_t *len);

#endif
