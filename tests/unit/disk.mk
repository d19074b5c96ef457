# Unit tests of server/smb/path.h, create_check.h, sequence.h, iopool.h and disk/.
DISK_LDADD = libsmbserver.a $(TEST_LDADD) $(EVENT_LIBS) -lpthread

check_PROGRAMS += tests/unit/path_test
TESTS += tests/unit/path_test
tests_unit_path_test_SOURCES = tests/unit/path_test.c
tests_unit_path_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/iopool_test
TESTS += tests/unit/iopool_test
tests_unit_iopool_test_SOURCES = tests/unit/iopool_test.c
tests_unit_iopool_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_record_test
TESTS += tests/unit/disk_record_test
tests_unit_disk_record_test_SOURCES = tests/unit/disk_record_test.c
tests_unit_disk_record_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_node_test
TESTS += tests/unit/disk_node_test
tests_unit_disk_node_test_SOURCES = tests/unit/disk_node_test.c
tests_unit_disk_node_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_open_test
TESTS += tests/unit/disk_open_test
tests_unit_disk_open_test_SOURCES = tests/unit/disk_open_test.c tests/unit/disk_help.h
tests_unit_disk_open_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_io_test
TESTS += tests/unit/disk_io_test
tests_unit_disk_io_test_SOURCES = tests/unit/disk_io_test.c tests/unit/disk_help.h
tests_unit_disk_io_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_change_test
TESTS += tests/unit/disk_change_test
tests_unit_disk_change_test_SOURCES = tests/unit/disk_change_test.c tests/unit/disk_help.h
tests_unit_disk_change_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_name_test
TESTS += tests/unit/disk_name_test
tests_unit_disk_name_test_SOURCES = tests/unit/disk_name_test.c tests/unit/disk_help.h
tests_unit_disk_name_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_folder_test
TESTS += tests/unit/disk_folder_test
tests_unit_disk_folder_test_SOURCES = tests/unit/disk_folder_test.c tests/unit/disk_help.h
tests_unit_disk_folder_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_watch_test
TESTS += tests/unit/disk_watch_test
tests_unit_disk_watch_test_SOURCES = tests/unit/disk_watch_test.c tests/unit/disk_help.h
tests_unit_disk_watch_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_race_test
TESTS += tests/unit/disk_race_test
tests_unit_disk_race_test_SOURCES = tests/unit/disk_race_test.c tests/unit/disk_help.h
tests_unit_disk_race_test_LDADD = $(DISK_LDADD)

# The calls of the disk that fail on demand.
DISK_FAULTS = -Wl,--wrap=open_beneath -Wl,--wrap=sys_statx \
	-Wl,--wrap=sys_statx_name -Wl,--wrap=fgetxattr -Wl,--wrap=fsetxattr \
	-Wl,--wrap=fremovexattr -Wl,--wrap=futimens -Wl,--wrap=ftruncate64 \
	-Wl,--wrap=ftruncate -Wl,--wrap=fallocate64 -Wl,--wrap=fallocate \
	-Wl,--wrap=pwrite64 -Wl,--wrap=pwrite -Wl,--wrap=fsync -Wl,--wrap=mkdirat \
	-Wl,--wrap=unlinkat -Wl,--wrap=renameat2 -Wl,--wrap=getdents64 \
	-Wl,--wrap=lseek64 -Wl,--wrap=lseek -Wl,--wrap=fchdir \
	-Wl,--wrap=inotify_init1 -Wl,--wrap=inotify_add_watch -Wl,--wrap=malloc \
	-Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=strdup

check_PROGRAMS += tests/unit/disk_fault_test
TESTS += tests/unit/disk_fault_test
tests_unit_disk_fault_test_SOURCES = tests/unit/disk_fault_test.c tests/unit/disk_help.h
tests_unit_disk_fault_test_LDADD = $(DISK_LDADD)
tests_unit_disk_fault_test_LDFLAGS = $(AM_LDFLAGS) $(DISK_FAULTS)

check_PROGRAMS += tests/unit/disk_sandbox_test
TESTS += tests/unit/disk_sandbox_test
tests_unit_disk_sandbox_test_SOURCES = tests/unit/disk_sandbox_test.c tests/unit/disk_help.h
tests_unit_disk_sandbox_test_LDADD = $(DISK_LDADD) $(SECCOMP_LIBS)

check_PROGRAMS += tests/unit/disk_ea_test
TESTS += tests/unit/disk_ea_test
tests_unit_disk_ea_test_SOURCES = tests/unit/disk_ea_test.c tests/unit/disk_help.h
tests_unit_disk_ea_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/disk_dacl_test
TESTS += tests/unit/disk_dacl_test
tests_unit_disk_dacl_test_SOURCES = tests/unit/disk_dacl_test.c tests/unit/disk_help.h
tests_unit_disk_dacl_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/create_check_test
TESTS += tests/unit/create_check_test
tests_unit_create_check_test_SOURCES = tests/unit/create_check_test.c
tests_unit_create_check_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/smb_attributes_test
TESTS += tests/unit/smb_attributes_test
tests_unit_smb_attributes_test_SOURCES = tests/unit/smb_attributes_test.c
tests_unit_smb_attributes_test_LDADD = $(DISK_LDADD)

check_PROGRAMS += tests/unit/sequence_test
TESTS += tests/unit/sequence_test
tests_unit_sequence_test_SOURCES = tests/unit/sequence_test.c
tests_unit_sequence_test_LDADD = $(DISK_LDADD)
