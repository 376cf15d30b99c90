/** The programs whose code is in a module, and the version of the code. */
export const programVersions = { prometheus: 'v3.13.2', alertmanager: 'v0.34.0', thanos: 'v0.42.4' } as const

export type ProgramName = keyof typeof programVersions

export const programNames = Object.keys(programVersions) as readonly ProgramName[]

/** What a document is for the program that reads it. */
export interface DocumentKind<P extends ProgramName = ProgramName> {
  readonly program: P
  /** One of the kinds in `program/PROGRAM/main.go`. */
  readonly kind: string
}

/** Small documents that the program answers before its state is saved. */
export const warmUp: Readonly<Record<ProgramName, readonly (readonly [kind: string, document: string])[]>> = {
  prometheus: [
    ['config', 'scrape_configs: [{job_name: a, static_configs: [{targets: [a]}], unknown: 1}]'],
    ['rules', 'groups: [{name: a, rules: [{alert: A, expr: sum(up) > 0, annotations: {a: "{{ $x }}"}}]}]'],
  ],
  alertmanager: [['config', 'route: {receiver: a}\nreceivers: [{name: b}]']],
  thanos: [
    ['objstore', 'type: S3\nconfig: {bucket: a, unknown: 1}'],
    ['rules', 'groups: [{name: a, rules: [{alert: A, expr: sum(up) > 0, annotations: {a: "{{ $x }}"}}]}]'],
  ],
}
