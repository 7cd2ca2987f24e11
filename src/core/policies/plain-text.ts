/**
 * A policy's Markdown as plain text, for places that do not render it: headings stand on their own line, emphasis loses its
 * signs, list items get a dot, a link keeps its words and its address. The text that is stored and hashed is the original.
 */
export function plain(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => plainLine(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Where signs that a backslash stands before are kept meanwhile, so that they mark nothing. */
const ASIDE = 0xe100;

function plainLine(line: string): string {
  return line
    .replace(/\\([\\`*_{}[\]()#+.!|>~-])/g, (_, sign: string) =>
      String.fromCharCode(ASIDE + sign.charCodeAt(0)),
    )
    .replace(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/, '$1')
    .replace(/^ {0,3}>[ \t]?/, '')
    .replace(/^(\s*)[-*+][ \t]+/, '$1• ')
    .replace(/^ {0,3}(?:[-*_][ \t]*){3,}$/, '')
    .replace(/!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)/g, (_, words: string, address: string) =>
      words === address || address === '' ? words : `${words} (${address})`,
    )
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/(?<![\w_])_(?=\S)([^_]+?)(?<=\S)_(?![\w_])/g, '$1')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/[\ue100-\ue17f]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - ASIDE));
}
