/** Notes which values of a structure are read, by the object or list they stand in. */
export interface Reads {
  /** The same value, watched: lists stay lists, and everything in it is watched too. */
  watch<T>(value: T): T;
  /** Whether the scalar under this key was read. */
  has(parent: object, key: string): boolean;
}

export function observeReads(): Reads {
  const read = new Map<object, Set<string>>();
  const watched = new WeakMap<object, object>();

  function note(parent: object, key: string): void {
    const keys = read.get(parent);
    if (keys === undefined) read.set(parent, new Set([key]));
    else keys.add(key);
  }

  const handler: ProxyHandler<object> = {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return value;
      if (typeof value === 'object' && value !== null) return watch(value);
      note(target, key);
      return value;
    },
  };

  function watch<T>(value: T): T {
    if (typeof value !== 'object' || value === null) return value;
    const known = watched.get(value);
    // A proxy is used like what it stands for, which is what its type says.
    if (known !== undefined) return known as T;
    const proxy = new Proxy(value, handler) as T & object;
    watched.set(value, proxy);
    return proxy;
  }

  return { watch, has: (parent, key) => read.get(parent)?.has(key) ?? false };
}
