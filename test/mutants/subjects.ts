/** The code that is changed, by the name of the `<subject>.config.ts` with its tests. */
export const subjects: Record<string, string[]> = {
  /** With what core/receive shares with other parts of core. */
  reader: [
    'functions/core/{receive,verify}/*.ts',
    'functions/core/body/{body-limits,boundary,decode-text,inflate-body,json-fields}.ts',
    'functions/core/body/{open-body,parse-form,parse-multipart,parse-xml,read-body}.ts',
    'functions/core/{json-numbers,plain-value,split-request}.ts',
  ],
  /** The map, and what turns results into values. */
  values: [
    'functions/core/map/**/*.ts',
    'functions/core/event-time/*.ts',
    'functions/core/{event-time,visible-text}.ts',
    'functions/core/expression/first-value.ts',
  ],
};
