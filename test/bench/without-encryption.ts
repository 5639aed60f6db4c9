import { registerHooks } from 'node:module'

// For the bench alone, by `--import`: the service with boxes that encrypt nothing. The service itself can't be had without encryption.
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context)
    return found.url.endsWith('/src/platform/crypto/seal.ts')
      ? { ...found, url: new URL('plain-boxes.ts', import.meta.url).href }
      : found
  },
})
