import { V7Generator } from 'uuidv7';

const generator = new V7Generator();

/** A new identifier: UUIDv7. Ids of one process sort in the order of their making, unless `now` goes back ten seconds or more. */
export const newId = (now: Date): string => generator.generateOrResetWithTs(now.getTime()).toString();
