const { PATH, NODE_COMPILE_CACHE } = process.env

/** What processes that tests start know of this one's environment: where programs are, and where compiled code is kept. */
export const childEnv = { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) }
