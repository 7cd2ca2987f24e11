import { strToU8, zipSync } from 'fflate';

/** A cell: text, a number, a day (`new Date`), or XML of one's own (`{ xml }`, without its address). */
type Cell = string | number | boolean | Date | null | { xml: string };

interface SheetOf {
  rows: readonly (readonly Cell[])[];
  /** Such as `A2:A4`. */
  merged?: readonly string[];
}

const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** An Excel workbook of these sheets, by name; `more` adds or replaces parts of the zip. */
export function xlsx(
  sheets: Record<string, SheetOf | SheetOf['rows']>,
  { is1904 = false, more = {} as Record<string, string> } = {},
): Uint8Array {
  const entries = Object.entries(sheets).map(
    ([name, sheet]) => [name, 'rows' in sheet ? sheet : { rows: sheet }] as const,
  );
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${NAMESPACE}" xmlns:r="${OFFICE}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${entries
      .map(
        ([name], index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}">${entries
      .map(
        (_, index) =>
          `<Relationship Id="rId${index + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
      )
      .join('')}<Relationship Id="rIdS" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${NAMESPACE}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  for (const [index, [, { rows, merged = [] }]] of entries.entries())
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      `<worksheet xmlns="${NAMESPACE}"><sheetData>${rows.map((cells, row) => toRow(cells, row + 1, is1904)).join('')}</sheetData>${
        merged.length > 0
          ? `<mergeCells>${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
          : ''
      }</worksheet>`;
  const all = Object.entries({ ...parts, ...more });
  return zipSync(Object.fromEntries(all.map(([name, text]) => [name, strToU8(text)])));
}

function toRow(cells: readonly Cell[], row: number, is1904: boolean): string {
  const written = cells.map((cell, index) => {
    const at = `${String.fromCharCode(65 + index)}${row}`;
    if (cell === null || cell === '') return '';
    if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
    if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
    if (cell instanceof Date)
      return `<c r="${at}" s="1"><v>${cell.getTime() / 86_400_000 + 25_569 - (is1904 ? 1462 : 0)}</v></c>`;
    if (typeof cell === 'object') return cell.xml.replace('<c', `<c r="${at}"`);
    return `<c r="${at}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  });
  return `<row r="${row}">${written.join('')}</row>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
