import {
  type Answer,
  type ApplyMode,
  type AskOptions,
  askApiServer,
  relevantObjects,
  type VerdictRequest,
} from '@thanos-gitops/api-server'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { definitionsFor } from '@thanos-gitops/schemas'
import type { ObjectProblem } from '../object-problem.ts'
import { refusalProblems } from './refusal-problems.ts'

/** Objects of one cluster. */
export interface JudgedGroup {
  /** The name of the environment, or the paths. */
  readonly name: string
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string
  readonly objects: readonly KubernetesObject[]
  /** The name under which the verdicts are kept for the next run. */
  readonly cache: string
}

export interface JudgedObject {
  readonly problems: readonly ObjectProblem[]
  /** Whether the server has the kind. */
  readonly isKnown: boolean
}

export interface Judgement {
  /** For each group its objects in their order; undefined for a group without verdicts, which a note names. */
  readonly groups: readonly (readonly JudgedObject[] | undefined)[]
  readonly notes: readonly string[]
}

/**
 * Returns the verdicts of the API server's code on objects that are to be created.
 *
 * @throws Failure if there is no such program, or if it fails
 */
export async function judgeObjects(groups: readonly JudgedGroup[], options: AskOptions = {}): Promise<Judgement> {
  const {
    answers,
    kind,
    judged: count,
  } = await askApiServer(
    groups.map(({ name, kubernetesVersion, objects, cache }) => ({
      // Of two definitions of a kind the last counts: that of the folder.
      set: { name, kubernetesVersion, objects: [...definitionsFor(objects), ...relevantObjects(objects)] },
      requests: objects.flatMap(requestsFor),
      cache,
    })),
    { onPrepare: notePreparation, ...options },
  )
  const judgedObjects = Math.ceil(count / waysOfCreating.length)
  const notes = kind === 'module' && judgedObjects > manyObjects ? [fasterNote(judgedObjects)] : []
  const judged = answers.map((given, index) => {
    const { name, kubernetesVersion, objects } = groups[index]!
    if ('supported' in given) {
      notes.push(
        `${name}: the API server's verdict exists for Kubernetes ${given.supported.join(', ')}, not for ${kubernetesVersion}. Only the schemas are checked.`,
      )
      return undefined
    }
    return objects.map((object, at): JudgedObject => {
      const answer = decisive(given.answers.slice(at * waysOfCreating.length, (at + 1) * waysOfCreating.length))
      return {
        problems: refusalProblems(object, answer, kubernetesVersion),
        isKnown: !('verdict' in answer && answer.verdict === 'unknown-kind'),
      }
    })
  })
  return { groups: judged, notes }
}

/** Flux and Argo CD apply on the server, which refuses more. Where both refuse, the words of a plain creation name the field. */
const waysOfCreating: readonly ApplyMode[] = ['replace', 'server-side']

const requestsFor = (after: KubernetesObject): readonly VerdictRequest[] =>
  waysOfCreating.map((apply) => ({ after, apply }))

const decisive = (answers: readonly Answer[]): Answer =>
  answers.find((answer) => 'error' in answer || answer.verdict !== 'accepted') ?? answers.at(-1)!

/** From here on, the native program saves seconds. */
const manyObjects = 2000

const fasterNote = (count: number): string =>
  `${count} objects were judged with the WebAssembly module. With Go, \`npm run tools -- api-server\` builds a program that is eight times as fast.`

/** A person waits. A log needs no progress. */
const notePreparation = (): void => {
  if (process.stderr.isTTY)
    console.error(
      "Preparing the API server's code (once, some seconds). With Go, `npm run tools -- api-server` makes it faster.",
    )
}
