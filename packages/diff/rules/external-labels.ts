import type { SourcedVerdict } from './rule.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/**
 * The verdict on another external label. Blocks keep the labels that they were uploaded with, so that a changed label starts a new
 * set of series.
 */
export function newExternalLabel(name: string, before: unknown, after: unknown): SourcedVerdict {
  const change =
    before === undefined
      ? `New blocks get the external label ${name}, which existing blocks lack`
      : after === undefined
        ? `New blocks lack the external label ${name}, which existing blocks have`
        : `Existing blocks keep the external label ${name}=${text(before)}, and new blocks have ${text(after)}`
  return {
    class: 'risk',
    why: `${change}: for Thanos they belong to another cluster or replica. Queries, dashboards and alerts that select the label find only a part of the data, and the compactor does not merge the two.`,
    source: 'docs/storage.md of Thanos, external labels',
  }
}
