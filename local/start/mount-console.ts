import type { Mount } from '../cloud/run.ts';
import { consolePath } from '../console/app.ts';
import type { Operations } from '../console/operations.ts';
import { type OpenConsole, openConsole } from '../console/serve.ts';

/** A place for the console on the server of the hooks. */
export interface ConsolePlace {
  mount: Mount;
  /**
   * Opens it. Gives its address, with the token.
   * @param load is called once somebody looks at it
   */
  open(port: number, load: () => Operations | Promise<Operations>): string;
}

/** Requests wait until it is open: what it shows is known only once the app runs. */
export function placeForConsole(): ConsolePlace {
  const { promise: opened, resolve } = Promise.withResolvers<OpenConsole>();
  return {
    mount: {
      path: consolePath,
      answer(request, response) {
        opened
          .then(({ answer }) => answer(request, response))
          .catch(() => response.destroy());
      },
    },
    open(port, load) {
      const console = openConsole(port, async () => ({
        operations: await load(),
        readOnly: undefined,
      }));
      resolve(console);
      return console.url;
    },
  };
}
