import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { lastValue, type Program, type Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { configOf } from './config-documents.ts'

/** A receiver with the hashring that it reads. */
export interface Hashring {
  readonly receiver: Program
  readonly document: EmbeddedDocument
  readonly entries: readonly HashringEntry[]
}

export interface HashringEntry {
  readonly address: string
  /** From the root of the document. */
  readonly steps: readonly (string | number)[]
}

/** Undefined if no manifest contains the hashring. */
export function hashringOf(context: CheckContext, receiver: Program): Hashring | undefined {
  const path = lastValue(receiver, 'receive.hashrings-file')
  const document =
    path === undefined ? configOf(context, receiver, 'receive.hashrings') : context.documentAt(receiver.container, path)
  return document && { receiver, document, entries: entriesOf(document) }
}

const entriesOf = (document: EmbeddedDocument): HashringEntry[] =>
  listOf(document.value).flatMap((hashring, index) =>
    listOf(mappingOf(hashring).endpoints).flatMap((entry, position) => {
      const address = typeof entry === 'string' ? entry : mappingOf(entry).address
      const field = typeof entry === 'string' ? [] : ['address']
      return typeof address === 'string' ? [{ address, steps: [index, 'endpoints', position, ...field] }] : []
    }),
  )

/** The names of the pods of a StatefulSet, up to 1000. */
export const podNames = ({ name, replicas = 1 }: Workload): string[] =>
  Array.from({ length: Math.min(replicas, 1000) }, (_, ordinal) => `${name}-${ordinal}`)
