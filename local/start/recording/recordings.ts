/** Where and how requests are recorded. */
export interface Recordings {
  dir: string;
  /** Keeps values of headers that could be secrets. */
  keepHeaders: boolean;
}
