/** The tab "Sources". */
export function SourcesTab() {
  return <p class="loading">Loading …</p>;
}
