bin_sited_SOURCES += server/keeper/keeper.c
