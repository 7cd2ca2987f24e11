/** A workspace that has installed a platform's app. The platform seals the token before it is stored here. */
interface Installed {
  platform: string;
  tenant: string;
  sealed: string;
  installedAt: Date;
}

/** The workspaces that a platform serves, where it serves several. They belong to no setting. */
export interface Installations {
  find(platform: string, tenant: string): Promise<Installed | undefined>;
  /** Every tenant of the platform, in order. */
  tenants(platform: string): Promise<string[]>;
  /** Inserts the installation, or replaces an earlier one. */
  keep(installed: Installed): Promise<void>;
  drop(platform: string, tenant: string): Promise<void>;
}
