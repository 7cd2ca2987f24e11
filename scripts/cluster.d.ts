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
  close(): Promise<void>;
}

/** `durable`: each commit is flushed to disk, as in service. `settings`: such as `max_connections=50`. */
export function startCluster(options?: { durable?: boolean; settings?: string[] }): Promise<Cluster>;
