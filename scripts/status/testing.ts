import type { Surroundings } from './problem.ts'

export const oldCommit = '1'.repeat(40)
export const newCommit = '2'.repeat(40)

/** production, whose branch has one commit that the cluster does not have yet. */
export const where: Surroundings = {
  environment: 'production',
  namespace: 'kube-monitor',
  context: 'prod',
  hub: 'prod',
  branch: 'main',
  branchCommit: newCommit,
  commits: new Map([
    [oldCommit, { behind: 1 }],
    [newCommit, { behind: 0 }],
  ]),
  fluxSecret: undefined,
}
