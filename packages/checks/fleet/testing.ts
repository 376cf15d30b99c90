// For the tests of checks that compare environments.
import { readManifestText } from '@thanos-gitops/manifest/read'
import type { Check, FleetMember } from '../engine/check.ts'
import { type ContextInput, createContext } from '../engine/context.ts'
import { runChecks } from '../engine/run-checks.ts'
import { changedStack, type Replacement } from '../thanos/fixture.ts'

/** The stack of an environment after changes: its file is `<name>.yaml`. */
export interface TestEnvironment extends Pick<ContextInput, 'clusterDomain'> {
  readonly changes?: readonly Replacement[]
}

/** `environment: file:line message` of each problem in environments by their names. */
export function fleetProblems(check: Check, environments: Readonly<Record<string, TestEnvironment>>): string[] {
  const fleet: FleetMember[] = []
  for (const [name, { changes = [], ...input }] of Object.entries(environments)) {
    const { objects } = readManifestText(`${name}.yaml`, changedStack(changes))
    fleet.push({ name, context: createContext({ objects, kubernetesVersion: '1.36', fleet, ...input }) })
  }
  return fleet.flatMap(({ name, context }) =>
    runChecks([check], context).findings.map(
      ({ place, message }) => `${name}: ${place?.file}:${place?.line} ${message.replaceAll(/\.yaml:\d+/g, '.yaml:N')}`,
    ),
  )
}

/** Without line numbers. */
export const withoutLine = (problem: string): string => problem.replace(/yaml:\d+ /, 'yaml ')
