import type { OrganisationCache } from '../organisations/organisation-cache.ts'
import type { StaffDoor } from '../organisations/staff-door.ts'
import type { Deps } from '../platform/deps.ts'
import type { RateLimits } from '../platform/http/rate-limit.ts'
import type { App } from '../platform/http/server.ts'
import { contactRoutes } from './contact-routes.ts'
import { myExportRoutes } from './my-export-routes.ts'
import { myRoutes } from './my-routes.ts'
import type { RequesterDoor } from './requester-door.ts'
import { sessionRoutes } from './session-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { threadRoutes } from './thread-routes.ts'

export type IdentityDoors = {
  readonly staff: StaffDoor
  readonly requester: RequesterDoor
  readonly organisations: OrganisationCache
  readonly limits: RateLimits
}

/** Codes, documents and messages: how a person proves who they are, and what passes between them and the desk. */
export async function identityRoutes(app: App, deps: Deps, doors: IdentityDoors): Promise<void> {
  signInRoutes(app, deps, doors)
  await threadRoutes(app, deps, doors.staff)
  contactRoutes(app, deps, doors)
  sessionRoutes(app, deps, doors.requester)
  await myRoutes(app, deps, doors.requester)
  await myExportRoutes(app, deps, doors)
}
