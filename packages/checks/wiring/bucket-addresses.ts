// The servers of buckets, as far as the manifests show them.
import { type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
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
  const { type, config: value } = mappingOf(configOf(context, program, flag)?.value)
  const kind = String(type).toUpperCase()
  if (kind === 'FILESYSTEM') return []
  const config = mappingOf(value)
  const text = addressOf(kind, config)
  return [
    {
      program,
      flag,
      text: text && resolveInManifests(context, program.container, text),
      hasVariables: text?.includes('$(') === true,
      isInsecure: config.insecure === true,
    },
  ]
}

/** Google has one server. Azure has one for each storage account. */
function addressOf(type: string, { endpoint, storage_account: account }: Mapping): string | undefined {
  if (type === 'GCS') return 'storage.googleapis.com'
  const host = stringOf(endpoint)
  if (type !== 'AZURE') return host
  return typeof account === 'string' ? `${account}.${host || 'blob.core.windows.net'}` : undefined
}
