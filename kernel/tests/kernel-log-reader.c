// SPDX-License-Identifier: GPL-2.0 OR MIT
/* /dev/kmsg, read as it grows */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "board.h"

static int kmsg = -1;
static char log_text[2 << 20];
static size_t log_len;
static size_t mark;

void log_start(void)
{
	if (kmsg < 0)
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kmsg < 0)
		die("/dev/kmsg");
	lseek(kmsg, 0, SEEK_END);
	log_len = 0;
	mark = 0;
}

void log_mark(void)
{
	log_since();
	mark = log_len;
}

const char *log_since(void)
{
	char record[8192];
	ssize_t n;

	for (;;) {
		char *text, *end;

		n = read(kmsg, record, sizeof(record) - 1);
		if (n < 0 && errno == EPIPE)
			continue;
		if (n <= 0)
			break;
		record[n] = 0;
		text = strchr(record, ';');
		end = text ? strchr(text, '\n') : NULL;
		if (!end || log_len + (end - text) + 1 > sizeof(log_text))
			continue;
		memcpy(log_text + log_len, text + 1, end - text);
		log_len += end - text;
	}
	log_text[log_len] = 0;
	return log_text + mark;
}

static int count_lines(const char *line, const char *text)
{
	int count = 0;

	while ((line = strstr(line, text))) {
		count++;
		line = strchr(line, '\n');
	}
	return count;
}

int log_count(const char *text)
{
	return count_lines(log_since(), text);
}

int log_of_everything(const char *text)
{
	log_since();
	return count_lines(log_text, text);
}

const char *log_of_driver(void)
{
	static char text[sizeof(log_text)];
	const char *line = log_since();
	size_t len = 0;

	while (*line) {
		const char *end = strchrnul(line, '\n');
		const size_t n = end - line + !!*end;
		const char *name = memmem(line, n, "uiomem", 6);

		/* said by the kernel of any module that is not its own */
		if (name && !memmem(line, n, "out-of-tree", 11) && !memmem(line, n, "module verification", 19)) {
			memcpy(text + len, line, n);
			len += n;
		}
		line += n;
	}
	text[len] = 0;
	return text;
}
