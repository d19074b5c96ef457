libprotocol_a_SOURCES += \
	protocol/sms/acctlist.c protocol/sms/acctlist.h \
	protocol/sms/advert.c protocol/sms/advert.h \
	protocol/sms/angle.c protocol/sms/angle.h \
	protocol/sms/box.c protocol/sms/box.h \
	protocol/sms/caplist.c \
	protocol/sms/ccr.c protocol/sms/ccr.h \
	protocol/sms/cipher.c protocol/sms/cipher.h \
	protocol/sms/clientcfg.c \
	protocol/sms/copylist.c \
	protocol/sms/compcfg.c protocol/sms/compcfg.h \
	protocol/sms/compreport.c protocol/sms/compreport.h \
	protocol/sms/ddr.c protocol/sms/ddr.h \
	protocol/sms/ddr_known.c protocol/sms/ddr_known.h \
	protocol/sms/ddr_parse.c \
	protocol/sms/acctshelf.c protocol/sms/acctshelf.h \
	protocol/sms/enrol.c protocol/sms/enrol.h \
	protocol/sms/enrol_reply.c \
	protocol/sms/envelope.c protocol/sms/envelope.h \
	protocol/sms/epoch.c protocol/sms/epoch.h \
	protocol/sms/ini.c protocol/sms/ini.h \
	protocol/sms/lines.c protocol/sms/lines.h \
	protocol/sms/listkeys.c protocol/sms/listkeys.h \
	protocol/sms/manifest.c protocol/sms/manifest.h \
	protocol/sms/manifest_json.c \
	protocol/sms/mif.c protocol/sms/mif.h \
	protocol/sms/mif_parse.c \
	protocol/sms/nalpath.c protocol/sms/nalpath.h \
	protocol/sms/names.c protocol/sms/names.h \
	protocol/sms/number.c protocol/sms/number.h \
	protocol/sms/package.c protocol/sms/package.h \
	protocol/sms/property.c protocol/sms/property.h \
	protocol/sms/offer.c \
	protocol/sms/pack.c protocol/sms/pack.h \
	protocol/sms/published.c protocol/sms/published.h \
	protocol/sms/published_ident.h \
	protocol/sms/raw.c protocol/sms/raw.h \
	protocol/sms/regkey.c protocol/sms/regkey.h \
	protocol/sms/regvalue.c protocol/sms/regvalue.h \
	protocol/sms/report.c protocol/sms/report.h \
	protocol/sms/rings.c protocol/sms/rings.h \
	protocol/sms/roles.c protocol/sms/roles.h \
	protocol/sms/schedule.c protocol/sms/schedule.h \
	protocol/sms/schedule_text.c \
	protocol/sms/sign.c protocol/sms/sign.h \
	protocol/sms/sinv.c protocol/sms/sinv.h \
	protocol/sms/site.c protocol/sms/site.h \
	protocol/sms/sitectrl.c protocol/sms/sitectrl.h \
	protocol/sms/sitectrl_apply.c protocol/sms/sitectrl_apply.h \
	protocol/sms/sitectrl_attr.c \
	protocol/sms/sitectrl_check.c protocol/sms/sitectrl_check.h \
	protocol/sms/sitectrl_diff.c protocol/sms/sitectrl_diff.h \
	protocol/sms/sitectrl_kind.c protocol/sms/sitectrl_kind.h \
	protocol/sms/sitectrl_order.c protocol/sms/sitectrl_order.h \
	protocol/sms/sitectrl_parse.c \
	protocol/sms/sitectrl_parser.h \
	protocol/sms/sitectrl_print.c \
	protocol/sms/sitectrl_tell.c protocol/sms/sitectrl_tell.h \
	protocol/sms/slot.c protocol/sms/slot.h \
	protocol/sms/smstime.c protocol/sms/smstime.h \
	protocol/sms/statmsg.c protocol/sms/statmsg.h \
	protocol/sms/statusid.c protocol/sms/statusid.h \
	protocol/sms/syntax.c protocol/sms/syntax.h \
	protocol/sms/tcf.c protocol/sms/tcf.h \
	protocol/sms/textlist.h \
	protocol/sms/trace.c protocol/sms/trace.h \
	protocol/sms/version.c protocol/sms/version.h

EXTRA_DIST += doc/formats conf/site.ct0 conf/site.ct0.md
