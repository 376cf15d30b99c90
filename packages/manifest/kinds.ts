/** What shared code needs to know of a kind. A kind that is not listed has none of these. */
export interface KindFacts {
  /** Where its pod specification is. */
  readonly podSpec?: readonly string[]
  /** The field whose entries may be structured documents until they are written. */
  readonly documents?: string
}

const podTemplate = { podSpec: ['spec', 'template', 'spec'] } as const

/** One row a kind: shared code reads this table and never asks for a kind by name. */
export const kinds: Readonly<Record<string, KindFacts>> = {
  ConfigMap: { documents: 'data' },
  CronJob: { podSpec: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] },
  DaemonSet: podTemplate,
  Deployment: podTemplate,
  Job: podTemplate,
  Pod: { podSpec: ['spec'] },
  ReplicaSet: podTemplate,
  StatefulSet: podTemplate,
}

export const factsOf = (kind: string): KindFacts => (Object.hasOwn(kinds, kind) ? kinds[kind]! : {})
