/** The tab "Parked". */
export function ParkedTab() {
  return <p class="loading">Loading …</p>;
}
