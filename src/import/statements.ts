import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { Statement } from '../core/policies/policy.ts';
import { clip, unreadable } from '../core/rules/entries.ts';
import { tidy } from '../core/rules/names.ts';
import type { FilePosition, Findings } from './findings.ts';

/** Reads the statements that a policy asks staff to tick, each with its id, and reports every one that cannot be read. */
export function readStatements(
  map: YAMLMap,
  { placeAt, placeOf }: { placeAt(offset: number): FilePosition; placeOf(key: string): FilePosition },
  findings: Findings,
): Statement[] {
  const list = map.get('statements', true);
  if (list === undefined || (isScalar(list) && tidy(String(list.value ?? '')) === '')) return [];
  if (!isSeq(list)) {
    findings.fault(placeOf('statements'), 'statements: please write a list, each with an id and a text.');
    return [];
  }
  const statements: Statement[] = [];
  for (const item of list.items) {
    const where = placeAt((item as { range?: [number, number, number] }).range?.[0] ?? 0);
    const value = (key: string): string => {
      const node = isMap(item) && !isAlias(item) ? item.get(key, true) : undefined;
      return isScalar(node) ? tidy(String(node.value ?? '')) : '';
    };
    const [id, text] = [value('id'), value('text')];
    if (id === '' || text === '') findings.fault(where, 'statements: each has an id and a text.');
    else if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(id))
      findings.fault(where, `statements: "${clip(id)}" is no id: please write one like S1.`);
    else if (statements.some((statement) => statement.id === id))
      findings.fault(where, `statements: the id ${id} stands here twice.`);
    else if (unreadable(text) !== undefined)
      findings.fault(where, 'statements: there is a character here that cannot be kept.');
    else if ([...text].length > 1000)
      findings.fault(where, 'statements: a statement holds 1000 characters at most.');
    else statements.push({ id, text });
  }
  return statements;
}
