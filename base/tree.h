/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree - the red-black trees of <sys/tree.h>, for one file's use.  libbsd's
 * RB_GENERATE_STATIC needs an __unused that glibc's headers do not bear.
 */
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include <sys/tree.h>

#define TREE_GENERATE(name, type, field, cmp)				\
	RB_GENERATE_INTERNAL(name, type, field, cmp,			\
	    static __attribute__((unused)))

#endif
