/**
 * What is wrong with a value that was copied into the environment, when it holds what no token, id or secret has: a sentence for
 * the operator, which never repeats the value. Undefined where there is nothing odd.
 */
export function oddIn(name: string, value: string): string | undefined {
  if (/["'`\u2018-\u201f\u00ab\u00bb]/.test(value))
    return `${name} holds a quotation mark. Write it without any: ${name}=value.`;
  if (/\s/.test(value)) return `${name} holds a space or a line break. Copy it again, in one piece.`;
  if (/\u2026|\.\.\.|\*\*/.test(value))
    return `${name} was copied where only a part of it is shown. Copy it again with the button beside it.`;
  if (/[^\x21-\x7e]/.test(value))
    return `${name} holds a letter or sign that none has, such as a long dash. Copy it again from its own page, not from a document.`;
  return undefined;
}
