const digests = new Map<string, string>()

/** Registers that the program runs from a bundle of a repository. @param digest identifies the sources and the code of the bundle */
export const useBundle = (root: string, digest: string): void => void digests.set(root, digest)

/** Undefined for a program that runs from its sources, and for another repository. */
export const bundleDigest = (root: string): string | undefined => digests.get(root)
