/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * config - what sited.conf says.  One row of CONFIG_TABLE an option; the file's
 * parser, the check, the sample, the man page, `config show' and the message
 * that carries it to the roles are all made from the rows.
 *
 * Units    durations in milliseconds ("500ms", "30s", "15m", "8h", "14d" in the
 *          file), sizes in bytes ("64K", "4M").
 * Memory   struct config holds no pointers: it is copied, and swapped whole.
 * Errors   config_load() says file, line, what is wrong and what is expected.
 */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/wire.h"

#define CONFIG_LIST_MAX	16
#define CONFIG_ITEM_MAX	64
#define CONFIG_PATH_MAX	256
#define CONFIG_DIR_MAX	127		/* of `dir': there is more below it */
#define CONFIG_NAME_MAX	64
#define LISTENERS_MAX	(2 * CONFIG_LIST_MAX)	/* `listen', `replicas' */

struct config_list {
	size_t	 n;
	char	 item[CONFIG_LIST_MAX][CONFIG_ITEM_MAX];
};

enum { SIGNING_ENABLED, SIGNING_REQUIRED };
enum { ENCRYPTION_OFF, ENCRYPTION_DESIRED, ENCRYPTION_REQUIRED,
    ENCRYPTION_INHERIT };
enum { BEHAVIOUR_SITED, BEHAVIOUR_SP3 };

#define MS	1LL
#define SECOND	1000LL
#define MINUTE	(60 * SECOND)
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)
#define KIB	1024LL
#define MIB	(1024 * KIB)

/*
 * O(kind, name, default, minimum, maximum, when, help)
 *	kind	NAME (63 bytes), PATH, LIST, BOOL, NUMBER, TIME, SIZE, or the
 *		name of a set of words (see CONFIG_WORDS)
 *	when	LIVE: taken over by a reload; START: needs a restart
 */
#define CONFIG_TABLE(O)							\
O(NAME,	site,		"S01",		3, 3,	START,			\
  "Site code: three capital letters or digits, not AUX, CON, NUL or PRN.")	\
O(NAME,	server_name,	"",		0, 15,	START,			\
  "NetBIOS name that clients see; empty: the host's own.")		\
O(NAME,	domain,		"SMS",		1, 15,	START,			\
  "NetBIOS name of the account domain that clients see.")		\
O(LIST,	listen,		"0.0.0.0:445 [::]:445", 1, 16,	START,		\
  "Addresses and ports of the SMB server.")				\
O(LIST,	replicas,	"",		0, 15,	START,			\
  "Emulated BDCs of the domain, NAME@ADDRESS:PORT/LAG.  The lag, \"5m\" (which is the default) or \"1m-7d\", is random between the two; without an address nobody logs on there.") \
O(PATH,	dir,		"/var/lib/sited", 1, 0,	START,			\
  "Folder that holds store, cap and site; relative paths start here.")	\
O(PATH,	control_socket,	"/run/sited/sited.sock", 1, 0,	START,		\
  "Unix socket for sitectl.")						\
O(PATH,	log_file,	"",		0, 0,	START,			\
  "Log file; empty: standard error.")					\
O(LEVEL, log_level,	"info",		0, 0,	LIVE,			\
  "Least severe line that is logged.")					\
O(FORMAT, log_format,	"plain",	0, 0,	LIVE,			\
  "Form of a log line; sms is the trace format of SMS 2.0.")		\
O(PATH,	key_file,	"store/master.key", 1, 0,	START,		\
  "Master key; a systemd credential named sited.key comes first.")	\
O(NAME,	user_director,	"_sited",	1, 63,	START,			\
  "User (name or number) of the director.")				\
O(NAME,	user_keeper,	"_sitedkey",	1, 63,	START,			\
  "User of the keeper.")						\
O(NAME,	user_worker,	"_sitedsmb",	1, 63,	START,			\
  "User of the workers and the clerk.")					\
O(NAME,	user_web,	"_sitedweb",	1, 63,	START,			\
  "User of the process that answers monitoring.")			\
O(NAME,	group,		"_sited",	1, 63,	START,			\
  "Group that director and workers share, for the files of the CAP.")	\
O(NAME,	operators,	"root",		1, 63,	LIVE,			\
  "Group whose members may change things through sitectl.")		\
