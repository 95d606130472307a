/** What an experiment came to. Without `value` it is not settled, and `note` says why. */
export interface Finding {
  value?: string | undefined;
  note: string;
  /** Nothing can be found out after this. */
  endsAll?: true | undefined;
}

export function unsettled(note: string): Finding {
  return { note };
}
