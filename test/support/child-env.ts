const { PATH, NODE_COMPILE_CACHE } = process.env
const quickPackages = new URL('quick-packages.ts', import.meta.url).href

/** What processes that tests start know of this one's environment: where programs are, and how modules are loaded quickly. */
export const childEnv = {
  PATH,
  NODE_OPTIONS: `--import=${quickPackages}`,
  ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
}
