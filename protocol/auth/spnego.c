/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "protocol/auth/spnego.h"

#include <errno.h>
#include <string.h>

#include "protocol/auth/der.h"

static const uint8_t	 oid_spnego[] =		/* 1.3.6.1.5.5.2 */
    { 0x2b, 6, 1, 5, 5, 2 };
static const uint8_t	 oid_ntlmssp[] =	/* 1.3.6.1.4.1.311.2.2.10 */
    { 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10 };
static const uint8_t	 ntlm_only[] =		/* SEQUENCE OF just that */
    { 0x30, 12, 6, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10 };
/* [MS-SPNG] 2.2.1: the hint name that says nothing. */
static const char	 no_hint[] = "not_defined_in_RFC4178@please_ignore";

static bool
same(const struct rd *r, const void *bytes, size_t n)
{
	return rd_ok(r) && r->len == n && memcmp(r->base, bytes, n) == 0;
}

/* A field `[n]' and the one value in it; the list is left behind it. */
static struct rd
take_field(struct rd *list, uint8_t n, uint8_t type)
{
	struct rd	 field = der_take(list, DER_CONTEXT(n));
	struct rd	 value = der_take(&field, type);

	if (!rd_end(&field))
		rd_fail(list);
	return value;
}

static struct rd
take_octets(struct rd *list, uint8_t n)
{
	struct rd	 none = rd_over(NULL, 0);

	if (!der_is(list, DER_CONTEXT(n)))
		return none;
	return take_field(list, n, DER_OCTETS);
}

/* MechTypeList.  Sets what it says of NTLMSSP, and keeps the DER of it all. */
static void
take_mechs(struct rd *list, struct spnego_init *t)
{
	struct rd	 field = der_take(list, DER_CONTEXT(0));
	struct rd	 seq, mech;
	size_t		 i;

	t->mech_types = rd_over(field.base, field.len);
	seq = der_take(&field, DER_SEQUENCE);
	for (i = 0; i < SPNEGO_MECHS_MAX && rd_left(&seq) > 0; i++) {
		mech = der_take(&seq, DER_OID);
		if (same(&mech, oid_ntlmssp, sizeof(oid_ntlmssp))) {
			t->ntlm_offered = true;
			t->ntlm_first = t->ntlm_first || i == 0;
		}
	}
	if (i == 0 || !rd_end(&seq) || !rd_end(&field) ||
	    t->mech_types.len > SPNEGO_MECH_TYPES_MAX)
		rd_fail(list);
}

/*
 * After mechToken RFC 4178 has [3] mechListMIC; Microsoft's NegTokenInit2 has
 * [3] negHints and [4] mechListMIC.  The type inside [3] tells them apart.
 */
static void
take_init_end(struct rd *list, struct spnego_init *t)
{
	struct rd	 third = *list;
	struct rd	 inside = rd_over(NULL, 0);

	if (der_is(&third, DER_CONTEXT(3)))
		inside = der_take(&third, DER_CONTEXT(3));
	if (der_is(&inside, DER_SEQUENCE)) {
		(void)take_field(list, 3, DER_SEQUENCE);
		t->mic = take_octets(list, 4);
	} else
		t->mic = take_octets(list, 3);
}

bool
spnego_is_init(const struct rd *token)
{
	return der_is(token, DER_APPLICATION(0));
}

bool
spnego_is_resp(const struct rd *token)
{
	return der_is(token, DER_CONTEXT(1));
}

int
spnego_decode_init(struct rd token, struct spnego_init *t)
{
	struct rd	 outer, oid, choice, list;

	memset(t, 0, sizeof(*t));
	outer = der_take(&token, DER_APPLICATION(0));	/* RFC 2743 3.1 */
	oid = der_take(&outer, DER_OID);
	choice = der_take(&outer, DER_CONTEXT(0));
	list = der_take(&choice, DER_SEQUENCE);
	take_mechs(&list, t);
	if (der_is(&list, DER_CONTEXT(1)))		/* reqFlags: no use */
		(void)der_take(&list, DER_CONTEXT(1));
	t->token = take_octets(&list, 2);
	take_init_end(&list, t);
	if (!rd_end(&token) || !rd_end(&outer) || !rd_end(&choice) ||
	    !rd_end(&list) || !same(&oid, oid_spnego, sizeof(oid_spnego)))
		return -EBADMSG;
	return 0;
}

