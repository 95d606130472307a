/** A contact of Bridge. */
export interface ContactRef {
  workspace: string;
  contactId: string;
}
