// Prometheus that becomes an agent, or a server again.
import { isOn, type Program } from '@thanos-gitops/workloads'
import type { SourcedVerdict } from './rule.ts'

/** A part of the reason of a risk. Its procedure depends on it. */
export const leftByServer =
  'Its samples of the last two to three hours are in no block yet, and no sidecar uploads its blocks any more: they stay on its volume, where no query reads them.'

/** The verdict on `--agent`, on both sides of a change. Undefined if the mode stays. */
export function otherMode(before: Program | undefined, after: Program | undefined): SourcedVerdict | undefined {
  if (before === undefined || after === undefined || isOn(before, 'agent') === isOn(after, 'agent')) return undefined
  const source = 'docs/prometheus_agent.md of Prometheus'
  if (isOn(after, 'agent'))
    return {
      class: 'risk',
      why: `Prometheus becomes an agent: it sends its samples to receivers, stores no blocks and evaluates no rules. ${leftByServer} Alerts with \`for\` are pending again for the whole time, because another program evaluates their rules.`,
      source,
    }
  return {
    class: 'restart',
    why: 'The agent becomes a server, which stores its samples itself and evaluates rules. Samples that no receiver has confirmed stay in the log of the agent, and are not sent. A server that was here before continues with the data on its volume. Keep the receivers while queries need the samples that they have.',
    source,
  }
}