static enum spnego_state
take_state(struct rd *list)
{
	struct rd	 value;
	uint8_t		 state;

	if (!der_is(list, DER_CONTEXT(0)))
		return SPNEGO_UNSTATED;
	value = take_field(list, 0, DER_ENUMERATED);
	state = rd_u8(&value);
	if (!rd_end(&value) || state >= SPNEGO_UNSTATED) {
		rd_fail(list);
		return SPNEGO_UNSTATED;
	}
	return (enum spnego_state)state;
}

int
spnego_decode_resp(struct rd token, struct spnego_resp *t)
{
	struct rd	 choice, list, mech;

	memset(t, 0, sizeof(*t));
	choice = der_take(&token, DER_CONTEXT(1));
	list = der_take(&choice, DER_SEQUENCE);
	t->state = take_state(&list);
	if (der_is(&list, DER_CONTEXT(1))) {
		mech = take_field(&list, 1, DER_OID);
		t->names_mech = true;
		t->mech_is_ntlm = same(&mech, oid_ntlmssp, sizeof(oid_ntlmssp));
	}
	t->token = take_octets(&list, 2);
	t->mic = take_octets(&list, 3);
	if (!rd_end(&token) || !rd_end(&choice) || !rd_end(&list))
		return -EBADMSG;
	return 0;
}

static void
put_octets(struct wr *w, uint8_t n, const struct rd *octets)
{
	size_t	 field;

	if (rd_ok(octets) && octets->len == 0)
		return;
	field = der_begin(w, DER_CONTEXT(n));
	der_put(w, DER_OCTETS, octets);
	der_end(w, field);
}

/* InitialContextToken around a NegTokenInit whose tail the caller made. */
static void
put_init(struct wr *w, const struct rd *token, bool hint)
{
	struct rd	 oid = rd_over(oid_spnego, sizeof(oid_spnego));
	struct rd	 mechs = spnego_ntlm_only();
	struct rd	 name = rd_over(no_hint, sizeof(no_hint) - 1);
	size_t		 outer, choice, list, field, inner[2];

	outer = der_begin(w, DER_APPLICATION(0));
	der_put(w, DER_OID, &oid);
	choice = der_begin(w, DER_CONTEXT(0));
	list = der_begin(w, DER_SEQUENCE);
	der_put(w, DER_CONTEXT(0), &mechs);
	put_octets(w, 2, token);
	if (hint) {
		field = der_begin(w, DER_CONTEXT(3));
		inner[0] = der_begin(w, DER_SEQUENCE);
		inner[1] = der_begin(w, DER_CONTEXT(0));
		der_put(w, DER_GENERAL, &name);
		der_end(w, inner[1]);
		der_end(w, inner[0]);
		der_end(w, field);
	}
	der_end(w, list);
	der_end(w, choice);
	der_end(w, outer);
}

void
spnego_encode_hint(struct wr *w)
{
	struct rd	 none = rd_over(NULL, 0);

	put_init(w, &none, true);
}

void
spnego_encode_init(struct wr *w, const struct rd *token)
{
	put_init(w, token, false);
}

void
spnego_encode_resp(struct wr *w, const struct spnego_resp *t)
{
	struct rd	 oid = rd_over(oid_ntlmssp, sizeof(oid_ntlmssp));
	uint8_t		 state = (uint8_t)t->state;
	struct rd	 value = rd_over(&state, 1);
	size_t		 choice, list, field;

	choice = der_begin(w, DER_CONTEXT(1));
	list = der_begin(w, DER_SEQUENCE);
	if (t->state != SPNEGO_UNSTATED) {
		field = der_begin(w, DER_CONTEXT(0));
		der_put(w, DER_ENUMERATED, &value);
		der_end(w, field);
	}
	if (t->names_mech) {
		field = der_begin(w, DER_CONTEXT(1));
		der_put(w, DER_OID, &oid);
		der_end(w, field);
	}
	put_octets(w, 2, &t->token);
	put_octets(w, 3, &t->mic);
	der_end(w, list);
	der_end(w, choice);
}

struct rd
spnego_ntlm_only(void)
{
	return rd_over(ntlm_only, sizeof(ntlm_only));
}
