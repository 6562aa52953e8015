// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Everything at once: users in all their ways while the device comes and goes, and requests that must not mix. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"
#include "touch.h"

static const char name[] = "uiomem0";
static const char stop_file[] = "/tmp/uiomem-stop";
static volatile bool stop;

/* Stored size and offset always come as one caller gave them. */
static void *setter(void *arg)
{
	const int fd = node(name, O_RDONLY);
	const uint64_t value = (uintptr_t)arg;
	uiomem_ioctl_sync_args args = { .flags = 0x100, .size = value * 16, .offset = value };

	while (!stop)
		ioctl(fd, UIOMEM_IOCTL_SET_SYNC, &args);
	close(fd);
	return NULL;
}

static void consistent(const struct board *b)
{
	pthread_t threads[2];
	bool good = true;
	int fd;

	load_one(b, MIB, 2);
	fd = node_open(name, O_RDONLY);
	stop = false;
	pthread_create(&threads[0], NULL, setter, (void *)0x100);
	pthread_create(&threads[1], NULL, setter, (void *)0x23);
	for (int i = 0; i < 20000; i++) {
		uiomem_ioctl_sync_args args;

		good &= !ioctl(fd, UIOMEM_IOCTL_GET_SYNC, &args);
		good &= args.size == args.offset * 16 || (!args.offset && args.size == MIB);
	}
	stop = true;
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	ok(good, "20000 GET_SYNC beside two callers of SET_SYNC: never half of each");
	close(fd);
	is_num(unload(), 0, "unload");
}

/* A user who may find the device gone at any moment, but never half there. Exits with the number of surprises. */
static void user(int kind)
{
	static unsigned char room[64 * 1024];
	int surprises = 0;

	while (!exists(stop_file)) {
		const int fd = node(name, O_RDWR);
		const char *text;
		uint64_t size = 0;

		if (fd < 0) {
			surprises += fd != -ENOENT && fd != -ENXIO && fd != -ENODEV;
			continue;
		}
		if (!ioctl(fd, UIOMEM_IOCTL_GET_SIZE, &size))
			surprises += size != MIB;
		else
			surprises += errno != ENODEV;
		for (int i = 0; i < 20; i++) {
			if (kind == 0) {
				const ssize_t n = pread(fd, room, sizeof(room), i * 4096);

				surprises += n != sizeof(room) && !(n < 0 && errno == ENODEV) && !(n > 0);
			} else if (kind == 1) {
				unsigned char *at = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

				if (at == MAP_FAILED) {
					surprises += errno != ENODEV;
				} else {
					const int signal = touch_write(at + i * PAGE, i);

					surprises += signal && signal != SIGBUS;
					munmap(at, MIB);
				}
			} else {
				uint64_t command = 1;

				if (ioctl(fd, UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE, &command))
					surprises += errno != ENODEV;
				text = attr(name, "size");
				surprises += *text != '!' && strcmp(text, "1048576");
			}
		}
		close(fd);
	}
	_exit(surprises);
}

static void come_and_go(const struct board *b)
{
	pid_t users[3];
	bool good = true;
	int status;

	unlink(stop_file);
	load_one(b, MIB, 2);
	for (int i = 0; i < 3; i++) {
		users[i] = fork();
		if (!users[i])
			user(i);
	}
	for (int i = 0; i < 40; i++) {
		usleep(20000);
		good &= !driver_unbind("uiomem.0");
		usleep(1000 * (i % 4));
		good &= !driver_bind("uiomem.0");
	}
	ok(good, "unbound and bound 40 times under three users");
	close(open(stop_file, O_CREAT | O_WRONLY, 0600));
	for (int i = 0; i < 3; i++) {
		static const char *const what[] = { "reads", "maps and touches", "runs commands" };

		waitpid(users[i], &status, 0);
		is_num(status, 0, "the user that %s saw a whole device or none", what[i]);
	}
	unlink(stop_file);
	is_num(unload(), 0, "unload");
}

void test_races(const struct board *b)
{
	section("races");
	consistent(b);
	come_and_go(b);
}
