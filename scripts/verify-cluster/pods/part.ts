import type { ProgramName } from '../../verify-delivery/programs.ts'
import type { Check } from '../checks/check.ts'
import { Cleanup } from '../cleanup.ts'
import type { Settings } from '../created-environments.ts'
import type { InstalledProgram } from '../needs.ts'
import { type Part, runChecks } from '../part.ts'
import { ofDelivery, ofStack } from '../programs.ts'
import type { StackProgram } from '../stack-programs.ts'
import { Rig } from './rig.ts'

export interface PodsPartOptions<Subject> {
  readonly name: string
  /** The environments by their names. */
  readonly environments: Readonly<Record<string, Settings>>
  /** In addition to etcd and the API server. */
  readonly programs: readonly StackProgram[]
  readonly installed?: readonly InstalledProgram[]
  readonly checks: readonly Check<Subject>[]
  readonly subject: (rig: Rig, cleanup: Cleanup) => Promise<Subject>
}

const servers: readonly ProgramName[] = ['etcd', 'kube-apiserver']

/** Environments whose pods are processes of this machine. */
export const podsPart = <Subject>({
  name,
  environments,
  programs,
  installed = [],
  checks,
  subject,
}: PodsPartOptions<Subject>): Part => ({
  name,
  needs: 'root',
  installed,
  checks,
  programs: () => [...servers.map(ofDelivery), ...programs.map(ofStack)],
  async run(match) {
    const cleanup = new Cleanup()
    cleanup.runOnInterrupt()
    try {
      const rig = await Rig.start(name, environments, cleanup)
      return await runChecks(name, await subject(rig, cleanup), checks, match)
    } finally {
      await cleanup.run()
    }
  },
})
