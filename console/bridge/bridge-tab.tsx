/** The tab "Bridge". */
export function BridgeTab() {
  return <p class="loading">Loading …</p>;
}