O(NAME,	viewers,	"root",		1, 63,	LIVE,			\
  "Group whose members may look through sitectl.")			\
O(BOOL,	two_persons,	"no",		0, 0,	LIVE,			\
  "What cannot be taken back needs a second operator's word.")		\
O(TIME,	two_persons_wait, "1h",		SECOND, 30 * DAY,	LIVE,	\
  "How long it waits for that.")					\
O(NAME,	web_listen,	"",		0, 63,	START,			\
  "Loopback address and port where monitoring gets /metrics; empty: none.")	\
O(PATH,	metrics_file,	"",		0, 0,	START,			\
  "File with the same text, in a folder of user_web; empty: none.")	\
O(TIME,	metrics_interval, "60s",	100, DAY,	LIVE,		\
  "How often metrics_file is made anew.")				\
O(TIME,	control_timeout, "10s",		100, HOUR,	LIVE,		\
  "A sitectl must have sent its request, or taken on its answer, by then.") \
O(NUMBER, workers,	"auto",		0, 64,	START,			\
  "Number of SMB processes; auto (0): one per processor.")		\
O(NUMBER, io_threads,	"16",		1, 128,	START,			\
  "Threads of a worker for what may block: reads, fsync.")		\
O(BEHAVIOUR, behaviour,	"sited",	0, 0,	LIVE,			\
  "sp3 plays the faults of SMS 2.0 SP3 for test benches.")		\
O(SIGNING, signing,	"required",	0, 0,	START,			\
  "Message signing.")							\
O(ENCRYPTION, encryption, "desired",	0, 0,	START,			\
  "Message encryption of SMB 3: off, offered, or refused without.")	\
O(SHARE_ENCRYPTION, cap_encryption, "inherit",	0, 0,	START,		\
  "Encryption of share CAP_<site>.")					\
O(SHARE_ENCRYPTION, site_encryption, "inherit",	0, 0,	START,		\
  "Encryption of share SMS_<site>.")					\
O(SHARE_ENCRYPTION, logon_encryption, "inherit", 0, 0,	START,		\
  "Encryption of share SMSLOGON.")					\
O(BOOL,	anonymous_ipc,	"no",		0, 0,	START,			\
  "Anonymous sessions may reach IPC$ for the share list.")		\
O(SIZE,	max_io,		"1M",		65536, 8 * MIB,	START,		\
  "Largest read, write and transaction.")				\
O(NUMBER, credits,	"128",		8, 8192,	START,		\
  "Requests that a client may have under way on a connection.")	\
O(NUMBER, max_sessions,	"16",		1, 1024,	START,		\
  "Sessions on one connection.")					\
O(NUMBER, max_trees,	"64",		1, 65535,	START,		\
  "Tree connections of a session.")					\
O(NUMBER, max_opens,	"256",		1, 65535,	START,		\
  "Open files of a session.")						\
O(NUMBER, max_locks,	"1024",		1, 65535,	START,		\
  "Byte-range locks of an open file.")					\
O(TIME,	oplock_timeout,	"35s",		10, HOUR,	LIVE,		\
  "An oplock whose break nobody acknowledged by then is lost.")		\
O(TIME,	first_byte_timeout, "10s",	10, HOUR,	LIVE,		\
  "A connection must have sent its first byte by then.")		\
O(TIME,	negotiate_timeout, "15s",	10, HOUR,	LIVE,		\
  "A connection must have negotiated by then, counted from its start.")	\
O(TIME,	logon_timeout,	"30s",		10, HOUR,	LIVE,		\
  "A connection must have logged on by then, counted from its start.")	\
O(TIME,	idle_timeout,	"15m",		SECOND, 7 * DAY,	LIVE,	\
  "A connection without open files is closed after that much silence.")	\
O(TIME,	session_lifetime, "10h",	SECOND, 365 * DAY,	LIVE,	\
  "A session must authenticate again after that time.")			\
O(NUMBER, preauth_total, "256",		8, 65536,	LIVE,		\
  "Connections that have not logged on yet, all addresses together.")	\
O(NUMBER, preauth_per_address, "4",	1, 65536,	LIVE,		\
  "The same from one address (IPv6: one /64).")				\
