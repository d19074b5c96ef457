/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ea - any bytes as a chain of extended attributes, set on a file that has
 * none: what is kept is a chain again, and setting that changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/smb2/ea.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct rd	none;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t	 once[SMB2_EAS_MAX], twice[SMB2_EAS_MAX];
	struct wr	 w = wr_over(once, sizeof(once));
	struct wr	 again = wr_over(twice, sizeof(twice));
	struct rd	 chain = rd_over(data, size);

	(void)smb2_check_ea_names(chain);
	if (smb2_check_eas(chain) != NT_OK ||
	    smb2_merge_eas(&w, none, chain) != NT_OK)
		return 0;
	if (!wr_ok(&w) || smb2_check_eas(wr_written(&w)) != NT_OK ||
	    smb2_merge_eas(&again, wr_written(&w), wr_written(&w)) != NT_OK)
		abort();
	if (w.pos != again.pos || memcmp(once, twice, w.pos) != 0)
		abort();
	return 0;
}
