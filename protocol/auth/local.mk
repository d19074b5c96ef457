libprotocol_a_SOURCES += \
	protocol/auth/client_logon.c protocol/auth/client_logon.h \
	protocol/auth/der.c protocol/auth/der.h \
	protocol/auth/logon.c protocol/auth/logon.h \
	protocol/auth/lsa_secret.c protocol/auth/lsa_secret.h \
	protocol/auth/ntlm_check.c protocol/auth/ntlm_check.h \
	protocol/auth/ntlm_client.c protocol/auth/ntlm_client.h \
	protocol/auth/ntlm_crypto.c protocol/auth/ntlm_crypto.h \
	protocol/auth/ntlm_message.c protocol/auth/ntlm_message.h \
	protocol/auth/ntlm_proof.c protocol/auth/ntlm_proof.h \
	protocol/auth/ntlm_seal.c protocol/auth/ntlm_seal.h \
	protocol/auth/ntlm_server.c protocol/auth/ntlm_server.h \
	protocol/auth/spnego.c protocol/auth/spnego.h \
	protocol/auth/target_info.c protocol/auth/target_info.h
