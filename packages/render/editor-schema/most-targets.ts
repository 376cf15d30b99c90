/** A schema that knows every path of thousands of objects would be of no use to an editor. */
export const mostTargets = 150
