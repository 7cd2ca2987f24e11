export declare function bundle(options: {
  root: string;
  input: Record<string, string>;
  to: string;
  sourcemap: boolean;
}): Promise<string[]>;
