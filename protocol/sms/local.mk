libprotocol_a_SOURCES += \
	protocol/sms/angle.c protocol/sms/angle.h \
	protocol/sms/ccr.h \
	protocol/sms/compcfg.h \
	protocol/sms/ddr.h \
	protocol/sms/ini.c protocol/sms/ini.h \
	protocol/sms/lines.c protocol/sms/lines.h \
	protocol/sms/manifest.h \
	protocol/sms/nalpath.c protocol/sms/nalpath.h \
	protocol/sms/names.c protocol/sms/names.h \
	protocol/sms/number.c protocol/sms/number.h \
	protocol/sms/property.c protocol/sms/property.h \
	protocol/sms/published.h \
	protocol/sms/regkey.c protocol/sms/regkey.h \
	protocol/sms/regvalue.c protocol/sms/regvalue.h \
	protocol/sms/roles.c protocol/sms/roles.h \
	protocol/sms/schedule.c protocol/sms/schedule.h \
	protocol/sms/schedule_text.c \
	protocol/sms/sign.h \
	protocol/sms/site.c protocol/sms/site.h \
	protocol/sms/sitectrl.c protocol/sms/sitectrl.h \
	protocol/sms/sitectrl_attr.c \
	protocol/sms/sitectrl_check.c protocol/sms/sitectrl_check.h \
	protocol/sms/sitectrl_kind.c protocol/sms/sitectrl_kind.h \
	protocol/sms/sitectrl_parse.c \
	protocol/sms/sitectrl_parser.h \
	protocol/sms/sitectrl_print.c \
	protocol/sms/statusid.h \
	protocol/sms/syntax.c protocol/sms/syntax.h \
	protocol/sms/textlist.h \
	protocol/sms/trace.h \
	protocol/sms/version.c protocol/sms/version.h
