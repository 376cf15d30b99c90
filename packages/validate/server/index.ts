/** The verdicts of the API server on objects of any origin, as findings. */
export { WorkLimitExceeded, type WorkLimits, workLimits } from '@thanos-gitops/api-server'
export { placedFinding } from '../object-problem.ts'
export { type JudgedGroup, judgeObjects } from './judge.ts'
export { noVerdictCode } from './refusal-problems.ts'
