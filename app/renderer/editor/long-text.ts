/** Letters. To put such a text together takes a tenth of a frame, to look at each of its letters a good part of one. */
const longText = 1 << 17;

/** Of a longer text nothing that reads the whole is done behind each key. */
export const isLongText = (text: string): boolean => text.length > longText;
