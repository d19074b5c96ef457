bin_sited_SOURCES += server/worker/worker.c
