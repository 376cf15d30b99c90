import { sleep } from 'zx'
import type { Kubectl } from '../../kubectl.ts'
import type { BlockPrograms, BucketTool } from '../blocks.ts'
import type { EnvironmentClone } from '../clone.ts'
import type { RunningNode } from '../node/node.ts'
import type { Workload } from '../patches.ts'
import { PodApi } from '../prometheus-api.ts'
import type { Receiver } from '../receiver.ts'

/** An environment that runs on a node. */
export interface Stack {
  readonly environment: string
  readonly namespace: string
  /** The external label `cluster`. */
  readonly cluster: string
  readonly node: RunningNode
  readonly kubectl: Kubectl
  readonly clone: EnvironmentClone
  readonly receiver: Receiver
  readonly programs: BlockPrograms
  /** The output of the first `kubectl apply`. */
  readonly applied: { readonly ok: boolean; readonly stdout: string; readonly stderr: string; readonly time: number }
  /** The bucket. Its pod must run. */
  bucket(): Promise<BucketTool>
}

export interface Check<Subject = Stack> {
  /** Completes "it …". */
  readonly title: string
  /** What was seen. Throws an Error that states what was seen instead. */
  readonly run: (subject: Subject) => Promise<string>
  /** False where there is nothing to see. */
  readonly applies?: (subject: Subject) => boolean
  /** Titles of the checks whose result this one reads. */
  readonly needs?: readonly string[]
}

/** The checks whose titles contain a text, and those whose results they read, in their order. */
export function chosenChecks<One extends Pick<Check, 'title' | 'needs'>>(
  all: readonly One[],
  match: string | undefined,
): readonly One[] {
  if (match === undefined) return all
  const matching = all.filter(({ title }) => title.includes(match))
  const needed = new Set(matching.flatMap(({ title, needs = [] }) => [title, ...needs]))
  return all.filter(({ title }) => needed.has(title))
}

/** Repeats an attempt until it does not throw. Throws the last error after the given number of seconds. */
export async function eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await sleep(3000)
  }
}

/** Throws unless a condition holds. */
export function expectThat(condition: boolean, seen: string): asserts condition {
  if (!condition) throw new Error(seen)
}

export const queryApi = ({ kubectl, namespace }: Stack): PodApi =>
  new PodApi(kubectl, namespace, 'services/thanos-query:http')

export const prometheusApi = ({ kubectl, namespace }: Stack, pod = 'prometheus-0'): PodApi =>
  new PodApi(kubectl, namespace, `pods/${pod}:9090`)

export const replicasOf = (workloads: readonly Workload[], name: string): number =>
  workloads.find(({ metadata }) => metadata.name === name)?.spec.replicas ?? 1
