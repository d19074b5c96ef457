# Faults of the store: files that fail, power that goes, processes that die.
check_PROGRAMS += tests/fault/store_io_test
TESTS += tests/fault/store_io_test
tests_fault_store_io_test_SOURCES = tests/fault/store_io_test.c \
	tests/fault/faultvfs.c tests/fault/faultvfs.h \
	tests/fault/story.c tests/fault/story.h
tests_fault_store_io_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/fault/store_kill_test
TESTS += tests/fault/store_kill_test
tests_fault_store_kill_test_SOURCES = tests/fault/store_kill_test.c
tests_fault_store_kill_test_LDADD = $(STORE_LDADD)

check_PROGRAMS += tests/fault/store_memory_test
TESTS += tests/fault/store_memory_test
tests_fault_store_memory_test_SOURCES = tests/fault/store_memory_test.c \
	tests/fault/story.c tests/fault/story.h
tests_fault_store_memory_test_LDADD = $(STORE_LDADD)
tests_fault_store_memory_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
