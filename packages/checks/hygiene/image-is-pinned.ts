import type { Check } from '../engine/check.ts'

export const imageIsPinned = {
  name: 'image-is-pinned',
  id: 'TH041',
  severity: 'error',
  why: 'An image without a tag, or with one that moves, is another program after the next restart: two replicas run two versions, and a revert in git reverts nothing.',
  remedy: 'Give a version tag or a digest.',
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
      const at = { object: workload.object, pointer: `${pointer}/image` }
      if (tag === undefined)
        yield { ...at, message: `container ${name} takes ${image} without a tag, which means latest.` }
      else if (/^(latest|stable|edge|nightly|dev|main|master|canary)$/.test(tag))
        yield { ...at, message: `container ${name} takes ${image}, and the tag ${tag} moves.` }
    }
  },
} satisfies Check
