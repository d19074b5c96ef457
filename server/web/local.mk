libsited_a_SOURCES += \
	server/web/file.c \
	server/web/http.c \
	server/web/scrape.c \
	server/web/web.c server/web/web.h
