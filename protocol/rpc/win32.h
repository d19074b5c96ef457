/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * win32 - the error numbers that Windows and its network management functions
 * log, the NTSTATUS each one comes from, what it says, and what is to be done
 * about it: one table for whoever asks a domain over RPC.
 *
 * Numbers  win32_of() is the plain translation, win32_net_of() that of the
 *          NetUser..., NetGroup... functions: a user that is not there is 1317
 *          to the one and 2221 to the other.  Where only one of them has a
 *          number, both answer with it.  What is in no row is 31
 *          (ERROR_GEN_FAILURE).
 * Classes  only WAIT may become right by waiting for replication; POLICY never
 *          does: fail and name the policy (accounts.md 9, R12).
 * Source   [MS-ERREF] 2.1 to 2.3; accounts.md 8: Q186555, Q221218, Q304961,
 *          Q216855, Q242011, Q235205.
 */
#ifndef PROTOCOL_RPC_WIN32_H
#define PROTOCOL_RPC_WIN32_H

#include "protocol/smb2/status.h"

enum win32_class {
	WIN32_FINE,		/* 0 only */
	WIN32_WAIT,		/* not on this server yet, perhaps */
	WIN32_POLICY,		/* of the domain: names what stands against it */
	WIN32_PERMISSION,
	WIN32_SILENT,		/* the server: it proves nothing */
	WIN32_REFUSED,		/* this identity or request; asking again won't help */
	WIN32_ALREADY		/* as it was wanted */
};

