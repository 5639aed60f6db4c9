import { registerHooks } from 'node:module'

// For processes that tests start: Node reads the whole `exports` of a package again for each of its modules (`getPackageScopeConfig`), and
// of these packages that is 180 kB a hundred times, half a second before a service has begun. A module of theirs that names its neighbour's
// file gets it without.
const large = /\/node_modules\/(?:drizzle-orm|date-fns)\/[^?#]*\.js$/
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '', conditions = [] } = context
    const isNeighbour = /^\.\.?\/.*\.js$/.test(specifier) && conditions.includes('import') && large.test(parentURL)
    if (!isNeighbour) return next(specifier, context)
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
  },
})
