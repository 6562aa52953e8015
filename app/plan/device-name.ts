/** What a device may be called: a file name of /dev and /sys/class/uiomem, which a shell takes as it stands. */

export const deviceNamePattern = /^[A-Za-z0-9_][A-Za-z0-9_.,:+-]{0,62}$/;
/** Ends sentences such as *A name has …*. */
export const deviceNameWords = 'up to 63 letters, digits and . _ , : + -';

export const isDeviceName = (name: string) => deviceNamePattern.test(name);
