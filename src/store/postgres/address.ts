/** A database on a server. A path never begins so. */
const ADDRESS = /^postgres(?:ql)?:\/\/(?:[^\s/?#@]*@)?([^\s/?#@]*)\/([^\s/?#@]+)(?:\?(\S*))?$/;

/** Whether CANDOUR_DATABASE names a server. */
export const isServer = (database: string) => /^postgres(?:ql)?:\/\//i.test(database);

/** Whether an address can be parsed: in a password `/`, `@`, `?` and `#` are written as `%2F` and so on. */
export const isAddress = (database: string) => ADDRESS.test(database);

/** What people read behind “the database”: its name and host, without user and password. */
export function toName(url: string): string {
  const [, host = '', database = '', options = ''] = ADDRESS.exec(url) ?? [];
  const at = host || new URLSearchParams(options).get('host') || 'this machine';
  return `${decoded(database)} on ${at}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The password of an address, as written and decoded: neither may be logged. */
export function passwordsIn(url: string): string[] {
  const [, inFront = ''] = /^\w+:\/\/[^:@/?#]*:([^@/?#]*)@/.exec(url) ?? [];
  const [, behind = ''] = /[?&]password=([^&#]*)/.exec(url) ?? [];
  return [inFront, behind].flatMap((said) => (said === '' ? [] : [said, decoded(said)]));
}
