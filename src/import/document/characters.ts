/**
 * Signs of Word that are no text of ours: its line break (U+000B), page break (U+000C) and bullet (U+F0B7) become what they mean. Smart
 * quotation marks, spaces that do not break and soft hyphens stay as they are.
 */
export function withoutWordSigns(text: string): string {
  return text
    .replace(/[ \t]*\v/g, '  \n')
    .replace(/[ \t]*\f/g, '\n\n')
    .replace(/[\uf0b7\uf0a7\uf0d8]/g, '•');
}
