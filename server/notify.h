/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify - tells a supervisor (systemd) how far we are: one datagram to the
 * socket that $NOTIFY_SOCKET names; nothing without one.
 *
 * Source   sd_notify(3), "standalone implementations".
 */
#ifndef SERVER_NOTIFY_H
#define SERVER_NOTIFY_H

void	notify_supervisor(const char *state);

#endif
