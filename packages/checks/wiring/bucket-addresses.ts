// The servers of buckets, as far as the manifests show them.
import { mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Program } from '@thanos-gitops/workloads'
import { parseAddresses } from '../engine/address.ts'
import type { Address } from '../engine/addresses.ts'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { resolveInManifests } from '../thanos/bucket.ts'
import { thanosPrograms } from '../thanos/components.ts'
import { configOf, hasConfig } from '../thanos/config-documents.ts'
import { inDocument } from '../thanos/places.ts'

/** The second one is the bucket of `tools bucket replicate` to which it copies. */
const bucketFlags = ['objstore.config', 'objstore-to.config']

/** A server of a bucket whose address contains variables, with their values from the manifests. */
export const bucketAddresses = perContext((context): readonly Address[] =>
  bucketServers(context).flatMap(({ program, flag, text, hasVariables }) => {
    const document = configOf(context, program, flag)
    if (document === undefined || text === undefined || !hasVariables || text.includes('$(')) return []
    const { workload } = program.container
    return parseAddresses(text, true).map((parts) => ({
      ...parts,
      ...inDocument(document, 'config', 'endpoint'),
      offset: 0,
      workloads: [workload],
      namespace: workload.namespace,
    }))
  }),
)

interface BucketServer {
  readonly program: Program
  readonly flag: string
  /** `host:port`; undefined if the manifests do not contain the configuration, or for a provider without endpoint. */
  readonly text: string | undefined
  /** Whether its address in the configuration contains variables. */
  readonly hasVariables: boolean
  readonly isInsecure: boolean
}

/** The servers of the buckets of each Thanos program. */
export const bucketServers = perContext((context: CheckContext): readonly BucketServer[] =>
  thanosPrograms(context).flatMap((program) =>
    bucketFlags.filter((flag) => hasConfig(program, flag)).flatMap((flag) => serverOf(context, program, flag)),
  ),
)

function serverOf(context: CheckContext, program: Program, flag: string): readonly BucketServer[] {
  const { type, config } = mappingOf(configOf(context, program, flag)?.value)
  if (String(type).toUpperCase() === 'FILESYSTEM') return []
  const { endpoint, insecure } = mappingOf(config)
  const text = stringOf(endpoint)
  return [
    {
      program,
      flag,
      text: text && resolveInManifests(context, program.container, text),
      hasVariables: text?.includes('$(') === true,
      isInsecure: insecure === true,
    },
  ]
}
