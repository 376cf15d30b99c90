import { formatPointer, isObject, shownValue } from '@thanos-gitops/manifest'
import { imageNamePattern } from '../environment/image-name.ts'

const tagAndDigest = '(?::\\w[\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?'
const reference = new RegExp(`^${imageNamePattern}${tagAndDigest}$`)
const containerLists = ['containers', 'initContainers', 'ephemeralContainers']

/** The first image of a container at or below a field that the kubelet refuses as InvalidImageName. */
export function imageProblem(
  value: unknown,
  steps: readonly string[],
): { readonly message: string; readonly remedy: string } | undefined {
  if (typeof value === 'string')
    return isImage(steps) && !reference.test(value)
      ? {
          message: `${formatPointer(steps)} is not a valid image: ${shownValue(value)}.`,
          remedy: 'Write it in lower case with a tag or digest, for example quay.io/thanos/thanos:v0.42.2.',
        }
      : undefined
  if (!Array.isArray(value) && !isObject(value)) return undefined
  for (const [key, child] of Object.entries(value)) {
    const problem = imageProblem(child, [...steps, key])
    if (problem) return problem
  }
  return undefined
}

const isImage = (steps: readonly string[]): boolean =>
  steps.at(-1) === 'image' && containerLists.includes(steps.at(-3) ?? '')
