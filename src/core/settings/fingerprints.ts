/**
 * What the folder said at the last import, so that an import can tell what was changed in chat since from what was changed
 * in the folder. A fingerprint contains digests of cells, never their content. Keys: `P:` a person, `C:` a child, `V:` a
 * policy version, each followed by its id.
 */
export interface Imports {
  /** Every fingerprint of the setting, by key. */
  all(setting: string): Promise<Map<string, string>>;
  keep(setting: string, fingerprints: ReadonlyMap<string, string>): Promise<void>;
}
