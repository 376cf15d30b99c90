import { topologyOf } from '@thanos-gitops/checks/topology'
import { capacityOf, type Prices } from '@thanos-gitops/diff'
import type { SiteEnvironment, SitePin } from '@thanos-gitops/site'
import type { ExplainedEnvironment } from '@thanos-gitops/workspace/explain'
import type { PinStatus } from '@thanos-gitops/workspace/pins'

/** What the site shows of an environment. */
export function siteEnvironment(
  { rendered: { environment }, manifests }: ExplainedEnvironment,
  pin: PinStatus['pin'],
  prices: Prices | undefined,
): SiteEnvironment {
  const { kubernetesVersion } = environment
  const objects = manifests.map(({ object }) => object)
  return {
    environment,
    ...(pin === undefined ? {} : { pin: sitePin(pin) }),
    manifests: manifests.map(({ object, manifest, lines }) => ({ object, file: manifest.file, lines })),
    topology: topologyOf(manifests, { environment, kubernetesVersion }),
    capacity: capacityOf(objects, objects, prices),
  }
}

const sitePin = ({ change, ...pin }: NonNullable<PinStatus['pin']>): SitePin => ({
  ...pin,
  ...('problems' in change ? {} : { change }),
})
