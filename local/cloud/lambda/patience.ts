/** Whether what is waited for still comes on. */
export interface Patience {
  /** Nothing has come for too long. */
  isLost(): boolean;
  /** Whether something is waited for: the time counts from when that began. */
  waitIf(isWaiting: boolean): void;
  /** What was waited for has come. */
  renew(): void;
}

/**
 * Patience of a length in ms of real time.
 * @param onLost is called when it is lost: each time that it was waited for so long
 */
export function createPatience(milliseconds: number, onLost: () => void): Patience {
  let isLost = false;
  let timer: NodeJS.Timeout | undefined;

  function lose() {
    isLost = true;
    timer = undefined;
    onLost();
  }

  function rest() {
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    isLost: () => isLost,
    waitIf: (isWaiting) => {
      if (isWaiting) timer ??= setTimeout(lose, milliseconds);
      else rest();
    },
    renew: () => {
      isLost = false;
      rest();
    },
  };
}
