import { strToU8, zipSync } from 'fflate';

/** A paragraph: words, XML of runs (`{ xml }`), its style, and the level of a list (`bullet`, `number`) that it stands in. */
export interface Paragraph {
  words?: string;
  xml?: string;
  style?: string;
  bold?: true;
  bullet?: number;
  number?: number;
}
/** Rows of cells. */
export type Table = readonly (readonly string[])[];

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A Word document as Word saves one; `more` adds or replaces parts of the zip, by their names. */
export function docx(
  body: readonly (string | Paragraph | Table)[],
  more: Record<string, string | Uint8Array> = {},
): Uint8Array {
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="r3" Type="${OFFICE}/numbering" Target="numbering.xml"/><Relationship Id="r4" Type="${OFFICE}/hyperlink" Target="https://example.org/guidance" TargetMode="External"/></Relationships>`,
    'word/styles.xml': `${HEAD}<w:styles xmlns:w="${WORD}">${[
      'Title',
      'heading 1',
      'heading 2',
      'heading 3',
      'List Bullet',
    ]
      .map(
        (name) =>
          `<w:style w:type="paragraph" w:styleId="${styleId(name)}"><w:name w:val="${name}"/></w:style>`,
      )
      .join('')}</w:styles>`,
    'word/numbering.xml': `${HEAD}<w:numbering xmlns:w="${WORD}">${['bullet', 'decimal']
      .map(
        (format, id) =>
          `<w:abstractNum w:abstractNumId="${id}">${[0, 1, 2]
            .map((level) => `<w:lvl w:ilvl="${level}"><w:numFmt w:val="${format}"/></w:lvl>`)
            .join('')}</w:abstractNum>`,
      )
      .join(
        '',
      )}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
    'word/document.xml': `${HEAD}<w:document xmlns:w="${WORD}" xmlns:r="${OFFICE}"><w:body>${body.map(toXml).join('')}</w:body></w:document>`,
    ...more,
  };
  return zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );
}

function styleId(name: string): string {
  return name.replace(/ /g, '').replace(/^h/, 'H');
}

function toXml(block: string | Paragraph | Table): string {
  if (typeof block === 'string') return toXml({ words: block });
  if ('map' in block)
    return `<w:tbl>${(block as Table).map((row) => `<w:tr>${row.map((cell) => `<w:tc>${toXml(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;
  const { words = '', xml, style, bold, bullet, number } = block as Paragraph;
  const level = bullet ?? number;
  const properties = [
    style && `<w:pStyle w:val="${styleId(style)}"/>`,
    level !== undefined &&
      `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${bullet === undefined ? 2 : 1}"/></w:numPr>`,
  ].filter(Boolean);
  return `<w:p>${properties.length === 0 ? '' : `<w:pPr>${properties.join('')}</w:pPr>`}${xml ?? run(words, bold && '<w:b/>')}</w:p>`;
}

/** A run of words with these properties. */
export function run(words: string, properties = ''): string {
  return `<w:r>${properties ? `<w:rPr>${properties}</w:rPr>` : ''}<w:t xml:space="preserve">${escaped(words)}</w:t></w:r>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
