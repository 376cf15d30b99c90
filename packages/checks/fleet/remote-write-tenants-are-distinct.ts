import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { FleetMember } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument, type ProblemPlace } from '../thanos/places.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { comparing, repeated } from './compare.ts'

export const remoteWriteTenantsAreDistinct = comparing({
  name: 'remote-write-tenants-are-distinct',
  question: 'fleet',
  severity: 'warning',
  why: 'Environments with one tenant share its limits and its blocks: one of them can use up the limits, and its series cannot be deleted or kept separately.',
  remedy: 'Set the header THANOS-TENANT of remote_write to the name of the environment.',
  source: 'https://thanos.io/tip/components/receive.md/#tenant-lifecycle-management',
  *compare(fleet) {
    for (const { member, fact, earlier, other } of repeated(fleet, tenantsOf))
      yield {
        ...fact.place,
        member,
        other: earlier,
        message: `${earlier.name} and ${member.name} write to ${fact.url} as the tenant ${fact.tenant} (${earlier.name}: ${lineOf(other.place)}).`,
      }
  },
})

interface Tenant {
  readonly url: string
  readonly tenant: string
  readonly place: ProblemPlace
}

/** The tenants that headers name, by address. */
const tenantsOf = ({ context }: FleetMember): ReadonlyMap<string, Tenant> =>
  new Map(
    programsNamed(context, 'prometheus').flatMap((prometheus) => {
      const document = configurationOf(context, prometheus)?.document
      return listOf(mappingOf(document?.value).remote_write).flatMap((entry, index) => {
        const { url, headers } = mappingOf(entry)
        const [name, tenant] = Object.entries(mappingOf(headers)).find(([header]) => /tenant|orgid/i.test(header)) ?? []
        if (document === undefined || name === undefined || typeof url !== 'string' || isInsideCluster(url)) return []
        const place = inDocument(document, 'remote_write', index, 'headers', name)
        return [[`${url} ${String(tenant)}`, { url, tenant: String(tenant), place }] as const]
      })
    }),
  )

/** Each cluster has servers of its own behind these names. */
const isInsideCluster = (url: string): boolean => /^https?:\/\/(?:[^./]+(?:[:/]|$)|[^/]*\.svc(?:[.:/]|$))/.test(url)
