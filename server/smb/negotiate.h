/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * negotiate - what the server said of itself in NEGOTIATE, which a client may
 * have repeated to it over the signed session.
 *
 * Source   [MS-SMB2] 3.3.5.4, 3.3.5.15.12.
 */
#ifndef SERVER_SMB_NEGOTIATE_H
#define SERVER_SMB_NEGOTIATE_H

#include <stdint.h>

struct conn;
struct smb_server;

uint16_t	negotiate_security_mode(const struct smb_server *);
uint32_t	negotiate_capabilities(const struct conn *);

#endif
