import type { Check } from '../engine/check.ts'
import { imageReferenceProblem } from './image-reference-problem.ts'

export const imageReferenceIsValid: Check = {
  name: 'image-reference-is-valid',
  question: 'acceptance',
  severity: 'error',
  why: 'The API server accepts any string as an image. If the container runtime cannot parse it, the pod stays in InvalidImageName.',
  remedy: 'Write registry/name:tag or registry/name@sha256:digest, with lowercase letters in the name.',
  source: 'https://github.com/distribution/reference/blob/v0.6.0/reference.go',
  *run({ containers }) {
    for (const { name, image, pointer, workload } of containers) {
      // The API server refuses an empty image. A variable is filled in by another tool.
      if (image === '' || image.includes('$')) continue
      const problem = imageReferenceProblem(image)
      if (problem !== undefined)
        yield {
          object: workload.object,
          pointer: `${pointer}/image`,
          message: `the image ${image} of container ${name} ${problem.message}.`,
          ...(problem.remedy && { remedy: problem.remedy }),
        }
    }
  },
}
