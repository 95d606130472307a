/** A route of an HTTP API and what it leads to. */
export interface Route<Target> {
  /** `POST /hooks/{source}`, `ANY /all/{rest+}` or `$default`. */
  key: string;
  target: Target;
}

export interface MatchedRoute<Target> extends Route<Target> {
  /** Percent-decoded. */
  pathParameters: Record<string, string>;
}

/**
 * The route API Gateway would take: the most specific path, a method before ANY, a greedy parameter
 * after all others, `$default` last
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html).
 */
export function matchRoute<Target>(
  routes: Route<Target>[],
  method: string,
  path: string,
): MatchedRoute<Target> | undefined {
  const matches = routes.flatMap((route) => {
    const { methods, pattern, names } = parseKey(route.key);
    const found = methods.test(method) && pattern.exec(path);
    if (!found) return [];
    const values = found.slice(1).map(decode);
    const pathParameters = Object.fromEntries(
      names.map((name, index) => [name, String(values[index])]),
    );
    return [{ ...route, pathParameters }];
  });
  return matches.sort((a, b) => (rank(a.key) < rank(b.key) ? -1 : 1))[0];
}

function parseKey(key: string): { methods: RegExp; pattern: RegExp; names: string[] } {
  if (key === '$default') return { methods: /./, pattern: /^/, names: [] };
  const { method, segments: written } = splitKey(key);
  const segments = written.map((segment) => {
    const [, name, greedy] = parameter.exec(segment) ?? [];
    if (name === undefined) return { source: RegExp.escape(segment) };
    return { name, source: greedy ? '(.+)' : '([^/]+)' };
  });
  return {
    methods: method === 'ANY' ? /./ : new RegExp(`^${RegExp.escape(method)}$`),
    pattern: new RegExp(`^${segments.map(({ source }) => source).join('/')}$`),
    names: segments.flatMap(({ name }) => name ?? []),
  };
}

const parameter = /^\{([^}+]+)(\+?)\}$/;

/** Sorts better keys first: each segment counts, from left to right, then the method. */
function rank(key: string): string {
  if (key === '$default') return '9';
  const { method, segments: written } = splitKey(key);
  const segments = written.map((segment) => {
    const [, name, greedy] = parameter.exec(segment) ?? [];
    if (greedy) return '3';
    return name === undefined ? '1' : '2';
  });
  return `${segments.join('')}${method === 'ANY' ? '1' : '0'}`;
}

function splitKey(key: string): { method: string; segments: string[] } {
  const [method, path] = key.split(' ');
  if (method === undefined || path === undefined)
    throw new Error(`The route key ${key} is not a method and a path.`);
  return { method, segments: path.split('/') };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