O(NUMBER, connections_per_address, "16", 1, 1048576,	LIVE,		\
  "Logged-on connections from one address.")				\
O(LIST,	unlimited_nets,	"127.0.0.0/8 ::1/128",	0, 16,	LIVE,		\
  "Nets whose addresses are free of the two limits per address.")	\
O(SIZE,	slow_rate,	"1K",		0, MIB,	LIVE,			\
  "A peer that takes less than this a second is closed (see slow_time).")	\
O(TIME,	slow_time,	"60s",		SECOND, HOUR,	LIVE,		\
  "For how long slow_rate must be missed with data waiting.")		\
O(TIME,	refusal_delay,	"500ms",	0, MINUTE,	LIVE,		\
  "A refused logon is answered this much later, up to four times so.")	\
O(TIME,	enable_wait,	"5s",		0, 15 * SECOND,	LIVE,		\
  "How long a right logon waits for its retired account to be enabled again.") \
O(NUMBER, lockout_threshold, "5",	0, 999,	LIVE,			\
  "Wrong tries that lock an account with an entered password; 0: never.")	\
O(TIME,	lockout_window,	"30m",		MS, 70 * DAY,	LIVE,		\
  "Time in which these tries must fall.")				\
O(TIME,	lockout_duration, "30m",	0, 70 * DAY,	LIVE,		\
  "How long a lock lasts; 0: until an operator unlocks.")		\
O(LIST,	rollout_rings,	"",		0, 15,	LIVE,			\
  "Percentages of the clients, rising, that a newer version of a component is shown to one after the other, as 1 10 50; empty: to all at once.") \
O(TIME,	rollout_wait,	"46h",		SECOND, 60 * DAY,	LIVE,	\
  "By then nineteen of twenty of them must have it; two cycles of clients.") \
O(TIME,	orphan_limit,	"60d",		SECOND, 3650 * DAY,	LIVE,	\
  "A client not heard of for that long is lost: no account waits for it.") \
O(NUMBER, box_files,	"100000",	1, 100000000,	LIVE,		\
  "Files that may wait in one drop box.")				\
O(SIZE,	box_bytes,	"4G",		65536, 1LL << 50,	LIVE,	\
  "Bytes that may wait in one drop box.")				\
O(NUMBER, client_files,	"1000",		1, 100000000,	LIVE,		\
  "Files of one client (account and address) that may wait in one box.")	\
O(SIZE,	client_bytes,	"64M",		65536, 1LL << 50,	LIVE,	\
  "The same in bytes.")							\
O(TIME,	manifest_valid,	"7d",		MINUTE, 365 * DAY,	LIVE,	\
  "How long a published configuration says that it is valid.")		\
O(TIME,	verify_interval, "1h",		100, DAY,	LIVE,		\
  "How often every published file is compared with what it should be.")	\
O(TIME,	masters_interval, "1m",		100, DAY,	LIVE,		\
  "How often the folders below SMS_<site>\\inboxes are scanned.")	\
O(TIME,	masters_settle,	"10s",		0, HOUR,	LIVE,		\
  "What lies there is taken when it has not changed for so long.")	\
O(TIME,	scan_interval,	"5m",		100, DAY,	LIVE,		\
  "How often the drop boxes are scanned for files not announced.")	\
O(TIME,	sitectrl_interval, "10s",	100, DAY,	LIVE,		\
  "How often sitectrl.box\\incoming is looked at; a delta must rest that long.") \
O(NUMBER, new_clients,	"1000",		0, 100000000,	LIVE,		\
  "New clients that an address may bring in an hour, unsigned; 0: any.")	\
O(TIME,	inbox_history,	"30d",		DAY, 3650 * DAY,	LIVE,	\
  "How long rows of files that were consumed are kept.")		\
O(TIME,	status_history,	"30d",		DAY, 3650 * DAY,	LIVE,	\
  "How long status messages of clients are kept.")			\
O(TIME,	rotation_period, "14d",		SECOND, 3650 * DAY,	LIVE,	\
  "A new client account so often, once the rotation is started (Q237759).") \
O(TIME,	max_password_age, "0s",		0, 3650 * DAY,	LIVE,		\
  "Of the domain: rotation_period is then a third of it at most; 0: none.") \
