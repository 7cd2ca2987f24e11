import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
const LEVELS = ['info', 'warn', 'error'];

/** A sentence that the service may log, as it stands in the source. */
export interface LogLine {
  level: string;
  sentence: string;
}

/** What the sources log at `info` and louder; and, by file, the words behind which a sentence is made elsewhere. */
export function linesInSources(): { lines: LogLine[]; made: string[] } {
  const lines: LogLine[] = [];
  const made: string[] = [];
  const files = ['src', 'adapters'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of files) {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
    const constants = constantsOf(file);
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (!ts.isCallExpression(node)) return;
      const levels = levelsOf(node.expression);
      const [, said] = node.arguments;
      if (levels.length === 0 || !said) return;
      // Of two sentences of which one is logged, each is one.
      for (const each of ts.isConditionalExpression(said) ? [said.whenTrue, said.whenFalse] : [said]) {
        const sentence = ts.isStringLiteralLike(each) ? each.text : constants.get(each.getText(file));
        if (sentence === undefined) made.push(`${path.slice(ROOT.length + 1)}: ${each.getText(file)}`);
        else for (const level of levels) lines.push({ level, sentence });
      }
    };
    visit(file);
  }
  return { lines, made };
}

/** The levels of `log.warn`, or of `log[isExpected ? 'warn' : 'error']`; none where it is no call of a log. */
function levelsOf(callee: ts.Expression): string[] {
  const isLog = (on: ts.Expression) => /(^|\.)log$/.test(on.getText());
  if (ts.isPropertyAccessExpression(callee) && isLog(callee.expression))
    return LEVELS.filter((level) => level === callee.name.text);
  if (ts.isElementAccessExpression(callee) && isLog(callee.expression))
    return LEVELS.filter((level) => callee.argumentExpression.getText().includes(`'${level}'`));
  return [];
}

/** The strings of a file that have a name. */
function constantsOf(file: ts.SourceFile): Map<string, string> {
  const constants = new Map<string, string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (initializer && ts.isStringLiteralLike(initializer))
        constants.set(name.getText(file), initializer.text);
  }
  return constants;
}
