/** The verdicts of the API server on objects of any origin, as findings. */
export { type ObjectProblem, placedFinding } from '../object-problem.ts'
export { type JudgedGroup, type JudgedObject, type Judgement, judgeObjects } from './judge.ts'
export { noVerdictCode, refusalCode } from './refusal-problems.ts'
