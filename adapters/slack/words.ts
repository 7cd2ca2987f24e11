/**
 * What somebody typed, as they typed it: Slack writes `&`, `<` and `>` in coded form, and addresses and links in brackets; people typed neither. A bracket ends where
 * another begins, or a message of brackets alone is read for seconds.
 */
export function plainWords(text: string): string {
  return text
    .replace(/<(?:mailto:|tel:|https?:\/\/)[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/<(?:mailto:|tel:)?([^|<>@#!][^|<>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