O(NUMBER, generations,	"3",		2, 16,	LIVE,			\
  "Client accounts of the rotation that clients are shown (Q237759).")	\
O(NUMBER, cohorts,	"1",		1, 16,	LIVE,			\
  "Groups of clients that share accounts, each with a rotation; 1: all do.") \
O(TIME,	quarantine,	"7d",		0, 365 * DAY,	LIVE,		\
  "How long an account that left the list stays enabled at least.")	\
O(TIME,	delete_after,	"60d",		SECOND, 3650 * DAY,	LIVE,	\
  "How long a retired account stays disabled before it is deleted.")	\
O(TIME,	replication_time, "1h",	SECOND, 30 * DAY,	LIVE,		\
  "A replica that is late by more than its lag and this is told of.")	\
O(TIME,	reserved_interval, "1d",	0, 365 * DAY,	LIVE,		\
  "How often one client that uses reserved names is told of in the log.") \
O(TIME,	replica_lost,	"24h",		0, 30 * DAY,	LIVE,		\
  "One that is late for so long need not be waited for (domain replication).") \
O(TIME,	rotation_spacing, "1h",		0, 30 * DAY,	LIVE,		\
  "Between two steps of the rotation that take something away.")		\
O(TIME,	lease_ttl,	"15m",		100, DAY,	LIVE,		\
  "A bootstrap account goes so long after the last sign of life (Q304961).") \
O(TIME,	lease_cap,	"8h",		SECOND, 30 * DAY,	LIVE,	\
  "Then it goes whatever runs; while something does, once as long again.") \
O(TIME,	lease_probe,	"60s",		20, HOUR,	LIVE,		\
  "How often it is asked for signs of life.")				\
O(TIME,	lease_sweep,	"1h",		SECOND, DAY,	LIVE,		\
  "How often accounts that no lease has any more are looked for.")	\
O(TIME,	rotation_interval, "60s",	20, HOUR,	LIVE,		\
  "How often it is looked whether a step of the rotation is due.")	\
O(TIME,	cleanup_look,	"1d",		100, 30 * DAY,	LIVE,		\
  "How often domain controllers are looked for that have an account here.") \
O(TIME,	cleanup_silence, "60d",	100, 3650 * DAY, LIVE,		\
  "So long nothing is heard of one before its account may go (Q276564).") \
O(TIME,	cleanup_interval, "30d",	100, 366 * DAY,	LIVE,		\
  "Between two runs that take away what there is proof of.")		\
O(NUMBER, rotation_from, "0",		0, 23,	LIVE,			\
  "Hour of the day (UTC) from which the rotation takes steps by schedule.") \
O(NUMBER, rotation_to,	"0",		0, 23,	LIVE,			\
  "Hour at which it stops; equal to rotation_from: never.")		\
O(LIST,	push,		"",		0, 16,	LIVE,			\
  "Accounts that install clients, DOMAIN\\name in the order of trying; empty: nothing is installed.") \
O(BOOL,	push_approval,	"yes",		0, 0,	LIVE,			\
  "Nothing is installed on a machine before sitectl ccr approve.")	\
O(NUMBER, push_parallel, "10",	1, 64,	LIVE,				\
  "Machines that clients are installed on at a time.")			\
O(TIME,	push_interval,	"1h",		20, DAY,	LIVE,		\
  "A request that failed is tried again after this, a tenth more or less.") \
O(NUMBER, push_tries,	"168",		1, 100000,	LIVE,		\
  "How often a request is tried before it is given up.")		\
O(TIME,	push_give_up,	"7d",		SECOND, 365 * DAY,	LIVE,	\
  "How long after its first try it is given up.")			\
O(TIME,	push_scan,	"30m",		20, DAY,	LIVE,		\
  "How often requests are looked for of which nothing was told.")	\
O(PATH,	push_source,	"site/push",	1, 0,	LIVE,			\
  "Folder with the files of the client that are copied there.")		\
O(PATH,	push_hosts,	"",		0, 0,	LIVE,			\
  "File with lines of name and address[:port]; empty: names are resolved as this host does.") \
O(NUMBER, push_port,	"445",		1, 65535,	LIVE,		\
  "Port of those machines.")						\