/* name, number, class, NTSTATUS (0: none), text */
#define WIN32_TABLE(X)							\
	X(FILE_NOT_FOUND,	2, SILENT, 0, "there is no such file")	\
	X(PATH_NOT_FOUND,	3, SILENT, 0, "there is no such path")	\
	X(ACCESS_DENIED,	5, PERMISSION, NT_ACCESS_DENIED,	\
	    "access is denied")						\
	X(NOT_ENOUGH_MEMORY,	8, SILENT, NT_NO_MEMORY,		\
	    "not enough memory")					\
	X(INVALID_DATA,		13, SILENT, 0, "the data are not right") \
	X(GEN_FAILURE,		31, SILENT, NT_UNSUCCESSFUL,		\
	    "it failed for no reason that has a number")		\
	X(SHARING_VIOLATION,	32, SILENT, NT_SHARING_VIOLATION,	\
	    "somebody else has the file open")				\
	X(NOT_SUPPORTED,	50, REFUSED, NT_NOT_SUPPORTED,		\
	    "the server does not know how to")				\
	X(BAD_NETPATH,		53, SILENT, NT_BAD_NETWORK_PATH,	\
	    "the network path was not found")				\
	X(NETNAME_DELETED,	64, SILENT, NT_NETWORK_NAME_DELETED,	\
	    "the server ended the connection")				\
	X(BAD_NET_NAME,		67, REFUSED, NT_BAD_NETWORK_NAME,	\
	    "the server has no share of that name")			\
	X(INVALID_PASSWORD,	86, REFUSED, NT_WRONG_PASSWORD,		\
	    "the password is not right")				\
	X(INVALID_PARAMETER,	87, REFUSED, NT_INVALID_PARAMETER,	\
	    "a parameter is not right")					\
	X(DISK_FULL,		112, SILENT, NT_DISK_FULL,		\
	    "the disk is full")						\
	X(SEM_TIMEOUT,		121, SILENT, NT_IO_TIMEOUT,		\
	    "the server did not answer in time")			\
	X(BAD_EXE_FORMAT,	193, SILENT, 0,				\
	    "the file is no program that runs there")			\
	X(MORE_DATA,		234, REFUSED, 0,			\
	    "there is more than was asked for")				\
	X(NO_MORE_ITEMS,	259, ALREADY, 0,			\
	    "there are no more")					\
	X(SESSION_CREDENTIAL_CONFLICT, 1219, REFUSED, 0,		\
	    "this server is in use under another identity")		\
	X(REVISION_MISMATCH,	1306, ALREADY, NT_REVISION_MISMATCH,	\
	    "somebody else has written a later one")			\
	X(NO_SUCH_LOGON_SESSION, 1312, REFUSED, NT_USER_SESSION_DELETED, \
	    "the session is over")					\
	X(NO_SUCH_PRIVILEGE,	1313, REFUSED, NT_NO_SUCH_PRIVILEGE,	\
	    "there is no such user right")				\
	X(PRIVILEGE_NOT_HELD,	1314, PERMISSION, NT_PRIVILEGE_NOT_HELD, \
	    "a user right is missing")					\
	X(INVALID_ACCOUNT_NAME,	1315, REFUSED, NT_INVALID_ACCOUNT_NAME,	\
	    "this cannot be the name of an account")			\
	X(NO_SUCH_USER,		1317, WAIT, NT_NO_SUCH_USER,		\
	    "no such user on this server yet")				\
	X(PASSWORD_RESTRICTION,	1325, POLICY, NT_PASSWORD_RESTRICTION,	\
	    "the password does not meet the password policy")		\
	X(LOGON_FAILURE,	1326, WAIT, NT_LOGON_FAILURE,		\
	    "user or password not known on this server yet")		\
	X(ACCOUNT_RESTRICTION,	1327, POLICY, NT_ACCOUNT_RESTRICTION,	\
	    "the minimum password age is not over")			\
	X(INVALID_LOGON_HOURS,	1328, POLICY, NT_INVALID_LOGON_HOURS,	\
	    "the account may not be used at this hour")			\
	X(INVALID_WORKSTATION,	1329, POLICY, NT_INVALID_WORKSTATION,	\
	    "the account may not be used from this computer")		\
	X(PASSWORD_EXPIRED,	1330, POLICY, NT_PASSWORD_EXPIRED,	\
	    "the password has expired")					\
	X(ACCOUNT_DISABLED,	1331, REFUSED, NT_ACCOUNT_DISABLED,	\
	    "the account is disabled")					\
	X(NONE_MAPPED,		1332, WAIT, NT_NONE_MAPPED,		\
	    "no such name on this server yet")				\
	X(NO_SUCH_DOMAIN,	1355, REFUSED, NT_NO_SUCH_DOMAIN,	\
	    "there is no such domain")					\
	X(MEMBERS_PRIMARY_GROUP, 1374, REFUSED, NT_MEMBERS_PRIMARY_GROUP, \
	    "it is the primary group of that user")			\
	X(NO_SUCH_ALIAS,	1376, WAIT, NT_NO_SUCH_ALIAS,		\
	    "no such local group on this server yet")			\
	X(MEMBER_NOT_IN_ALIAS,	1377, ALREADY, NT_MEMBER_NOT_IN_ALIAS,	\
	    "not a member of the local group")				\
	X(MEMBER_IN_ALIAS,	1378, ALREADY, NT_MEMBER_IN_ALIAS,	\
	    "a member of the local group already")			\
	X(ALIAS_EXISTS,		1379, ALREADY, NT_ALIAS_EXISTS,		\
	    "the local group is there already")				\
	X(NO_SUCH_MEMBER,	1387, WAIT, NT_NO_SUCH_MEMBER,		\
	    "the new member is not known on this server yet")		\
	X(INVALID_MEMBER,	1388, REFUSED, NT_INVALID_MEMBER,	\
	    "this cannot be a member")					\
	X(NO_USER_SESSION_KEY,	1394, REFUSED, NT_NO_USER_SESSION_KEY,	\
	    "the session has no key")					\
	X(WRONG_TARGET_NAME,	1396, REFUSED, 0,			\
	    "the server is not the one that was meant")			\
	X(RPC_UNAVAILABLE,	1722, SILENT, NT_CONNECTION_REFUSED,	\
	    "the server does not answer")				\
	X(RPC_CALL_FAILED,	1726, SILENT, NT_PIPE_BROKEN,		\
	    "the remote procedure call broke off")			\
	X(ACCOUNT_EXPIRED,	1793, POLICY, NT_ACCOUNT_EXPIRED,	\
	    "the account has expired")					\
	X(PASSWORD_MUST_CHANGE,	1907, POLICY, NT_PASSWORD_MUST_CHANGE,	\
	    "the password must be changed")				\
	X(ACCOUNT_LOCKED_OUT,	1909, REFUSED, NT_ACCOUNT_LOCKED_OUT,	\
	    "the account is locked out")				\
	X(NERR_GROUP_NOT_FOUND,	2220, WAIT, NT_NO_SUCH_GROUP,		\
	    "no such group on this server yet")				\
	X(NERR_USER_NOT_FOUND,	2221, WAIT, 0,				\
	    "no such user on this server yet")				\
	X(NERR_GROUP_EXISTS,	2223, ALREADY, NT_GROUP_EXISTS,		\
	    "the group is there already")				\
	X(NERR_USER_EXISTS,	2224, ALREADY, NT_USER_EXISTS,		\
	    "the user is there already")				\
	X(NERR_NOT_PRIMARY,	2226, PERMISSION, NT_INVALID_DOMAIN_ROLE, \
	    "only the PDC takes changes")				\
	X(NERR_SPECIAL_GROUP,	2234, REFUSED, NT_SPECIAL_ACCOUNT,	\
	    "this cannot be done to an account that the system needs")	\
	X(NERR_USER_IN_GROUP,	2236, ALREADY, NT_MEMBER_IN_GROUP,	\
	    "a member of the group already")				\
	X(NERR_USER_NOT_IN_GROUP, 2237, ALREADY, NT_MEMBER_NOT_IN_GROUP, \
	    "not a member of the group")				\
	X(NERR_PASSWORD_TOO_SHORT, 2245, POLICY, 0,			\
	    "the password is shorter than required, or in the history")	\
	X(NERR_DC_NOT_FOUND,	2453, SILENT, 0, "no PDC is found")

enum win32 {
#define X(name, number, class, nt, text) WIN32_##name = (number),
	WIN32_TABLE(X)
#undef X
};

uint32_t	 win32_of(enum ntstatus);	/* 0 for what is no error */
uint32_t	 win32_net_of(enum ntstatus);
enum ntstatus	 win32_status(uint32_t);	/* of the number's own row */
/* A number that is in no row is SILENT: it proves nothing. */
enum win32_class win32_class(uint32_t);
const char	*win32_text(uint32_t);

#endif
