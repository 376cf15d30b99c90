import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Check, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { usesClientConfig } from '../thanos/endpoints.ts'
import { inDocument } from '../thanos/places.ts'
import { programProblems } from './program-problems.ts'
import { thanosDocuments } from './thanos-documents.ts'

export const endpointsFileIsValid: Check = {
  name: 'endpoints-file-is-valid',
  id: 'TH016',
  question: 'startup',
  severity: 'error',
  why: 'Thanos query ignores unknown fields of this file: with a misspelled `address`, it does not query the endpoint. It ignores `client_config` where it looks up the addresses itself, and does not replace variables in the file.',
  remedy: 'Use only the fields strict, group, address, service_config and client_config in an endpoint.',
  source: 'https://thanos.io/tip/components/query.md/#configuration; the code of Thanos in packages/program-verdict',
  *run(context) {
    for (const read of thanosDocuments(context, { 'endpoint.sd-config': 'endpoints' })) {
      // An ignored field of an endpoint is as severe as a refused one.
      for (const { severity, ...problem } of programProblems(read)) yield problem
      for (const [index, entry] of listOf(mappingOf(read.document.value).endpoints).entries()) {
        yield* addressProblems(read.document, index, mappingOf(entry).address)
        yield* clientProblems(read.document, index, mappingOf(entry))
      }
    }
  },
}

function* addressProblems(document: EmbeddedDocument, index: number, address: unknown): Iterable<Problem> {
  if (typeof address !== 'string' || !address.includes('$(')) return
  yield {
    ...inDocument(document, 'endpoints', index, 'address'),
    message: `${address} contains a variable, but Thanos does not replace variables in this file.`,
    remedy: 'Write the address without variables.',
  }
}

function* clientProblems(
  document: EmbeddedDocument,
  index: number,
  { address, group, client_config: client }: Mapping,
): Iterable<Problem> {
  if (typeof address !== 'string' || client === undefined || usesClientConfig(address, group === true)) return
  yield {
    ...inDocument(document, 'endpoints', index, 'client_config'),
    message: `Thanos ignores client_config of ${address}, because it looks up the addresses itself.`,
    remedy:
      'Move it to default_client_config, or set group: true if each address serves the same series. With TLS, one server name must be in the certificates of all such endpoints.',
  }
}
