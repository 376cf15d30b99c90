import { type Finding, isAtRevision, type Place, placeText, type Rings } from '@thanos-gitops/manifest'
import type { RingReach } from '@thanos-gitops/manifest/change'

/** Where a change reaches more than the rings permit. With the label that permits it, the findings are warnings. */
export function reachFindings(
  reached: readonly RingReach[],
  rings: Rings,
  labels: readonly string[],
): readonly Finding[] {
  const isPermitted = rings.label !== undefined && labels.includes(rings.label)
  const finding = (code: string, limit: Place, ring: RingReach, message: string): Finding => ({
    code,
    severity: isPermitted ? 'warning' : 'error',
    message: `${message}${isPermitted ? ` The label ${rings.label} permits it.` : ''}`,
    ...(isPermitted ? {} : { remedy: remedyOf(rings.label) }),
    place: placeIn(ring) ?? limit,
  })
  const findings: Finding[] = []
  for (const { name, maximum, place } of rings.rings) {
    const ring = reached.find((one) => one.name === name)
    if (ring !== undefined && maximum !== undefined && ring.environments.length > maximum) {
      const limit = place('maximum')
      findings.push(
        finding(
          'reach-over-maximum',
          limit,
          ring,
          `The change reaches ${ring.environments.length} environments of the ring ${name}, and ${placeText(limit)} permits ${maximum}.`,
        ),
      )
    }
  }
  if (!rings.together && reached.length > 1) {
    const limit = rings.place('together')
    const names = reached.map(({ name }) => name ?? 'none')
    findings.push(
      finding(
        'reach-several-rings',
        limit,
        reached.reduce((most, ring) => (countOf(ring) > countOf(most) ? ring : most)),
        `The change reaches ${reached.length} rings (${names.join(', ')}), and ${placeText(limit)} permits one.`,
      ),
    )
  }
  return findings
}

const countOf = ({ most }: RingReach): number => most?.environments.length ?? 0

/** A line of another revision is not in the pull request. */
const placeIn = ({ most }: RingReach): Place | undefined =>
  most?.place === undefined || isAtRevision(most.place) ? undefined : most.place

const remedyOf = (label: string | undefined): string =>
  `Reach fewer environments: pin the others first, or change their patches one by one (environments/rings.md).${
    label === undefined ? '' : ` Or add the label ${label} to the pull request.`
  }`
