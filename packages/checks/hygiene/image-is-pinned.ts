import type { Check } from '../engine/check.ts'

const movingTag = /^(latest|stable|edge|nightly|dev|main|master|canary)$/

export const imageIsPinned = {
  name: 'image-is-pinned',
  id: 'TH041',
  question: 'availability',
  severity: 'warning',
  why: 'An image without a tag, or with a tag that changes, can be another version after the next restart. Two replicas then run different versions, and a revert in git has no effect.',
  remedy: 'Use a version tag or a digest.',
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  *run({ containers }) {
    for (const {
      name,
      image,
      imageReference: { tag, digest },
      pointer,
      workload,
    } of containers) {
      if (image === '' || digest !== undefined) continue
      const at = { object: workload.object, pointer: `${pointer}/image`, cause: `image/${image}` }
      if (tag === undefined)
        yield { ...at, message: `container ${name} uses ${image} without a tag, which defaults to latest.` }
      else if (movingTag.test(tag))
        yield { ...at, message: `container ${name} uses ${image}, but the image of the tag ${tag} changes over time.` }
    }
  },
} satisfies Check
