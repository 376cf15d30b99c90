import { base } from '@thanos-gitops/base'
import { Cleanup } from '../cleanup.ts'
import { type Part, runChecks } from '../part.ts'
import { imagesOfBase, ofStack, stackPrograms } from '../programs.ts'
import { signInChecks } from './checks.ts'
import { startSignIn } from './rig.ts'

/** The environment whose proxies are started: it has all pages. */
const environment = 'production'

/** The sign-in at the pages: the real oauth2-proxy with what the rendered Deployments have. */
export const signInPart: Part = {
  name: 'sign-in',
  needs: 'nothing',
  checks: signInChecks,
  programs: () => stackPrograms(imagesOfBase(base.pages)).map(ofStack),
  async run(match) {
    const cleanup = new Cleanup()
    cleanup.runOnInterrupt()
    try {
      return await runChecks('sign-in', await startSignIn(environment, cleanup), signInChecks, match)
    } finally {
      await cleanup.run()
    }
  },
}
