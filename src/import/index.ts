export { exportSetting } from './export.ts';
export { importFile } from './file.ts';
export type { Rename } from './findings.ts';
export { type ImportOptions, importFolder } from './folders.ts';
export { joinTold, type Question, readMap, TARGETS, type Told } from './foreign/told.ts';
export type { ImportReport } from './report.ts';
export { type TakenBack, undoImport } from './undo.ts';
