/** One complaint, in the form FastAPI gives it: where, in words, and a machine-readable kind. */
export interface Complaint {
  loc: (string | number)[];
  msg: string;
  type: string;
}
