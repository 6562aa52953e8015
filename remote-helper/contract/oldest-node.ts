/** The oldest node that boards may have, without the patch: statfs and the serialisation that the probe child uses are in it. */
export const oldestNode = '18.19';
