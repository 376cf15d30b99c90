import { Cleanup } from '../cleanup.ts'
import { type Part, runChecks } from '../part.ts'
import { thanos } from '../pods/stack-tools.ts'
import { ofDelivery, ofStack } from '../programs.ts'
import { findStackProgram } from '../stack-programs.ts'
import { receiveChecks } from './checks.ts'
import { Receivers } from './rig.ts'

const environment = 'production'

/** Receivers and their router: the rendered manifests in an API server, the pods as processes. */
export const receivePart: Part = {
  name: 'receive',
  needs: 'nothing',
  checks: receiveChecks,
  programs: () => [...(['etcd', 'kube-apiserver'] as const).map(ofDelivery), ofStack(thanos)],
  async run(match) {
    const cleanup = new Cleanup()
    cleanup.runOnInterrupt()
    try {
      const receivers = await Receivers.start(environment, findStackProgram(thanos)!, cleanup)
      return await runChecks('receive', receivers, receiveChecks, match)
    } finally {
      await cleanup.run()
    }
  },
}
