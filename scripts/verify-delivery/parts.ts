import type { RunPart } from './part.ts'

export interface Part {
  readonly summary: string
  /** Loads what the part needs only when it runs. */
  readonly load: () => Promise<RunPart>
}

/** The parts that run once for each tool. */
export const parts = {
  commits: {
    summary: 'how many API requests a commit costs that touches none of several environments',
    load: async () => (await import('./measure/commits.ts')).runCommits,
  },
  environments: {
    summary: 'each environment from an empty cluster, and a fleet: order, health, a second reconciliation',
    load: async () => (await import('./environments/part.ts')).runEnvironments,
  },
  scenarios: {
    summary: 'changes that a pull request makes: what diff predicts, and what the tool does',
    load: async () => (await import('./scenarios/part.ts')).runScenarios,
  },
  notifications: {
    summary: 'the result of each sync as a status of its commit, at GitHub, GitLab and Gitea',
    load: async () => (await import('./notifications/part.ts')).runNotifications,
  },
  measure: {
    summary: 'how long a change takes, and how many API requests a reconciliation needs',
    load: async () => (await import('./measure/part.ts')).runMeasurements,
  },
  status: {
    summary: 'what status reports on broken clusters, and the commands that it prints',
    load: async () => (await import('./status/part.ts')).runStatus,
  },
  procedures: {
    summary: 'each procedure that a README or diff prints, with its commands as they are printed',
    load: async () => (await import('./procedures/part.ts')).runProcedures,
  },
} as const satisfies Readonly<Record<string, Part>>

export type PartName = keyof typeof parts

/** The parts that one process runs one after the other, on a cluster of its own. */
const lanes: readonly (readonly PartName[])[] = [
  // They leave other objects than they find.
  ['procedures'],
  ['scenarios'],
  // Last, because it is the shortest: no lane runs alone for long.
  ['commits', 'environments', 'notifications', 'measure', 'status'],
]

/** The lanes of the chosen parts. */
export const lanesOf = (chosen: readonly PartName[]): readonly (readonly PartName[])[] =>
  lanes.map((lane) => lane.filter((name) => chosen.includes(name))).filter((lane) => lane.length > 0)
