/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "build_config.h"

#define nitems(a)	(sizeof(a) / sizeof((a)[0]))

struct group {
	unsigned		 bit;
	const char *const	*calls;
};

#define CALLS(name, ...) \
	static const char *const calls_##name[] = { __VA_ARGS__, NULL }

CALLS(run, "exit", "exit_group", "brk", "mmap", "munmap", "mremap",
    "mprotect", "madvise", "clock_gettime", "clock_nanosleep", "nanosleep",
    "gettimeofday", "time", "getpid", "gettid", "getppid", "getrandom",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "restart_syscall", "futex", "sched_yield", "sched_getaffinity", "write",
    "writev", "close", "tgkill", "getuid", "geteuid", "getgid", "getegid",
    "uname", "sysinfo", "getrusage", "prlimit64", "membarrier", "rseq",
    "set_robust_list", "prctl");
CALLS(loop, "epoll_wait", "epoll_pwait", "epoll_ctl", "epoll_create1",
    "poll", "ppoll", "select", "pselect6", "read", "readv", "recvfrom",
    "recvmsg", "sendto", "sendmsg", "shutdown", "fcntl", "ioctl", "pipe2",
    "eventfd2", "timerfd_create", "timerfd_settime", "getsockopt",
    "setsockopt", "getsockname", "getpeername", "socketpair", "dup", "dup3");
CALLS(fdpass, "recvmsg", "sendmsg", "memfd_create");
CALLS(threads, "clone", "clone3", "exit", "set_tid_address",
    "rt_sigtimedwait", "get_robust_list");
CALLS(accept, "accept4", "accept");
CALLS(read, "openat", "openat2", "open", "read", "pread64", "preadv",
    "preadv2", "readv", "lseek", "fstat", "stat", "lstat", "newfstatat",
    "statx", "access", "faccessat", "faccessat2", "getdents64", "fstatfs",
    "statfs", "fgetxattr", "flistxattr", "getxattr", "lgetxattr", "readlink",
    "readlinkat", "getcwd", "fadvise64", "dup", "sendfile", "fcntl");
CALLS(write, "pwrite64", "pwritev", "pwritev2", "ftruncate", "truncate",
    "fsync", "fdatasync", "sync_file_range", "syncfs", "fallocate", "mkdir",
    "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat",
    "renameat2", "link", "linkat", "fsetxattr", "fremovexattr", "utimensat",
    "fchmod", "fchmodat", "fchown", "fchownat", "umask", "copy_file_range");
CALLS(notify, "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
    "fchdir");
CALLS(inet, "socket", "connect", "bind", "getsockname", "getpeername");
CALLS(listen, "socket", "connect", "bind", "listen", "getsockname",
    "chmod", "fchmodat", "chown", "fchownat", "unlink", "unlinkat");
CALLS(spawn, "clone", "clone3", "fork", "vfork", "execve", "execveat",
    "wait4", "waitid", "kill", "pidfd_open", "pidfd_send_signal", "setuid",
    "setgid", "setgroups", "setresuid", "setresgid", "capget", "capset",
    "arch_prctl", "set_tid_address", "setsid", "chdir", "seccomp",
    "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
    "setrlimit", "getrlimit", "close_range", "dup2", "pipe", "rt_sigpending",
    "rt_sigsuspend", "signalfd4");
CALLS(locked, "mlock", "mlock2", "munlock");
CALLS(filelock, "fcntl", "flock");
CALLS(push, "alarm", "sendmmsg", "recvmmsg", "getgroups", "getpgrp",
    "getpgid", "times", "getrlimit", "set_tid_address", "arch_prctl",
    "epoll_create", "pipe", "eventfd", "getsockopt", "mlock", "munlock",
    "chdir", "flock", "getdents", "umask", "setitimer", "getresuid",
    "getresgid", "sched_setaffinity", "sched_getparam", "setfsuid",
    "setfsgid", "shmctl", "shmget", "shmat", "shmdt");

