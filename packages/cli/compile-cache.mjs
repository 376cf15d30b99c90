// @ts-check
const { enableCompileCache } = process.getBuiltinModule('node:module')
const { join } = process.getBuiltinModule('node:path')

/**
 * From the second start on, Node.js loads compiled code instead of TypeScript. The cache stays valid if the repository is moved, or is
 * restored in another folder.
 * @param {string} root of the repository
 */
export function useCompileCache(root) {
  const directory = join(root, 'node_modules/.cache/thanos-gitops/compiled')
  try {
    enableCompileCache({ directory, portable: true })
  } catch {
    // Node.js before 24.12 knows no options.
    enableCompileCache(directory)
  }
}
