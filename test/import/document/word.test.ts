import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { formatOf, readDocument } from '../../../src/import/document/read.ts';
import { docx, type Paragraph, run, type Table } from '../../support/docx.ts';

const read = async (...body: (string | Paragraph | Table)[]) => {
  const found = await readDocument(docx(body), 'policy.docx');
  if ('wrong' in found) throw new Error(found.wrong);
  return found;
};
const wrong = async (bytes: Uint8Array, name = 'policy.docx') => {
  const found = await readDocument(bytes, name);
  return 'wrong' in found ? found.wrong : `read: ${found.markdown}`;
};

describe('a Word document becomes Markdown', () => {
  it.each<[string, (string | Paragraph | Table)[], string]>([
    [
      'headings and paragraphs',
      [{ words: 'Social media', style: 'Title' }, { words: 'Scope', style: 'heading 2' }, 'All staff.'],
      '# Social media\n\n## Scope\n\nAll staff.',
    ],
    ['a short line in bold, as a heading', [{ words: 'Scope', bold: true }, 'All.'], '## Scope\n\nAll.'],
    ['a sentence in bold, as it is', [{ words: 'Never post.', bold: true }], '**Never post.**'],
    [
      'what is bold and slanted within a sentence',
      [{ xml: run('Staff ') + run('must not', '<w:b/>') + run(' do ') + run('this', '<w:i/>') + run('.') }],
      'Staff **must not** do *this*.',
    ],
    [
      'lists within lists',
      [{ words: 'one', bullet: 0 }, { words: 'two', bullet: 1 }, { words: 'three', bullet: 0 }, 'After.'],
      '- one\n  - two\n- three\n\nAfter.',
    ],
    [
      'numbered lists',
      [
        { words: 'one', number: 0 },
        { words: 'a', number: 1 },
        { words: 'b', number: 1 },
        { words: 'two', number: 0 },
      ],
      '1. one\n  1. a\n  2. b\n2. two',
    ],
    ['bullets that were typed', ['•\tone', '\uf0b7 two', 'o\tthree'], '- one\n- two\n  - three'],
    ['numbers that were typed', ['3.1 Staff ask first.'], '3.1 Staff ask first.'],
    [
      'tables',
      [
        [
          ['Who', 'When'],
          ['Staff | all', 'now'],
        ],
      ],
      '| Who | When |\n| --- | --- |\n| Staff \\| all | now |',
    ],
    ['a box around text', [[['In the box.']]], 'In the box.'],
    ['a line break', [{ xml: '<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>' }], 'one  \ntwo'],
    ['a page break', [{ xml: '<w:r><w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t></w:r>' }], 'one\n\ntwo'],
    [
      'smart quotation marks and spaces that do not break',
      ['“It’s\u00a0so” – yes…'],
      '“It’s\u00a0so” – yes…',
    ],
    [
      'signs that would mark something',
      ['5 * 3 and `x` and _y_ and a_b', '# no heading'],
      '5 \\* 3 and \\`x\\` and \\_y\\_ and a_b\n\n\\# no heading',
    ],
    [
      'links',
      [{ xml: `<w:hyperlink r:id="r4">${run('the guidance')}</w:hyperlink>` }],
      'the guidance (https://example.org/guidance)',
    ],
    [
      'what was inserted, without what was deleted',
      [
        {
          xml: `<w:ins w:id="1">${run('new ')}</w:ins><w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del>${run('text')}`,
        },
      ],
      'new text',
    ],
  ])('%s', async (_, body, markdown) => {
    expect((await read(...body)).markdown).toBe(markdown);
  });

  it('and says what is not in the text: automatic numbers, changes, headers', async () => {
    const bytes = docx([{ words: 'one', number: 0 }, { xml: `<w:ins w:id="1">${run('new')}</w:ins>` }], {
      'word/header1.xml': '<w:hdr/>',
      'word/vbaProject.bin': 'x',
    });
    const found = await readDocument(bytes, 'policy.docm');
    expect('notes' in found && found.notes).toEqual([
      expect.stringMatching(/^Word numbers 1 paragraph by itself/),
      'It has tracked changes: it was read as if all of them were accepted.',
      'Headers and footers are not read.',
      'Its macros are not read.',
    ]);
  });
});

describe('what is no policy is refused in one sentence', () => {
  it.each<[string, Uint8Array, string, RegExp]>([
    ['a PDF', strToU8('%PDF-1.7 …'), 'policy.pdf', /^A PDF .*save it as “Word document \(\.docx\)”/],
    ['a PDF that is called a document', strToU8('%PDF-1.7 …'), 'policy.docx', /^A PDF/],
    [
      'an old Word document',
      new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]),
      'policy.doc',
      /old Word \(\.doc\)/,
    ],
    ['rich text', strToU8('{\\rtf1 hello}'), 'policy.rtf', /rich text/],
    ['nothing', new Uint8Array(), 'policy.docx', /empty/],
    ['what is no zip', strToU8('hello'), 'policy.docx', /damaged/],
    [
      'a zip without a document',
      docx([], { 'word/document.xml': '' }).slice(0, 200),
      'policy.docx',
      /damaged/,
    ],
    ['a broken document', docx([], { 'word/document.xml': '<w:document' }), 'policy.docx', /damaged/],
    [
      'external entities',
      docx([], { 'word/document.xml': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>' }),
      'policy.docx',
      /something outside of itself/,
    ],
    [
      'a zip bomb',
      docx([], { 'word/media.xml': new Uint8Array(120 * 1024 * 1024) }),
      'policy.docx',
      /unpacks to far more/,
    ],
  ])('%s', async (_, bytes, name, sentence) => {
    const said = await wrong(bytes, name);
    expect(said).toMatch(sentence);
    expect(said).not.toContain('root:');
  });
});

it.each<[string, Uint8Array, string, ReturnType<typeof formatOf>]>([
  ['a folder’s spreadsheet', strToU8('ref,name\n'), 'people.csv', undefined],
  ['an Excel workbook', strToU8('PK\u0003\u0004 xl/workbook.xml'), 'list.xlsx', undefined],
  ['an old Excel workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), 'list.xls', undefined],
  ['a sheet that was saved as text', strToU8('Name\tStart\nMia\t2025\nNoah\t2026'), 'list.txt', undefined],
  ['a text with bullets', strToU8('•\tone\n•\ttwo'), 'policy.txt', 'text'],
  ['Markdown', strToU8('# A'), 'policy.md', 'text'],
  ['a document without its ending', docx(['x']), 'policy', 'word'],
])('%s is told by its content', (_, bytes, name, format) => {
  expect(formatOf(bytes, name)).toBe(format);
});

it('lines that stand alone in a text without marks are its headings', async () => {
  const text = strToU8(
    'CHAPTER ONE\n\nTelephones\n\nNobody uses one.\n\nWhen\n\n- ever\n\nA sentence, at last\nin two lines',
  );
  expect(await readDocument(text, 'policy.txt')).toEqual({
    markdown:
      '## CHAPTER ONE\n\n## Telephones\n\nNobody uses one.\n\n## When\n\n- ever\n\nA sentence, at last\nin two lines',
    notes: [],
  });
});