/* What the sanitizers' runtime does behind our back. */
CALLS(sanitizers, "sigaltstack", "readlink", "readlinkat", "openat", "open",
    "fstat", "newfstatat", "stat", "ptrace", "clone", "wait4", "process_vm_readv",
    "getdents64", "lseek", "read", "pipe", "pipe2", "dup", "dup2",
    "personality", "gettid", "rt_tgsigqueueinfo", "kill", "arch_prctl");

static const struct group	groups[] = {
	{ SB_RUN,	calls_run },
	{ SB_LOOP,	calls_loop },
	{ SB_FDPASS,	calls_fdpass },
	{ SB_THREADS,	calls_threads },
	{ SB_ACCEPT,	calls_accept },
	{ SB_READ,	calls_read },
	{ SB_WRITE,	calls_write },
	{ SB_NOTIFY,	calls_notify },
	{ SB_INET,	calls_inet },
	{ SB_LISTEN,	calls_listen },
	{ SB_SPAWN,	calls_spawn },
	{ SB_LOCKED,	calls_locked },
	{ SB_FILELOCK,	calls_filelock },
	{ SB_PUSH,	calls_push },
};

static int
allow(scmp_filter_ctx ctx, const char *const *calls)
{
	int	 nr, rc = 0;

	for (; *calls != NULL && rc == 0; calls++) {
		nr = seccomp_syscall_resolve_name(*calls);
		if (nr != __NR_SCMP_ERROR)
			rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
		if (rc == -EEXIST)
			rc = 0;
	}
	return rc;
}

/* Another socket than a Unix one cannot be made, so not be connected. */
static int
allow_local(scmp_filter_ctx ctx)
{
	int	 rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
		    SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));

	return rc != 0 ? rc : seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
	    SCMP_SYS(connect), 0);
}

/* Loads and frees it; `rc': of what was put into it. */
static int
load(scmp_filter_ctx ctx, int rc, struct sandbox_gaps *gaps, struct err *e)
{
	if (rc == 0) {
		rc = seccomp_load(ctx);
		if (rc == -EINVAL || rc == -ENOSYS || rc == -EFAULT) {
			gaps->seccomp = true;
			rc = 0;
		}
	}
	seccomp_release(ctx);
	if (rc != 0)
		return err_set(e, -rc, "seccomp: %s", strerror(-rc));
	return 0;
}

static int
filter_calls(unsigned wanted, struct sandbox_gaps *gaps, struct err *e)
{
	scmp_filter_ctx	 ctx;
	size_t		 i;
	int		 rc = 0;

	ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL)
		return err_set(e, ENOMEM, "seccomp: out of memory");
	for (i = 0; i < nitems(groups) && rc == 0; i++)
		if ((wanted & groups[i].bit) != 0)
			rc = allow(ctx, groups[i].calls);
	if (rc == 0 && (wanted & SB_LOCAL) != 0)
		rc = allow_local(ctx);
#ifdef SITED_SANITIZERS
	if (rc == 0)
		rc = allow(ctx, calls_sanitizers);
#else
	(void)calls_sanitizers;
#endif
	return load(ctx, rc, gaps, e);
}

#define LL_READ		(LANDLOCK_ACCESS_FS_READ_FILE | \
			 LANDLOCK_ACCESS_FS_READ_DIR)
#define LL_WRITE	(LANDLOCK_ACCESS_FS_WRITE_FILE | \
			 LANDLOCK_ACCESS_FS_REMOVE_DIR | \
			 LANDLOCK_ACCESS_FS_REMOVE_FILE | \
			 LANDLOCK_ACCESS_FS_MAKE_DIR | \
			 LANDLOCK_ACCESS_FS_MAKE_REG)
/* Handled, so that nothing of these kinds is allowed anywhere. */
#define LL_NEVER	(LANDLOCK_ACCESS_FS_EXECUTE | \
			 LANDLOCK_ACCESS_FS_MAKE_CHAR | \
			 LANDLOCK_ACCESS_FS_MAKE_SOCK | \
			 LANDLOCK_ACCESS_FS_MAKE_FIFO | \
			 LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
			 LANDLOCK_ACCESS_FS_MAKE_SYM)
