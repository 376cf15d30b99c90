// Generated objects: the answers of the server, as a dry run, and those of the program.
import { type Answer, askApiServer, type VerdictRequest } from '@thanos-gitops/api-server'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApiResponse } from '../verify-delivery/api-client.ts'
import { type GeneratedObject, generatedObjects } from './generated-objects.ts'
import { pathOf } from './objects.ts'
import type { RunningServer } from './server.ts'

/** How an object is sent to the server as a dry run. */
interface Way {
  readonly name: string
  readonly request: (generated: GeneratedObject) => VerdictRequest
  readonly send: (server: RunningServer, path: string, generated: GeneratedObject) => Promise<ApiResponse>
}

const strict = 'dryRun=All&fieldValidation=Strict'

const ways: readonly Way[] = [
  {
    name: 'create',
    request: ({ mutated }) => ({ after: mutated, apply: 'replace' }),
    send: ({ send }, path, { mutated }) => send('POST', `${path.slice(0, path.lastIndexOf('/'))}?${strict}`, mutated),
  },
  {
    name: 'server-side apply of a new object',
    request: ({ mutated }) => ({ after: mutated, apply: 'server-side' }),
    send: ({ send }, path, { mutated }) =>
      send('PATCH', `${path}?${strict}&fieldManager=verify&force=true`, mutated, 'application/apply-patch+yaml'),
  },
  {
    name: 'server-side apply of an update',
    request: ({ base, mutated }) => ({ before: base, after: mutated, apply: 'server-side' }),
    send: async ({ send }, path, { base, mutated }) => {
      const applied = await send(
        'PATCH',
        `${path}?fieldManager=verify&force=true`,
        base,
        'application/apply-patch+yaml',
      )
      if (applied.status >= 300)
        throw new Error(`${base.kind}/${base.metadata.name} is not valid: ${applied.body.message}`)
      const answer = await send(
        'PATCH',
        `${path}?${strict}&fieldManager=verify&force=true`,
        mutated,
        'application/apply-patch+yaml',
      )
      await send('DELETE', path, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 })
      return answer
    },
  },
]

/** How many objects are sent at the same time. Each has a namespace of its own. */
const atOnce = 8
/** How many differences are printed for each way. */
const mostPrinted = 40

/** Prints the agreement of the program with the server, and the differences. Returns whether all verdicts agree. */
export async function verifyGenerated(server: RunningServer, count: number, seed: number): Promise<boolean> {
  console.log(`Kubernetes ${server.minor}: ${count} generated objects, --seed ${seed}`)
  let allAgree = true
  for (const way of ways) {
    const objects = generatedObjects(count, seed).map(inNamespace)
    const given = await answersOfServer(server, way, objects)
    const answers = await answersOfProgram(server.minor, way, objects)
    const differences = objects.flatMap((object, index) => difference(object, given[index]!, answers[index]!))
    const sameWords = objects.filter((_, index) => wordsOf(given[index]!) === programWords(answers[index]!)).length
    const refused = given.filter(({ status }) => status >= 300).length
    for (const line of differences.slice(0, mostPrinted)) console.log(`  ${line}`)
    console.log(
      `Kubernetes ${server.minor}, ${way.name}: ${count - differences.length} of ${count} verdicts agree (the server refuses ${refused}), ${sameWords} with the same words`,
    )
    allAgree &&= differences.length === 0
  }
  return allAgree
}

const namespacePrefix = 'verify-generated'

const inNamespace = (generated: GeneratedObject, index: number): GeneratedObject => {
  const namespace = `${namespacePrefix}-${index % atOnce}`
  const placed = (object: KubernetesObject): KubernetesObject => ({
    ...object,
    metadata: { ...object.metadata, name: `${object.metadata.name}-${index}`, namespace },
  })
  return { ...generated, base: placed(generated.base), mutated: placed(generated.mutated) }
}

async function answersOfServer(
  server: RunningServer,
  way: Way,
  objects: readonly GeneratedObject[],
): Promise<readonly ApiResponse[]> {
  const answers: ApiResponse[] = []
  const worker = async (own: number): Promise<void> => {
    const namespace = `${namespacePrefix}-${own}`
    await server.send(
      'PATCH',
      `/api/v1/namespaces/${namespace}?fieldManager=verify&force=true`,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      'application/apply-patch+yaml',
    )
    for (let index = own; index < objects.length; index += atOnce) {
      const generated = objects[index]!
      answers[index] = await way.send(server, await pathOf(server.send, generated.base, namespace), generated)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, own) => worker(own)))
  return answers
}

async function answersOfProgram(
  minor: string,
  way: Way,
  objects: readonly GeneratedObject[],
): Promise<readonly Answer[]> {
  const { answers } = await askApiServer([
    { set: { name: 'generated', kubernetesVersion: minor, objects: [] }, requests: objects.map(way.request) },
  ])
  const [given] = answers
  if (given === undefined || 'supported' in given) throw new Error(`The program does not have Kubernetes ${minor}.`)
  return given.answers
}

/** Whether the server and the program differ, in one line. */
function difference({ base, mutations }: GeneratedObject, given: ApiResponse, answer: Answer): readonly string[] {
  const isRefused = given.status >= 300
  const isSame = 'verdict' in answer && (answer.verdict === 'refused') === isRefused
  if (isSame) return []
  const own = 'verdict' in answer ? `${answer.verdict} ${answer.message ?? ''}` : `error ${answer.error}`
  return [
    `${base.kind}, ${mutations.join(', ')}: the server ${isRefused ? `refuses: ${given.body.message}` : 'accepts'}; the program: ${own}`.slice(
      0,
      600,
    ),
  ]
}

const wordsOf = ({ status, body }: ApiResponse): string => (status >= 300 ? (body.message ?? '') : '')
const programWords = (answer: Answer): string =>
  'verdict' in answer && answer.verdict === 'refused' ? (answer.message ?? '') : ''
