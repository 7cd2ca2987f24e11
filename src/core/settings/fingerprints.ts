/**
 * What the folder said last, so that an import can tell what was changed in chat since from what was changed in the folder.
 * A fingerprint holds digests of cells, never what stood in them. Keys: `P:` a person, `C:` a child, `V:` a policy version,
 * each followed by its id.
 */
export interface Imports {
  /** Every fingerprint of the setting, by key. */
  all(setting: string): Promise<Map<string, string>>;
  keep(setting: string, fingerprints: ReadonlyMap<string, string>): Promise<void>;
}
