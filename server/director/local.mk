bin_sited_SOURCES += server/director/director.c
