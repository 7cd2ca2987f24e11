/** The folder of initdb and postgres, of the newest version here; undefined where there is none. */
export function findPostgres(): string | undefined;

export interface Cluster {
  /** Where its socket is. */
  folder: string;
  url(database?: string): string;
  /** The process that begins all others of the server; undefined while it is down. */
  pid(): number | undefined;
  start(): Promise<void>;
  /** SIGINT ends it after its transactions are rolled back, SIGKILL at once. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Makes a standby a primary, and waits until it is one. */
  promote(): void;
  close(): Promise<void>;
}

interface Options {
  /** Each commit is flushed to disk, as in service. */
  durable?: boolean;
  /** Such as `max_connections=50`. */
  settings?: string[];
  /** It begins as a copy of that cluster, which has to be up, and follows it through a replication slot. */
  standbyOf?: { folder: string };
  /** What the other calls a standby; of small letters. */
  name?: string;
}

export function startCluster(options?: Options): Promise<Cluster>;
