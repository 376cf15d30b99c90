import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Step, sectionOf, stepsOf } from '../readme-steps.ts'

/** What a team does with a clone of the repository. */
export interface Adoption {
  readonly name: string
  readonly help: string
  /** Headings of the README's section "Make it yours", whose steps are carried out in this order. */
  readonly headings: readonly string[]
}

export const adoptions: readonly Adoption[] = [
  {
    name: 'no-examples',
    help: 'All environments are removed.',
    headings: ['Remove the examples'],
  },
  {
    name: 's3',
    help: 'An environment with an S3 bucket and existing keys is added.',
    headings: ['Add a cluster', 'Store blocks in an S3 bucket', 'Set the storage class'],
  },
  {
    name: 'own-application',
    help: 'A component of another application is added to the base, and to an environment.',
    headings: ['Add a cluster', 'Add an application of your own'],
  },
  {
    name: 'mounted-secret',
    help: 'An environment mounts a Secret into Alertmanager by a patch.',
    headings: ['Add a cluster', 'Set the receivers of alerts'],
  },
]

/** The steps of an adoption. Names that the repository already uses are replaced by others. */
export function stepsOfAdoption(root: string, { headings }: Adoption): readonly Step[] {
  const section = sectionOf(readFileSync(join(root, 'README.md'), 'utf8'), 'Make it yours')
  const names = new Map([
    ['us-1', unusedName('us-1', (name) => existsSync(join(root, 'environments', name)))],
    ['grafana', unusedName('grafana', (name) => existsSync(join(root, `base/components/${name}.ts`)))],
  ])
  return headings.flatMap((heading) => stepsOf(sectionOf(section, heading))).map((step) => renamed(step, names))
}

function unusedName(name: string, isUsed: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!isUsed(candidate)) return candidate
  }
}

const renamed = (step: Step, names: ReadonlyMap<string, string>): Step =>
  Object.fromEntries(
    Object.entries(step).map(([field, value]) => [
      field,
      [...names].reduce((text, [name, other]) => text.replaceAll(name, other), value as string),
    ]),
  ) as Step

export const stepTitle = (step: Step): string => (step.kind === 'run' ? step.command : `${step.kind} ${step.file}`)
