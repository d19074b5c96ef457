/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question - what a verb asks of another role; the answer comes back as a
 * message with the question's id.
 */
#ifndef SERVER_DIRECTOR_CONTROL_QUESTION_H
#define SERVER_DIRECTOR_CONTROL_QUESTION_H

#include <sys/queue.h>

#include "protocol/role/message.h"

struct chan_msg;
struct control;
struct errand;
struct wr;

/* m NULL: the role ended before it answered. */
typedef void	question_answered(struct errand *, struct chan_msg *m);

struct question {
	TAILQ_ENTRY(question)	 link;
	uint64_t		 id;
	enum role		 role;
	struct errand		*errand;
	question_answered	*answered;
};

TAILQ_HEAD(questions, question);

/*
 * The body is put into the writer, then question_send().  NULL: the role is
 * not there, and the request was ended.
 */
struct wr	*question_begin(struct errand *, enum role, enum msg_type,
		    question_answered *);
void		 question_send(struct errand *, enum role);
/* All that waits for that role gets no answer. */
void		 questions_lost(struct control *, enum role);

#endif
