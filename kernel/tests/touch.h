/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Access to a mapping that may be gone. */
#ifndef TOUCH_H
#define TOUCH_H

/** Read or write a byte; 0, or the signal that this gave. Not from several threads at once. */
int touch_read(const volatile unsigned char *at);
int touch_write(volatile unsigned char *at, unsigned char value);

/** Unmap whatever this process has of a device, such as "uiomem0". */
void unmap_all_of(const char *device);

#endif
