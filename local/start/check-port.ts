import { UserError } from '../../lib/report.ts';
import { serveLoopback } from '../cloud/loopback.ts';

/**
 * Synthesising takes seconds; a port that is taken should be reported at once.
 * @param port 0 is always free
 * @throws UserError for a port that is taken or forbidden
 */
export async function checkPort(port: number): Promise<void> {
  if (port === 0) return;
  try {
    await (await serveLoopback(port, (_, response) => response.destroy())).close();
  } catch (error) {
    throw new UserError(`${(error as Error).message} The option is --port.`);
  }
}
