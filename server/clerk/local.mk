bin_sited_SOURCES += server/clerk/clerk.c