O(BOOL,	push_allow_samba, "no",		0, 0,	LIVE,			\
  "For test benches: also machines that are no Windows.")		\
O(NAME,	push_newest,	"5.2",		0, 15,	LIVE,			\
  "Newest Windows that a client is installed on; empty: any.")		\
O(TIME,	push_timeout,	"30s",		SECOND, 10 * MINUTE,	LIVE,	\
  "Longest time of a step of an installation.")				\
O(TIME,	push_watch,	"2h",		SECOND, 8 * HOUR,	LIVE,	\
  "How long the loader there is watched.")				\
O(TIME,	push_loader_wait, "10m",	SECOND, DAY,	LIVE,		\
  "Under sp3 the loader waits no longer for its child (Q304961).")	\
O(PATH,	push_program,	"",		0, 0,	START,			\
  "The program site-push; empty: the one that was installed.")		\
O(NAME,	user_push,	"_sitedpush",	1, 63,	START,			\
  "User of the processes that install clients.")			\
O(TIME,	account_sync_wait, "60m",	MINUTE, DAY,	LIVE,		\
  "How long clients wait for accounts to reach all DCs: a value in the PDC's registry.") \
O(BOOL,	domain_group_membership, "no",	0, 0,	LIVE,			\
  "Whether clients look up groups of domain users: a value in the PDC's registry.") \
O(BOOL,	site_in_names,	"no",		0, 0,	START,			\
  "Names of its accounts carry the site code: several sites share a domain.")

/* Sets of words, the first has value 0. */
#define CONFIG_WORDS(W)							\
	W(LEVEL,	"error warn info debug")			\
	W(FORMAT,	"plain sms")					\
	W(BEHAVIOUR,	"sited sp3")					\
	W(SIGNING,	"enabled required")				\
	W(ENCRYPTION,	"off desired required")				\
	W(SHARE_ENCRYPTION, "off desired required inherit")

#define C_NAME(n)		char n[CONFIG_NAME_MAX];
#define C_PATH(n)		char n[CONFIG_PATH_MAX];
#define C_LIST(n)		struct config_list n;
#define C_BOOL(n)		bool n;
#define C_NUMBER(n)		int64_t n;
#define C_TIME(n)		int64_t n;
#define C_SIZE(n)		int64_t n;
#define C_LEVEL(n)		int n;
#define C_FORMAT(n)		int n;
#define C_BEHAVIOUR(n)		int n;
#define C_SIGNING(n)		int n;
#define C_ENCRYPTION(n)		int n;
#define C_SHARE_ENCRYPTION(n)	int n;

struct config {
#define O(kind, name, def, min, max, when, help)	C_##kind(name)
	CONFIG_TABLE(O)
#undef O
	bool	 one_user;	/* no option: `sited -d', see user.h */
};

enum config_kind {
	OPT_NAME, OPT_PATH, OPT_LIST, OPT_BOOL, OPT_NUMBER, OPT_TIME,
	OPT_SIZE,
#define W(set, words)	OPT_##set,
	CONFIG_WORDS(W)
#undef W
};

struct config_option {
	const char	*name;
	enum config_kind kind;
	size_t		 offset;	/* in struct config */
	const char	*def;		/* as it would stand in the file */
	int64_t		 min, max;	/* value, or length, or items */
	bool		 live;
	const char	*words;		/* NULL: not a set */
	const char	*help;
};

const struct config_option	*config_options(size_t *n);

void	config_defaults(struct config *);
int	config_load(const char *path, struct config *, struct err *);
/* May `to' replace `from' without a restart?  Names the option if not. */
int	config_reloadable(const struct config *from, const struct config *to,
	    struct err *);
void	config_show(const struct config_option *, const struct config *,
	    char *dst, size_t size);	/* as it would stand in the file */
void	config_sample(FILE *);		/* the commented sample file */

void	config_put(struct wr *, const struct config *);
int	config_get(struct rd *, struct config *);	/* 0 or -EINVAL */

/* Is anybody to be told metrics: is there a role web? */
bool	config_has_web(const struct config *);

/* `path' as it stands, or below c->dir. */
void	config_path(const struct config *, const char *path,
	    char dst[static CONFIG_PATH_MAX]);

#endif
