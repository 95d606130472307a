import { randomUUID } from 'node:crypto';

/** The workspaces of the configuration that is deployed, by their ids in Bridge. */
export const workspaceIds = {
  /** As in config/bridge.yaml. */
  main: 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234',
  branch: 'c7d02d5b-3c2f-4f74-9a4f-1a0e2b3b2345',
};

/** An invented person. */
export interface Person {
  /** In Bridge. */
  contactId: string;
  email: string;
  workspaceId: string;
}

/** Somebody nobody has met before. */
export function newPerson(workspaceId: string = workspaceIds.main): Person {
  const contactId = randomUUID();
  return { contactId, email: `p-${contactId.slice(0, 8)}@example.com`, workspaceId };
}
