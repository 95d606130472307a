/**
 * Everything an expression can see. The same scope gives the same value, wherever and whenever it
 * is evaluated.
 */
export interface Scope {
  /** `$`: the event. */
  event: unknown;
  /** `$request`: the body as if it carried only this event. */
  request: unknown;
  /** `$eventCount`: how many events the request holds; absent where it is the only one. */
  eventCount?: number | undefined;
  /** `$headers`, lower-case names, and `$query`; secrets taken out. */
  headers: Record<string, string>;
  query: Record<string, string>;
  /** `$receivedAt`, and what `$now()` and `$millis()` say: ms since 1970. */
  receivedAt: number;
  /** Asked before each expression: throws where the work has to end. */
  goesOn?: (() => void) | undefined;
  /** Gives what `$parse` gave, or what stands for it; for those who observe what is read. */
  watchParsed?: (<T>(value: T) => T) | undefined;
}
