/** A database on a server, told from a path by its beginning. */
const ADDRESS = /^postgres(?:ql)?:\/\/(?:[^\s/?#@]*@)?([^\s/?#@]*)\/([^\s/?#@]+)(?:\?(\S*))?$/;

/** Whether CANDOUR_DATABASE names a server at all. */
export const isServer = (database: string) => /^postgres(?:ql)?:\/\//i.test(database);

/** Whether it is an address that can be told apart: a password has its `/`, `@`, `?` and `#` written as `%2F` and so on. */
export const isAddress = (database: string) => ADDRESS.test(database);

/** What people are told of it, behind “the database”: its name and host, and nothing that lets anybody in. */
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

/** The password of an address, as it stands there and as it is meant: neither may be logged. */
export function passwordsIn(url: string): string[] {
  const [, inFront = ''] = /^\w+:\/\/[^:@/?#]*:([^@/?#]*)@/.exec(url) ?? [];
  const [, behind = ''] = /[?&]password=([^&#]*)/.exec(url) ?? [];
  return [inFront, behind].flatMap((said) => (said === '' ? [] : [said, decoded(said)]));
}
