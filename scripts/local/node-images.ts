import type { KubernetesVersion } from '@thanos-gitops/schemas'
import { failure } from '../failure.ts'

/**
 * The image of a kind node for each minor version. Each is the default image of a release of kind, which has the digest in
 * pkg/apis/config/defaults/image.go: v0.30.0, v0.31.0, v0.32.0 and v0.33.0. Docker verifies the digest. Renovate updates a tag
 * together with its digest.
 */
export const nodeImages: Readonly<Record<KubernetesVersion, string>> = {
  '1.34': 'kindest/node:v1.34.0@sha256:7416a61b42b1662ca6ca89f02028ac133a309a2a30ba309614e8ec94d976dc5a',
  '1.35': 'kindest/node:v1.35.0@sha256:452d707d4862f52530247495d180205e029056831160e22870e37e3f6c1ac31f',
  '1.36': 'kindest/node:v1.36.1@sha256:3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5',
  '1.37': 'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
}

/** @throws Failure if there is no image for the minor version: `1.37` */
export function nodeImageOf(kubernetesVersion: string): string {
  if (Object.hasOwn(nodeImages, kubernetesVersion)) return nodeImages[kubernetesVersion as KubernetesVersion]
  throw failure(
    'node-image-missing',
    `scripts/local/node-images.ts has no kind image of Kubernetes ${kubernetesVersion}.`,
    `Set kubernetesVersion to one of ${Object.keys(nodeImages).join(', ')} in environments/local/environment.yaml, or name a cluster with --context.`,
  )
}
