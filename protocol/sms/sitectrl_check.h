/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sitectrl_check - rules between the parts of a site control file, used by
 * its parser: nothing stands twice under one name, client items hold registry
 * values, the type of the file fits what is in it.
 */
#ifndef PROTOCOL_SMS_SITECTRL_CHECK_H
#define PROTOCOL_SMS_SITECTRL_CHECK_H

#include <stdbool.h>

#include "protocol/sms/sitectrl.h"

bool	sitectrl_check_item(struct scf *, const struct scf_item *,
	    struct syntax_err *);
bool	sitectrl_check_file(struct scf *, struct syntax_err *);

#endif
