/** A finding of `doctor` about the server. */
export interface ServerFinding {
  kind: 'good' | 'warning' | 'fault';
  text: string;
}

export type Tell = (kind: ServerFinding['kind'], text: string) => void;
