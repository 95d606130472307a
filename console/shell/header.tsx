import { connection, state } from '../page-state.ts';

/** Where this is, and how it is. */
export function Header() {
  return (
    <header class="top">
      <h1>Bridgehook</h1>
      <p>{state.value?.place}</p>
      <p>{connection.value}</p>
    </header>
  );
}
