// @ts-check

/**
 * The Node.js that the npm package `node` installs below the root of the repository.
 * @param {string} root
 * @param {NodeJS.Platform} platform
 * @param {(...parts: string[]) => string} join of the platform
 */
export const pinnedNode = (root, platform, join) =>
  join(root, 'node_modules', 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node')

/**
 * Whether a version of Node.js runs TypeScript without a flag.
 * @param {string} version such as `22.18.0`
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}