/* Since ABI 2 and 3. */
#define LL_REFER	(1ULL << 13)
#define LL_TRUNCATE	(1ULL << 14)

static int
add_folder(int ruleset, const struct sandbox_folder *f, __u64 write_bits,
    struct err *e)
{
	struct landlock_path_beneath_attr	 rule = {
		.allowed_access = LL_READ | (f->write ? write_bits : 0),
		.parent_fd = f->fd,
	};

	if (syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == -1)
		return err_sys(e, "landlock: cannot allow a folder");
	return 0;
}

static int
restrict_folders(const struct sandbox_folder *f, size_t n,
    struct sandbox_gaps *gaps, struct err *e)
{
	struct landlock_ruleset_attr	 attr = { 0 };
	__u64				 write_bits = LL_WRITE;
	long				 abi;
	size_t				 i;
	int				 fd, rc = 0;

	abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1) {
		gaps->landlock = true;
		return 0;
	}
	if (abi >= 2)
		write_bits |= LL_REFER;
	if (abi >= 3)
		write_bits |= LL_TRUNCATE;
	attr.handled_access_fs = LL_READ | write_bits | LL_NEVER;
	fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd == -1)
		return err_sys(e, "landlock: cannot make a rule set");
	for (i = 0; i < n && rc == 0; i++)
		rc = add_folder(fd, &f[i], write_bits, e);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, fd, 0) == -1)
		rc = err_sys(e, "landlock: cannot restrict the process");
	(void)close(fd);
	return rc;
}

int
sandbox_folders(const struct sandbox_folder *folders, size_t n,
    struct sandbox_gaps *gaps, struct err *e)
{
	*gaps = (struct sandbox_gaps){ false, false };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return err_sys(e, "cannot renounce new privileges");
#ifdef SITED_SANITIZERS
	/* Their runtime executes a program to say where a leak comes from. */
	(void)restrict_folders;
	(void)folders;
	(void)n;
	return 0;
#else
	return restrict_folders(folders, n, gaps, e);
#endif
}

#ifndef SITED_SANITIZERS
CALLS(others, "fork", "vfork", "execve", "execveat", "kill", "tkill",
    "pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "setsid",
    "ptrace", "process_vm_readv", "process_vm_writev", "setrlimit");

static int
refuse_others(scmp_filter_ctx ctx)
{
	const char *const	*call;
	const uint32_t		 no = SCMP_ACT_ERRNO(EPERM);
	int			 rc = 0;

	for (call = calls_others; *call != NULL && rc == 0; call++)
		rc = seccomp_rule_add(ctx, no,
		    seccomp_syscall_resolve_name(*call), 0);
	if (rc == 0)
		rc = seccomp_rule_add(ctx, no, SCMP_SYS(tgkill), 1,
		    SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid(), 0));
	if (rc == 0)
		rc = seccomp_rule_add(ctx, no, SCMP_SYS(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
	/* Its flags are in memory: the C library then takes clone(). */
	return rc != 0 ? rc : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS),
	    SCMP_SYS(clone3), 0);
}
#endif

int
sandbox_alone(struct sandbox_gaps *gaps, struct err *e)
{
#ifdef SITED_SANITIZERS
	/* Their runtime looks for leaks from another process. */
	(void)gaps;
	(void)e;
	return 0;
#else
	scmp_filter_ctx	 ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (ctx == NULL)
		return err_set(e, ENOMEM, "seccomp: out of memory");
	return load(ctx, refuse_others(ctx), gaps, e);
#endif
}

int
sandbox_enter(unsigned wanted, const struct sandbox_folder *folders,
    size_t nfolders, struct sandbox_gaps *gaps, struct err *e)
{
	int	 rc = 0;

	*gaps = (struct sandbox_gaps){ false, false };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return err_sys(e, "cannot renounce new privileges");
	if (folders != NULL)
		rc = restrict_folders(folders, nfolders, gaps, e);
	if (rc == 0)
		rc = filter_calls(wanted | SB_RUN, gaps, e);
	return rc;
}
