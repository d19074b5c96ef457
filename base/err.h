/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * err - an error number together with the sentence that an operator reads.
 *
 * Errors   err_set() returns the negated code, so that a function can say
 *          what is wrong and give up in one statement.  A NULL err is allowed
 *          everywhere: the caller wants the number only.
 * Memory   the caller owns struct err; it holds no pointers.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct err {
	int	 code;			/* positive errno, 0: none */
	char	 text[480];		/* lower case, no full stop */
};

int	err_set(struct err *, int code, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));	/* returns -code */
int	err_sys(struct err *, const char *fmt, ...)	/* errno and its text */
	    __attribute__((format(printf, 2, 3)));	/* returns -errno */

#endif
