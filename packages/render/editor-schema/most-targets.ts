/** An editor cannot use a schema with every path of thousands of objects. */
export const mostTargets = 150
