/** A workspace that has installed a platform's app. Its token is sealed by the platform before it comes here. */
export interface Installed {
  platform: string;
  tenant: string;
  sealed: string;
  installedAt: Date;
}

/** Which workspaces a platform serves, where it serves several. They belong to no setting. */
export interface Installations {
  find(platform: string, tenant: string): Promise<Installed | undefined>;
  /** Every tenant, in order. */
  tenants(platform: string): Promise<string[]>;
  /** Inserts it, or replaces what an earlier installation left. */
  keep(installed: Installed): Promise<void>;
  drop(platform: string, tenant: string): Promise<void>;
}
