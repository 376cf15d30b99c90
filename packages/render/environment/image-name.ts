const pathPart = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*'

/**
 * An image without tag and digest: only the host can have upper-case letters and a port.
 * https://pkg.go.dev/github.com/distribution/reference
 */
export const imageNamePattern = `(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d+)?/)?${pathPart}(?:/${pathPart})*`
