// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Signals while a long sync runs: a fatal one ends it, another does not. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"

static const char name[] = "uiomem0";
static volatile int alarms;

static void count(int number)
{
	(void)number;
	alarms++;
}

/* The owner after a child was killed while its command was seen pending; 2: it was never seen so. */
static int owner_after_kill(bool by_ioctl)
{
	const int fd = node_open(name, O_RDONLY);
	uint64_t command = 1;
	unsigned long long seen = 0;
	int status;
	pid_t child;

	attr_set(name, "sync_for_device", "0x0000000000000010");
	child = fork();
	if (!child) {
		if (by_ioctl)
			ioctl(fd, UIOMEM_IOCTL_SET_SYNC_FOR_CPU, &command);
		else
			attr_set(name, "sync_for_cpu", "1");
		_exit(0);
	}
	for (int i = 0; i < 100000 && !seen; i++) {
		seen = attr_num(name, "sync_for_cpu");
		if (waitpid(child, &status, WNOHANG) == child) {
			close(fd);
			return 2;
		}
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	close(fd);
	return attr_num(name, "sync_owner");
}

static void fatal(bool by_ioctl, const char *what)
{
	int stopped = 0, seen = 0;

	for (int i = 0; i < 60 && !stopped; i++) {
		const int owner = owner_after_kill(by_ioctl);

		seen += owner < 2;
		stopped += owner == 1;
	}
	ok(seen > 0, "%s: a command is seen as pending while it runs", what);
	ok(stopped > 0, "%s: killed meanwhile, it leaves the owner as it was", what);
	is_str(attr(name, "sync_for_cpu"), "0", "%s: and nothing pending", what);
	is_num(attr_set(name, "sync_for_cpu", "0x0000000000000010"), 0, "%s: the next command works", what);
	is_num(attr_num(name, "sync_owner"), 0, "%s: and changes the owner", what);
}

static void not_fatal(void)
{
	struct sigaction action = { .sa_handler = count }, before;
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = {};
	const int fd = node_open(name, O_RDONLY);
	uint64_t command = 1;
	bool good = true;

	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 20; i++) {
		good &= !ioctl(fd, UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE, &command);
		good &= !ioctl(fd, UIOMEM_IOCTL_SET_SYNC_FOR_CPU, &command);
	}
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	close(fd);
	ok(good && alarms > 0, "40 commands under signals with a handler are all carried out");
}

void test_long_sync(const struct board *b)
{
	section("a long sync");
	load_one(b, b->free_size, 2);
	fatal(false, "class file");
	fatal(true, "ioctl");
	not_fatal();
	is_num(unload(), 0, "unload");
}
