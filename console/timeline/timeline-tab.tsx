/** The tab "Timeline". */
export function TimelineTab() {
  return <p class="loading">Loading …</p>;
}
