/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fake_cap - a Client Access Point in memory, behind the transport interface:
 * a signed set of files, logons that are refused as told, and an answer that
 * fails at a chosen request.
 */
#ifndef TESTS_UNIT_FAKE_CAP_H
#define TESTS_UNIT_FAKE_CAP_H

#include "base/buf.h"
#include "contrib/siteclient/transport.h"
#include "protocol/sms/manifest.h"

#define FAKE_FILES	64
#define FAKE_DROPS	64

struct fake_file {
	char		 path[160];
	struct buf	 data;
	bool		 secret;	/* not in the manifest */
};

struct fake_cap {
	struct transport	 transport;
	uint8_t			 key[SIGN_KEY_SIZE];
	uint8_t			 public_key[SIGN_KEY_SIZE];
	struct fake_file	 file[FAKE_FILES];
	size_t			 nfile;
	uint64_t		 serial;
	struct wall		 valid_until;

	unsigned		 asked;		/* requests, opens too */
	unsigned		 fail_at;	/* that one fails; 0: none */
	struct link_reply	 failure;
	const char		*refused;	/* user, NULL: nobody */
	enum ntstatus		 refusal;
	bool			 all_refused;
	const char		*broken;	/* server without any file */
	unsigned		 logons;	/* that were tried */
	unsigned		 reads;		/* of files */
	unsigned		 taken_names;	/* drops that collide first */
	char			 dropped[FAKE_DROPS][64];
	struct buf		 last_drop;
	size_t			 ndropped;
	bool			 lose_answer;	/* the next drop lands, unheard */
	void			 (*on_fetch)(const char *path);
};

void	fake_init(struct fake_cap *, struct event_base *);
void	fake_free(struct fake_cap *);
/* Adds or replaces; published with the next fake_publish(). */
void	fake_put(struct fake_cap *, const char *path, const void *, size_t);
void	fake_text(struct fake_cap *, const char *path, const char *);
void	fake_drop(struct fake_cap *, const char *path);	/* is no longer there */
struct fake_file *fake_file(struct fake_cap *, const char *path);
/* Signs a manifest of all that is there, under the next serial. */
void	fake_publish(struct fake_cap *);

/* The usual site: S01, 10.1.0.0, two components with files, data files. */
void	fake_site(struct fake_cap *, const char *version);
/* One component whose files say `content'. */
void	fake_component(struct fake_cap *, const char *directory,
	    const char *version, const char *content);
struct fake_offer {
	const char	*name, *directory, *version;
};
void	fake_offer(struct fake_cap *, const struct fake_offer *, size_t);

#endif
