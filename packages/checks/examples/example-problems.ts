import type { Environment } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import type { Check, FleetMember } from '../engine/check.ts'
import { createContext } from '../engine/context.ts'
import { type CheckedFinding, runChecks } from '../engine/run-checks.ts'
import type { Example, Stacks } from './example.ts'

const environment: Environment = {
  name: 'production',
  cluster: 'production',
  kubernetesVersion: '1.36',
  namespace: 'monitoring',
  formerNamespaces: [],
  clusterDomain: 'cluster.local',
  delivery: 'flux',
  objectStorage: 'rook',
  objectStorageSettings: {},
  components: [],
  images: [],
  size: { series: 1_000_000 },
}

/** What checks find in a version of an example. Throws for a stack that is not YAML. */
export function exampleFindings(
  checks: readonly Check[],
  stacks: Stacks,
  { isEnvironment }: Pick<Example, 'isEnvironment'>,
): readonly CheckedFinding[] {
  const fleet: FleetMember[] = []
  for (const [name, yaml] of stacks) {
    const { objects, findings } = readManifestText(`${name}.yaml`, yaml)
    if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('\n'))
    const context = createContext({
      objects,
      kubernetesVersion: '1.36',
      fleet,
      ...(isEnvironment ? { environment } : {}),
    })
    fleet.push({ name, context })
  }
  return fleet.flatMap(({ context }) => runChecks(checks, context).findings)
}
