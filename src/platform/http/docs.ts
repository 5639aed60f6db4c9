import fastifySwaggerUi from '@fastify/swagger-ui'
import { problem } from '../problem.ts'
import type { App } from './server.ts'

// The assets are this service's own; the page needs no inline script or style, and talks to this service only
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Comes after the library's own start and takes its place: that one reads a document of its own and shows its maker's logo. */
const start = `window.onload = () => SwaggerUIBundle({
  url: location.pathname.replace(/\\/docs\\/?$/, '/openapi.json'),
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  onComplete: () => {
    const set = (selector, attribute, value) => document.querySelector(selector)?.setAttribute(attribute, value)
    set('.information-container', 'role', 'banner')
    set('.scheme-container', 'role', 'region')
    set('.scheme-container', 'aria-label', 'Server and credentials')
    set('#servers', 'aria-label', 'Server')
  },
})
`
/** The library's colours are too pale to be read by everybody: these have a contrast of 4.5 at least (WCAG 2.2, 1.4.3). */
const contrast = `
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1f5fa8 }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #1b6e43 }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8a5300 }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #0f6b60 }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b3261e }
.swagger-ui .info .title small { background: #4a5261 }
.swagger-ui .info .title small.version-stamp { background: #476a00 }
.swagger-ui .info a, .swagger-ui .info .url, .swagger-ui .info .link { color: #1f5fa8 }
.swagger-ui .btn.authorize, .swagger-ui .btn.authorize span { color: #1b6e43; border-color: #1b6e43 }
.swagger-ui .btn.authorize svg { color: #1b6e43 }
.swagger-ui .json-schema-2020-12-expand-deep-button { color: #4a5261 }
@media (max-width: 30em) { .swagger-ui .opblock-tag { flex-wrap: wrap } .swagger-ui .opblock-tag small { flex: 100%; order: 1 } }
`
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1a1a1a"/><path d="M4 3h2v4h4V3h2v10h-2V9H6v4H4z" fill="#fff"/></svg>`

/** `GET /docs`: the description of the API for people. It reads `/openapi.json`, which is the only document. */
export async function documentationPage(app: App): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: policy,
    logo: { type: 'image/svg+xml', content: '' },
    theme: {
      title: 'Habeas API',
      css: [{ filename: 'contrast.css', content: contrast }],
      js: [{ filename: 'start.js', content: start }],
      favicon: [{ filename: 'icon.svg', rel: 'icon', sizes: 'any', type: 'image/svg+xml', content: icon }],
    },
    uiHooks: {
      onRequest: async ({ routeOptions }) => {
        if (routeOptions.url === '/docs/json' || routeOptions.url === '/docs/yaml')
          throw problem('not_found', 'no such path')
      },
    },
  })
}
