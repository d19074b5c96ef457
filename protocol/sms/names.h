/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names - what may be called what in a site.
 *
 * Each check returns NULL when the text is right, otherwise the words that
 * follow "expected ": so that one sentence says what is wrong and how it
 * should be.
 *
 * Source   site codes Q279868, Q271885; NetBIOS names [MS-NBTE] 2.2.1;
 *          account names Q271149 (31 characters); reserved names accounts.md
 *          1a, 10.1; blanks at the edges Q323146; identifiers cap.md 6.4.
 */
#ifndef PROTOCOL_SMS_NAMES_H
#define PROTOCOL_SMS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/guid.h"

#define SITE_CODE_LEN		3
#define SITE_CODE_SIZE		4
#define NETBIOS_NAME_MAX	15
#define NETBIOS_NAME_SIZE	16
#define ACCOUNT_NAME_MAX	31	/* without its domain */
#define ACCOUNTS_MAX		32	/* for client connections, Q280518 */
#define LABEL_MAX		255	/* item, property and list names */

const char	*name_site_code(const char *);
const char	*name_computer(const char *);	/* NetBIOS, upper case */
const char	*name_domain(const char *);	/* the same rules */
const char	*name_account(const char *);	/* DOMAIN\name, not reserved */
/* Of a new one: not taken for another by whoever reads it, or by Windows. */
const char	*name_distinct(const char *);
const char	*name_label(const char *);	/* not empty, no edge blanks */
const char	*name_folder(const char *);	/* one path component */

/*
 * The four that a client has as local accounts; some of them are the domain's,
 * too, with another password.
 */
#define NAMESAKES		4
#define NAMESAKE_NONE		NAMESAKES
size_t		 name_namesake(const char *);	/* its index, or NONE */
const char	*name_of_namesake(size_t);

/* SMSCliToknAcct& and its kin; bare names, without case. */
bool	 name_is_reserved(const char *);

/* ASCII letters to upper case in place: codes and names come in any case. */
void	 name_upper(char *);

/* "GUID:" and 36 characters, as SMS 2.0 writes a client's identity. */
#define SMS_ID_SIZE	(5 + GUID_TEXT_SIZE)
bool	 sms_id_parse(const char *, struct guid *out);
void	 sms_id_text(const struct guid *, char[static SMS_ID_SIZE]);

#endif
