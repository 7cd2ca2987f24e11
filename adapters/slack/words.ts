/**
 * The words that a person typed. Slack encodes `&`, `<` and `>`, and puts addresses and links in brackets; this undoes
 * both. A bracket ends where another begins: otherwise a message of brackets alone takes seconds to read.
 */
export function plainWords(text: string): string {
  return text
    .replace(/<(?:mailto:|tel:|https?:\/\/)[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/<(?:mailto:|tel:)?([^|<>@#!][^|<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
