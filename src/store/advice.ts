/** What the operator can do about an error code of the database or the disk. */
export function adviceOn(code: string): string {
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return 'It is no database, or damaged: restore a backup (npx candour restore FILE --force), or name another file in CANDOUR_DATABASE.';
  }
  // SQLITE_IOERR_SHMSIZE: there is no room even for the `-shm` file, which every connection needs.
  if (['ENOSPC', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', '53100'].includes(code))
    return 'The disk is full: please make room. What was answered before is kept; what was refused is not.';
  if (code.startsWith('SQLITE_IOERR'))
    return 'The disk does not take or give what it should: look at it before anything else.';
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return 'Another programme keeps it busy: please try again in a moment.';
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS')
    return 'It can only be read: its disk is mounted so, or the file belongs to somebody else. Please put that right.';
  return 'Please check that its folder exists, and run this as the user that Candour runs as, who may write there; or name another file in CANDOUR_DATABASE.';
}
