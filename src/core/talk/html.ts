/** Escapes text for HTML, so that what people wrote never becomes part of the page's markup. */
export function escapeHtml(words: string): string {
  return words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * A complete HTML file in British English that loads nothing. `title` is plain text; `style`, `body` and `head`, what else belongs
 * in the head, are markup.
 */
export function htmlFile({
  title,
  style,
  body,
  head = '',
}: {
  title: string;
  style: string;
  body: string;
  head?: string;
}): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${head}<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
