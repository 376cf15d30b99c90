import { ownRepository } from '../../script-options.ts'
import { Cleanup } from '../cleanup.ts'
import { type Part, runChecks } from '../part.ts'
import { imagesOf, ofDelivery, ofStack, toolsFor } from '../programs.ts'
import { certificateChecks } from './checks.ts'
import { startCertificates } from './rig.ts'

const environment = 'production'

/** The certificates of an environment with `tls`: the real cert-manager with an API server, and Thanos with its files. */
export const certificatesPart: Part = {
  name: 'certificates',
  needs: 'nothing',
  checks: certificateChecks,
  programs: () => [
    ...(['etcd', 'kube-apiserver', 'cert-manager'] as const).map(ofDelivery),
    ofStack(toolsFor(imagesOf(ownRepository, environment)).thanos),
  ],
  async run(match) {
    const cleanup = new Cleanup()
    cleanup.runOnInterrupt()
    try {
      return await runChecks('certificates', await startCertificates(environment, cleanup), certificateChecks, match)
    } finally {
      await cleanup.run()
    }
  },
}
