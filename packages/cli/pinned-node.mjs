// @ts-check

/**
 * The Node.js that npm installs below the root of the repository. The lock file has a checksum of it for Linux and for Windows
 * on x64; for other systems, the file does not exist.
 * @param {string} root
 * @param {NodeJS.Platform} platform
 * @param {string} processor such as `x64`
 * @param {(...parts: string[]) => string} join of the platform
 */
export function pinnedNode(root, platform, processor, join) {
  const [system, program] = platform === 'win32' ? ['win', 'node.exe'] : [platform, 'node']
  return join(root, 'node_modules', `node-${system}-${processor}`, 'bin', program)
}

/**
 * Whether a version of Node.js runs TypeScript without a flag.
 * @param {string} version such as `22.18.0`
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}
