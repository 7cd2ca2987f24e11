/** Escapes text for HTML, so that what people wrote never becomes part of the page's markup. */
export function escapeHtml(words: string): string {
  return words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
