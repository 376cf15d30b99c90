/** Properties of a kind that shared code needs. A kind without a row has none of them. */
export interface KindFacts {
  /** The path of its pod specification. */
  readonly podSpec?: readonly string[]
  /** The field whose entries can be structured documents in the base. */
  readonly documents?: string
}

const podTemplate = { podSpec: ['spec', 'template', 'spec'] } as const

/** One row for each kind. Shared code reads this table instead of comparing names of kinds. */
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
