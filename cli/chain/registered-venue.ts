import { bytes32ToName, nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import type { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import { VenueRegistry } from "../../verifier-contracts/client/venue-registry.ts";
import { assertRegistered } from "./registered.ts";

/**
 * An ownership cannot be taken back: of a venue that nobody registered, it would lock the address for nothing.
 * @param venue by name or id
 * @throws EnvironmentError when the deployment's registry does not have it
 */
export async function assertVenue(attestations: SolvencyAttestations, venue: string): Promise<void> {
  const venues = new VenueRegistry(await attestations.venues(), attestations.provider);
  const id = nameToBytes32(venue);
  await assertRegistered(venues, "venue", bytes32ToName(id), id);
}
